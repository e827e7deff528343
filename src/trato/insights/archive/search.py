"""Finds what was said: by words, person, CPF, phone, agent, class and date; newest first."""

from uuid import UUID

from trato.book.people import read as people
from trato.casework.conversations import read as conversations
from trato.foundation import tenancy
from trato.insights.archive import rules
from trato.insights.archive.models import Line
from trato.insights.archive.seen import places_of, seen_places
from trato.insights.archive.values import (
    COUNT_MAX,
    PEOPLE_MAX,
    ROWS_MAX,
    SPOKEN,
    ArchivedLine,
    Found,
    Source,
    Wanted,
)


def search(wanted: Wanted) -> Found:
    """Return one page of the current organisation's lines, and how many there are.

    Raises:
        OnlyExcluded: the words only say what is not wanted.
    """
    terms = rules.read_question(wanted.words)
    rows_max = min(max(wanted.rows, 1), ROWS_MAX)
    person_ids, is_of_more = _people(wanted)
    if person_ids is not None and not person_ids:
        return Found(lines=(), count=0, is_more=False, next=None, terms=terms)
    values = {
        "organisation_id": tenancy.current(),
        "stems": terms.stems,
        "phrases": terms.phrases,
        "exact": terms.exact,
        "people": person_ids,
        "conversations": (None if person_ids is None else conversations.threads_of(person_ids)),
        "agent": wanted.agent_id,
        "classes": list(wanted.classes) or None,
        "sources": [str(s) for s in wanted.sources or SPOKEN],
        "since": wanted.since,
        "until": wanted.until,
        "after_at": wanted.after.at if wanted.after else None,
        "after_id": wanted.after.line_id if wanted.after else None,
        "limit": COUNT_MAX + 1,
    }
    if wanted.is_scrubbed and not terms.is_empty:
        places, looked_to = seen_places(terms, values)
    else:
        places, looked_to = places_of(values), None
    return Found(
        lines=read_lines([place.line_id for place in places[:rows_max]]),
        count=min(len(places), COUNT_MAX),
        is_more=len(places) > COUNT_MAX or looked_to is not None,
        next=places[rows_max - 1] if len(places) > rows_max else looked_to,
        terms=terms,
        is_of_more_people=is_of_more,
    )


def threads_saying(words: str, *, limit: int = ROWS_MAX) -> tuple[UUID, ...]:
    """Return the conversations in which something was said, latest first, for a list's search.

    Raises:
        OnlyExcluded: the words only say what is not wanted.
    """
    found = search(Wanted(words=words, rows=ROWS_MAX))
    threads = dict.fromkeys(line.conversation_id for line in found.lines if line.conversation_id)
    return tuple(threads)[:limit]


def read_lines(line_ids: list[UUID]) -> tuple[ArchivedLine, ...]:
    """Return lines by id, newest first, behind the walls."""
    rows = Line.objects.filter(organisation_id=tenancy.current(), id__in=line_ids)
    return tuple(_line(row) for row in rows.defer("words").order_by("-at", "-id"))


def _people(wanted: Wanted) -> tuple[list[UUID] | None, bool]:
    """Return whose lines are wanted, and whether there are more of them than are looked for."""
    if wanted.person_id is not None:
        return [wanted.person_id], False
    if not wanted.who.strip():
        return None, False
    found = list(people.searched(wanted.who).order_by("name", "id")[: PEOPLE_MAX + 1])
    return found[:PEOPLE_MAX], len(found) > PEOPLE_MAX


def _line(row: Line) -> ArchivedLine:
    return ArchivedLine(
        line_id=row.id,
        source=Source(row.source),
        at=row.at,
        text=row.text,
        kind=row.kind,
        message_class=row.message_class,
        agent_id=row.agent_id,
        person_id=row.person_id,
        conversation_id=row.conversation_id,
        chat_id=row.chat_id,
    )
