"""A supervisor wants to see what people write in a conversation before it leaves."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation
from trato.foundation import tenancy
from trato.journal.facts.casework import MessagesHeld
from trato.journal.record import record

NEXT, ALL, NONE = "next", "all", ""


class UnknownHold(ValueError):
    """Neither the next message, nor all, nor none."""


def hold_messages(conversation_id: UUID, *, holds: str, by: int, at: datetime) -> None:
    """Hold the next message, all until told otherwise, or none any more. Idempotent.

    What waits already goes on waiting until it is approved or turned down.

    Raises:
        UnknownHold: `holds` is none of the three.
    """
    if holds not in (NEXT, ALL, NONE):
        raise UnknownHold(holds)
    changed = (
        Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
        .exclude(holds=holds)
        .update(holds=holds, held_by=by if holds else None)
    )
    if changed:
        record(MessagesHeld(conversation_id=conversation_id, holds=holds, by=by), at=at)


def end_hold(
    conversation_id: UUID, *, because: str, by: int | None, at: datetime, keeps_all: bool = False
) -> None:
    """End what is held with a hand-over: whoever it was about does not answer here any more.

    `keeps_all`: what holds all messages is about the conversation, and goes on with the next agent.
    """
    rows = Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
    ended = rows.filter(holds__in=[NEXT] if keeps_all else [NEXT, ALL])
    if ended.update(holds=NONE, held_by=None):
        fact = MessagesHeld(conversation_id=conversation_id, holds=NONE, by=by, because=because)
        record(fact, at=at)


def standing_hold(conversation_id: UUID) -> int | None:
    """Return whose approval what is written now needs; the conversation stands still until commit.

    So that of two messages at once only one is the next.
    """
    found = (
        Conversation.objects.select_for_update(no_key=True)
        .filter(organisation_id=tenancy.current(), id=conversation_id)
        .exclude(holds="")
        .values_list("held_by", flat=True)
        .first()
    )
    return found


def spend_hold(conversation_id: UUID) -> None:
    """Note that the next message has come; one that holds all goes on."""
    Conversation.objects.filter(
        organisation_id=tenancy.current(), id=conversation_id, holds=NEXT
    ).update(holds=NONE, held_by=None)
