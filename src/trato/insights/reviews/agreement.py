"""How far two people who read the same conversations agree: Cohen's kappa. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Mark = int | None
Pair = tuple[Mark, Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of `pairs` marks, how many were the `same`; `kappa` is what chance does not explain of that.

    `kappa`: 1 always the same, 0 no more than chance, below 0 less; None where there is no pair, or
    where both always gave one and the same mark, so that chance explains everything.
    """

    pairs: int
    same: int
    kappa: float | None


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Return the agreement of first and second marks; "does not apply" (None) is a mark, too."""
    total = len(pairs)
    same = sum(first == second for first, second in pairs)
    if not total:
        return Agreement(pairs=0, same=0, kappa=None)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    # In whole numbers, so that "always the same mark" is told exactly.
    chance = sum(first[mark] * second[mark] for mark in first)
    if chance == total * total:
        return Agreement(pairs=total, same=same, kappa=None)
    kappa = (same * total - chance) / (total * total - chance)
    return Agreement(pairs=total, same=same, kappa=kappa)
