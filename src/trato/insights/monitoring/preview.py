"""What changed terms would have found: the last 30 days looked through, nothing kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from trato.foundation.ids import oldest_id
from trato.insights.monitoring.matcher import Matcher
from trato.insights.monitoring.said import SOURCES, Said
from trato.insights.monitoring.terms import BadTerm, compile_term
from trato.insights.monitoring.values import Side, Term, Written

DAYS: Final = 30
EXAMPLES_MAX: Final = 50
LOOKED_AT_MAX: Final = 200_000
_AT_ONCE: Final = 2000
_SOURCES_OF: Final = {
    Side.PERSON: ("inbound", "outside", "chat"),
    Side.COMPANY: ("outbound", "outside", "chat"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How many alerts terms would have raised; `is_cut` when there was more than it looks at."""

    alerts: int
    looked_at: int
    is_cut: bool
    examples: tuple[tuple[Said, str], ...]


def preview(terms: Sequence[Term], *, side: Side) -> Preview:
    """Look through what was stored in the last 30 days, newest examples first.

    Raises:
        BadTerm: a term says nothing to look for.
    """
    for term in terms:
        try:
            compile_term(term)
        except BadTerm as problem:
            raise BadTerm(f"{term.text}: {problem}") from None
    finder = Matcher(terms)
    looked_at, alerts = 0, 0
    examples: list[tuple[Said, str]] = []
    for some in _stored(side):
        # Only the words are asked: what the door knew raises its alerts whatever the terms.
        found = finder.look([Written(side=side, text=one.written.text) for one in some])
        alerts += len(found)
        looked_at += len(some)
        examples += ((some[place], hit.sign) for place, hit in found)
        examples = sorted(examples, key=lambda one: one[0].at)[-EXAMPLES_MAX:]
        if looked_at >= LOOKED_AT_MAX:
            break
    return Preview(
        alerts=alerts,
        looked_at=looked_at,
        is_cut=looked_at >= LOOKED_AT_MAX,
        examples=tuple(reversed(examples)),
    )


def _stored(side: Side) -> Iterator[list[Said]]:
    """Yield what one side said, at the desk and outside of it, some at a time, as it was stored."""
    for source in _SOURCES_OF[side]:
        ids_after, read = SOURCES[source]
        after = oldest_id(seconds_ago=DAYS * 24 * 3600)
        while ids := ids_after(after, limit=_AT_ONCE):
            after = ids[-1]
            yield [one for one in read(ids) if one.written.side is side]
