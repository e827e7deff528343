"""What the desk may ask about the people at work: queues, seats, notes, and who looks where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from trato.casework.conversations.attend import LOOKING_WITHIN, TYPING_WITHIN
from trato.casework.conversations.models import Conversation, Look, Note, Queue, Seat, Team
from trato.casework.conversations.rules import SEEN_WITHIN
from trato.foundation import tenancy
from trato.foundation.asked import ANY_TIME, Asked
from trato.foundation.database import ask

NOTES_MAX = 200

_QUEUES = Asked(
    lambda here: (
        Queue.objects.filter(organisation_id=here)
        .order_by("position", "name")
        .values_list("id", "name")
    ),
    here=UUID,
)
_TEAMS = Asked(
    lambda here: (
        Team.objects.filter(
            Exists(Queue.objects.filter(organisation_id=here, team_id=OuterRef("id"))),
            organisation_id=here,
        )
        .order_by("name", "id")
        .values_list("id", "name")
    ),
    here=UUID,
)
_NOTES = Asked(
    lambda here, conversation, before: _newest(
        Note.objects.filter(organisation_id=here, conversation_id=conversation, at__lt=before)
    ),
    here=UUID,
    conversation=UUID,
    before=datetime,
)
# A whisper is read by who wrote it and by who has the conversation.
_NOTES_OPEN_TO = Asked(
    lambda here, conversation, reader, before: _newest(
        Note.objects.filter(
            organisation_id=here, conversation_id=conversation, at__lt=before
        ).filter(
            ~Q(kind="whisper")
            | Q(author_id=reader)
            | Exists(
                Conversation.objects.filter(organisation_id=here, id=conversation, agent_id=reader)
            )
        )
    ),
    here=UUID,
    conversation=UUID,
    reader=int,
    before=datetime,
)
_NAMES = Asked(
    lambda here: Seat.objects.filter(organisation_id=here).values_list("user_id", "name"),
    here=UUID,
)
_SEATS = Asked(lambda here: Seat.objects.filter(organisation_id=here), here=UUID)
_LOOKERS = Asked(
    lambda here, conversation, after, but: (
        Look.objects.filter(organisation_id=here, conversation_id=conversation, at__gt=after)
        .exclude(user_id=but)
        .order_by("name")
    ),
    here=UUID,
    conversation=UUID,
    after=datetime,
    but=int,
)
_LOADS = """
SELECT agent_id, count(*) FILTER (WHERE snoozed_until IS NULL),
       count(*) FILTER (WHERE waiting_since IS NOT NULL)
FROM conversations_conversation
WHERE organisation_id = %s AND handled_by = 'human' AND agent_id IS NOT NULL
GROUP BY agent_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """Words between colleagues, as a thread shows them."""

    note_id: UUID
    kind: str
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Somebody else with the same conversation open."""

    user_id: int
    name: str
    is_typing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """An agent and what they hold; `waiting` of it waits for their answer."""

    user_id: int
    name: str
    skills: tuple[str, ...]
    load: int
    load_max: int
    waiting: int
    is_available: bool
    is_here: bool
    seen_at: datetime | None
    team_id: UUID | None = None


def queues() -> tuple[tuple[UUID, str], ...]:
    """Return the queues by position: id and name."""
    return tuple(_QUEUES(here=tenancy.current()))


def teams_with_queues() -> tuple[tuple[UUID, str], ...]:
    """Return the teams that something can wait for, by name: id and name."""
    return tuple(_TEAMS(here=tenancy.current()))


def notes_of(
    conversation_id: UUID, *, reader: int, may_manage: bool, before: datetime = ANY_TIME
) -> tuple[NoteLine, ...]:
    """Return the newest notes of a thread that a reader may see, oldest first.

    A whisper is for who wrote it, who has the conversation, and who manages.
    """
    asked = {"here": tenancy.current(), "conversation": conversation_id, "before": before}
    rows = _NOTES(**asked) if may_manage else _NOTES_OPEN_TO(**asked, reader=reader)
    return tuple(
        NoteLine(note_id=r.id, kind=r.kind, author=r.author, text=r.text, at=r.at)
        for r in reversed(rows)
    )


def foresee_notes(readers: Collection[tuple[UUID, int, bool]]) -> None:
    """Read at once what `notes_of` will be asked: conversation, reader, whether they manage."""
    same = {"here": tenancy.current(), "before": ANY_TIME}
    _NOTES.foresee([{"conversation": i} for i, _, manages in readers if manages], **same)
    some = [{"conversation": i, "reader": who} for i, who, manages in readers if not manages]
    _NOTES_OPEN_TO.foresee(some, **same)


def _newest(rows: QuerySet[Note]) -> QuerySet[Note]:
    return rows.order_by("-at", "-id")[:NOTES_MAX]


def lookers(conversation_id: UUID, *, but: int, now: datetime) -> tuple[Looker, ...]:
    """Return who else has it open just now."""
    rows = _LOOKERS(
        here=tenancy.current(),
        conversation=conversation_id,
        after=now - LOOKING_WITHIN,
        but=but,
    )
    return tuple(
        Looker(user_id=r.user_id, name=r.name, is_typing=r.is_typing and r.at > now - TYPING_WITHIN)
        for r in rows
    )


def names() -> dict[int, str]:
    """Return what every agent is called, by user."""
    return dict(_NAMES(here=tenancy.current()))


def seats(*, now: datetime) -> tuple[SeatLine, ...]:
    """Return every agent with their load, those who are here first."""
    loads = {agent: (load, waits) for agent, load, waits in ask(_LOADS, [tenancy.current()])}
    rows = _SEATS(here=tenancy.current())
    found = [_seat(row, loads.get(row.user_id, (0, 0)), now) for row in rows]
    return tuple(sorted(found, key=lambda s: (not s.is_here, not s.is_available, s.name)))


def _seat(row: Seat, load: tuple[int, int], now: datetime) -> SeatLine:
    return SeatLine(
        user_id=row.user_id,
        name=row.name,
        skills=tuple(row.skills),
        load=load[0],
        load_max=row.load_max,
        waiting=load[1],
        is_available=row.is_available,
        is_here=row.seen_at is not None and now - row.seen_at <= SEEN_WITHIN,
        seen_at=row.seen_at,
        team_id=row.team_id,
    )
