"""How a sample is drawn and a form is weighed. Pure: the same seed draws the same sample."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from trato.insights.reviews.values import Ended

CRITERIA: Final[dict[str, int]] = {
    "respect": 3,
    "identity": 3,
    "truth": 2,
    "listening": 2,
    "solution": 2,
    "record": 1,
}
"""What is looked at, and its weight."""

FULL: Final = 2
MARKS: Final = (2, 1, 0)
"""Yes, in part, no. None: it did not come up."""

EACH_MAX: Final = 20


def draw(ended: Iterable[Ended], *, seed: str, each: int) -> tuple[Ended, ...]:
    """Return up to `each` conversations of every agent and of the assistant, by lot.

    A conversation that ended several times is there once for each who ended it.
    """
    by_whom: dict[int, set[Ended]] = {}
    for one in ended:
        by_whom.setdefault(one.agent_id or 0, set()).add(one)
    return tuple(
        one
        for whom in sorted(by_whom)
        for one in sorted(by_whom[whom], key=lambda e: _lot(seed, e))[:each]
    )


def to_read_twice(drawn: Iterable[Ended], *, seed: str, percent: int) -> tuple[Ended, ...]:
    """Return the share of a sample that a second person reads, by lot, rounded up."""
    lots = sorted(drawn, key=lambda one: _lot(f"{seed}:2", one))
    return tuple(lots[: -(-len(lots) * percent // 100)])


def weigh(marks: Mapping[str, int | None]) -> int | None:
    """Return the weighed percentage of what came up, or None if nothing did."""
    counted = [(CRITERIA[code], mark) for code, mark in marks.items() if mark is not None]
    total = sum(weight for weight, _mark in counted)
    if not total:
        return None
    return round(100 * sum(weight * mark for weight, mark in counted) / (FULL * total))


def _lot(seed: str, one: Ended) -> str:
    return hashlib.sha256(f"{seed}:{one.agent_id}:{one.conversation_id}".encode()).hexdigest()
