"""One line of a text, looked at once: most lines of our messages come again with the next person.

No pattern matches across a line's end, so what its lines say is what a text says. The exceptions
are judged over the whole text: what is in disguise, and what is asked for.
"""

from functools import lru_cache
from typing import Final

from trato.door.policy.asking import may_ask
from trato.door.policy.folding import fold_line, is_masked, may_be_leet, may_hold_leet
from trato.door.policy.forbidden import FORBIDDEN_FAMILIES, Phrase
from trato.door.policy.money import (
    PixKey,
    amounts_in,
    codes_and_keys,
    holds_digit,
    may_be_cnpj,
    may_hold_keys,
    speaks_of_pay,
)
from trato.door.policy.stems import BIT, FORBIDDEN_BITS, families_in
from trato.door.policy.vocabulary import DEBT, DEMAND, DISCOUNT, SENSITIVE

# Lines of texts, for as long as newer ones do not push them out; nothing is written anywhere.
_LINES_KEPT: Final = 8192

# What a line says, beside the families of patterns that it might match.
_FREE: Final = len(BIT)
MASKED, NEAR_LEET, LEET, HOLDS_KEYS, DEBT_WORDS, OFFERS_DISCOUNT, DEMANDS, ASKS, PAYS, COUNTS = (
    1 << (_FREE + place) for place in range(10)
)


class Line:
    """What one line says by itself; `says` has a bit for each thing, so that lines add up."""

    __slots__ = ("amounts", "bears_on_keys", "folded", "forbidden", "says", "sensitive")

    def __init__(self, text: str) -> None:
        """Fold it and run the patterns that it may match at all."""
        self.folded = folded = fold_line(text)
        families = families_in(folded)
        self.amounts = amounts_in(folded)
        holds_keys = may_hold_keys(folded)
        self.bears_on_keys = holds_keys or may_be_cnpj(folded)
        self.forbidden = forbidden_in(folded, families) if families & FORBIDDEN_BITS else ()
        self.sensitive: tuple[str, ...] = (
            tuple([m.group().strip() for m in SENSITIVE.finditer(folded)])
            if families & BIT["sensitive"]
            else ()
        )
        self.says = (
            families
            | (MASKED if is_masked(folded) else 0)
            | (NEAR_LEET if may_be_leet(folded) else 0)
            | (LEET if may_hold_leet(folded) else 0)
            | (HOLDS_KEYS if holds_keys else 0)
            | (PAYS if speaks_of_pay(folded) else 0)
            | (COUNTS if holds_digit(folded) else 0)
            | (DEBT_WORDS if families & BIT["debt"] and DEBT.search(folded) else 0)
            | (OFFERS_DISCOUNT if families & BIT["discount"] and DISCOUNT.search(folded) else 0)
            | (DEMANDS if families & BIT["demand"] and DEMAND.search(folded) else 0)
            | (ASKS if families & BIT["asked"] and may_ask(folded) else 0)
        )


@lru_cache(maxsize=_LINES_KEPT)
def line_of(text: str) -> Line:
    """Return what a line says."""
    return Line(text)


@lru_cache(maxsize=_LINES_KEPT)
def codes_and_keys_of(
    bearing: str, pays_elsewhere: bool, counts_elsewhere: bool
) -> tuple[bool, bool, tuple[PixKey, ...]]:
    """Return the codes and keys in those lines of a text that bear on them."""
    return codes_and_keys(bearing, pays_elsewhere, counts_elsewhere)


def forbidden_in(folded: str, families: int) -> tuple[Phrase, ...]:
    """Return the phrases that may never be said, family by family."""
    found: list[Phrase] = []
    for name, pattern in FORBIDDEN_FAMILIES.items():
        if families & BIT[name]:
            found += [Phrase(name, m.group().strip()) for m in pattern.finditer(folded)]
    return tuple(found)
