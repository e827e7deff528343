"""By when people owe an answer: a queue's targets, counted while people are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Queue
from trato.casework.conversations.read import ConversationLine
from trato.casework.reception.read import opening
from trato.casework.reception.rules import after_open, before_open
from trato.casework.reception.values import Opening
from trato.foundation import tenancy
from trato.foundation.asked import Asked

FIRST_SECONDS, NEXT_SECONDS = 900, 1800
_LAST_PART = 4
"""An answer is at risk in the last quarter of its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When an answer is owed; late once that is past, soon in the last quarter of the time."""

    due_at: datetime
    is_late: bool
    is_soon: bool
    is_first: bool


_QUEUES = Asked(lambda here: Queue.objects.filter(organisation_id=here), here=UUID)


def since_when(hours: Opening, seconds: int, *, now: datetime) -> tuple[datetime, datetime]:
    """Return since when whoever waits is late by now, and since when at risk: as `due` says it."""
    rest = seconds - seconds // _LAST_PART
    return before_open(hours, now, seconds), before_open(hours, now, rest)


def due_at(
    hours: Opening, since: datetime, *, first: int, later: int, answered_at: datetime | None
) -> datetime:
    """Return by when an answer is owed to somebody who waits since then; targets in seconds."""
    return after_open(hours, since, first if answered_at is None else later)


def due(rows: Iterable[ConversationLine], *, now: datetime) -> dict[UUID, Due]:
    """Return what is owed in each conversation in which somebody waits for people."""
    waiting = [r for r in rows if r.waiting_since and r.handled_by == "human"]
    if not waiting:
        return {}
    targets = {
        row.id: (row.answer_within_seconds, row.next_within_seconds)
        for row in _QUEUES(here=tenancy.current())
    }
    hours, found = opening(), {}
    for row in waiting:
        assert row.waiting_since  # noqa: S101  (those who wait)
        first, later = targets.get(
            row.queue_id or row.conversation_id, (FIRST_SECONDS, NEXT_SECONDS)
        )
        is_first = row.answered_at is None
        seconds = first if is_first else later
        due_at = after_open(hours, row.waiting_since, seconds)
        risk_at = before_open(hours, due_at, seconds // _LAST_PART)
        found[row.conversation_id] = Due(
            due_at=due_at,
            is_late=due_at <= now,
            is_soon=risk_at <= now < due_at,
            is_first=is_first,
        )
    return found
