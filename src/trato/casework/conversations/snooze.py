"""Puts a conversation out of sight until a time, or until the person writes."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.hand_over import held_row, refuse_if_held
from trato.casework.conversations.models import Conversation
from trato.casework.conversations.values import UNTIL_WRITTEN
from trato.foundation import tenancy
from trato.journal.facts.casework import ConversationSnoozed
from trato.journal.record import record


class NotLater(ValueError):
    """The time to come back lies in the past."""


def snooze(
    conversation_id: UUID, *, until: datetime | None, by: int, at: datetime, force: bool = False
) -> None:
    """Hide it from its agent's list until then; a new message brings it back sooner.

    Without a time only the person's next message brings it back.

    Raises:
        NotLater: `until` is not after `at`.
        HeldBySomebodyElse: another agent has it, and this is not by force.
    """
    if until is not None and until <= at:
        raise NotLater(str(until))
    row = held_row(conversation_id)
    refuse_if_held(row, by=by, force=force)
    Conversation.objects.filter(organisation_id=row.organisation_id, id=row.id).update(
        snoozed_until=until or UNTIL_WRITTEN
    )
    fact = ConversationSnoozed(conversation_id=row.id, until=until)
    record(fact, at=at, subject_id=row.person_id)


def wake_snoozed(*, now: datetime) -> int:
    """Bring back what was put off until now; return how many."""
    return Conversation.objects.filter(
        organisation_id=tenancy.current(), snoozed_until__lte=now
    ).update(snoozed_until=None, last_event_at=now)
