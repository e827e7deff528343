"""What changed terms would have found: the last 30 days looked through, nothing kept."""

from collections.abc import Sequence
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
_SOURCE_OF: Final = {Side.PERSON: "inbound", Side.COMPANY: "outbound"}


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
    ids_after, read = SOURCES[_SOURCE_OF[side]]
    finder = Matcher(terms)
    after, looked_at, alerts = oldest_id(seconds_ago=DAYS * 24 * 3600), 0, 0
    examples: list[tuple[Said, str]] = []
    while looked_at < LOOKED_AT_MAX:
        ids = ids_after(after, limit=_AT_ONCE)
        if not ids:
            break
        messages = read(ids)
        # Only the words are asked: what the door knew raises its alerts whatever the terms.
        words = [Written(side=side, text=one.written.text) for one in messages]
        found = finder.look(words)
        alerts += len(found)
        looked_at += len(messages)
        examples = [*examples, *((messages[p], f.sign) for p, f in found)][-EXAMPLES_MAX:]
        after = ids[-1]
        if len(ids) < _AT_ONCE:
            break
    return Preview(
        alerts=alerts,
        looked_at=looked_at,
        is_cut=looked_at >= LOOKED_AT_MAX,
        examples=tuple(reversed(examples)),
    )
