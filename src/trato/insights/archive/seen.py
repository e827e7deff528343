"""Where something was said; for a reader who is shown texts scrubbed, only where they can see it.

The index knows whole texts. Whoever reads them without addresses and names would learn from a hit,
or from an excluded word's miss, what was taken out: so what the index finds is matched again as it
is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from trato.book.people import read as people
from trato.casework.chats import read as chats
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.foundation.masks import without_name
from trato.foundation.redact import scrub
from trato.insights.archive import rules, sql
from trato.insights.archive.models import Line
from trato.insights.archive.values import COUNT_MAX, Place, Terms

_ROUNDS_MAX: Final = 10


def places_of(values: Mapping[str, Any]) -> list[Place]:
    """Return where the index finds a question, newest first."""
    return [Place(at=at, line_id=line_id) for line_id, at in ask(sql.SEARCH, values)]


def seen_places(terms: Terms, values: Mapping[str, Any]) -> tuple[list[Place], Place | None]:
    """Return where what is shown answers a question, and how far was looked if not to the end.

    Looks through as many of the index's finds as fit ten answers.
    """
    widest = rules.only_wanted(terms)
    asked = {**values, "stems": widest.stems, "phrases": widest.phrases, "exact": widest.exact}
    seen: list[Place] = []
    for _round in range(_ROUNDS_MAX):
        found = places_of(asked)
        kept = _seen(terms, [place.line_id for place in found])
        seen += [place for place in found if place.line_id in kept]
        if len(found) <= COUNT_MAX or len(seen) > COUNT_MAX:
            return seen, None
        asked |= {"after_at": found[-1].at, "after_id": found[-1].line_id}
    return seen, found[-1]


def _seen(terms: Terms, line_ids: Sequence[UUID]) -> frozenset[UUID]:
    rows = Line.objects.filter(organisation_id=tenancy.current(), id__in=line_ids)
    lines = list(rows.values_list("id", "person_id", "chat_id", "text"))
    cards = people.cards({person_id for _, person_id, _, _ in lines if person_id})
    named: dict[UUID | None, tuple[str, ...]] = {
        person_id: (card.name,) for person_id, card in cards.items()
    }
    named.update(chats.people_in({chat_id for _, _, chat_id, _ in lines if chat_id}).items())
    texts = {
        line_id: _shown(text, (*named.get(person_id, ()), *named.get(chat_id, ())))
        for line_id, person_id, chat_id, text in lines
    }
    folded = [rules.indexed(text) for text in texts.values()]
    values = {
        "ids": list(texts),
        "shown_stems": [rules.for_stemming(words) for words in folded],
        "plain": folded,
        "pairs": [rules.neighbours(words) for words in folded],
        "stems": terms.stems,
        "phrases": terms.phrases,
        "exact": terms.exact,
    }
    return frozenset(line_id for (line_id,) in ask(sql.SEEN, values))


def _shown(text: str, names: Iterable[str]) -> str:
    text = scrub(text)
    for name in names:
        text = without_name(text, name)
    return text
