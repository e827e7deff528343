"""A supervisor lets go what was to be seen before it leaves, or turns down whatever still waits."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trato.door.outbox import sql
from trato.door.outbox.models import Message, State
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.journal.facts.outbox import MessageApproved, MessageTurnedDown
from trato.journal.record import record

REASON_LONGEST = 200


class NoReason(ValueError):
    """Why it was turned down was not said, or in more words than fit."""


def approve(message_id: UUID, *, by: int, at: datetime) -> bool:
    """Let a message go to the door, which asks its rules again; return False where none waits.

    What waits for its hour goes on waiting for it. Idempotent.
    """
    row = _waiting(message_id).select_for_update(no_key=True).first()
    if row is None:
        return False
    until = row.hold_until if row.verdict == "hold" and row.hold_until else at
    _waiting(message_id).update(awaits_approval_by=None, hold_until=max(until, at))
    record(MessageApproved(message_id=message_id, by=by), at=at, subject_id=row.person_id)
    ask(sql.WAKE, {"organisation": tenancy.current()})
    return True


def turn_down(message_id: UUID, *, reason: str, by: int, at: datetime) -> bool:
    """Withdraw a message that has not left, whatever it waits for, with words for its writer.

    Return False where it waits no longer.

    Raises:
        NoReason: no words, or more than 200 characters.
    """
    words = reason.strip()
    if not words or len(words) > REASON_LONGEST:
        raise NoReason
    pending = Message.objects.filter(
        organisation_id=tenancy.current(), id=message_id, state__in=[State.HELD, State.READY]
    )
    row = pending.select_for_update(no_key=True).first()
    if row is None:
        return False
    pending.update(
        state=State.CANCELLED,
        ended_at=at,
        failed_reason=words,
        awaits_approval_by=by if row.awaits_approval_by is None else row.awaits_approval_by,
    )
    fact = MessageTurnedDown(message_id=message_id, by=by)
    record(fact, at=at, subject_id=row.person_id, private=words.encode())
    return True


def _waiting(message_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(
        organisation_id=tenancy.current(),
        id=message_id,
        state=State.HELD,
        awaits_approval_by__isnull=False,
    )
