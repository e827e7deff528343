"""Hands out waiting messages, one conversation to one worker, in the order they were written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from trato.casework.conversations.models import Conversation, InboundMessage

FAILURES_MAX = 5

# The conversation's lock makes its messages wait their turn; a busy conversation is skipped.
_NEXT = """
SELECT c.id
  FROM conversations_conversation c
 WHERE EXISTS (SELECT 1 FROM conversations_inboundmessage i
                WHERE i.organisation_id = c.organisation_id AND i.conversation_id = c.id
                  AND i.handled_at IS NULL AND i.handle_after <= %s)
 LIMIT 1
   FOR UPDATE OF c SKIP LOCKED
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message to be answered, with its conversation locked until the transaction ends."""

    conversation_id: UUID
    inbound_id: UUID
    provider_message_id: str
    kind: str
    text: str
    button_id: str
    has_media: bool
    written_at: datetime
    person_id: UUID | None
    contact_point_id: UUID | None
    number_id: UUID
    state: str
    handled_by: str
    bot_state: dict[str, Any] | None


def take_turn(*, now: datetime) -> Turn | None:
    """Lock one conversation that has a message waiting and return its oldest one."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [now])
        found = cursor.fetchone()
    if not found:
        return None
    conversation = Conversation.objects.get(id=found[0])
    waiting = InboundMessage.objects.filter(
        conversation_id=conversation.id, handled_at__isnull=True
    )
    row = waiting.order_by("written_at", "id")[0]
    return Turn(
        conversation_id=conversation.id,
        inbound_id=row.id,
        provider_message_id=row.provider_message_id,
        kind=row.kind,
        text=row.text,
        button_id=row.button_id,
        has_media=bool(row.media_id),
        written_at=row.written_at,
        person_id=conversation.person_id,
        contact_point_id=conversation.contact_point_id,
        number_id=conversation.number_id,
        state=conversation.state,
        handled_by=conversation.handled_by,
        bot_state=conversation.bot_state,
    )


def finish_turn(turn: Turn, *, at: datetime) -> None:
    """Mark a message as handled, in the transaction of whatever handling it did."""
    InboundMessage.objects.filter(id=turn.inbound_id).update(handled_at=at)


def fail_turn(
    inbound_id: UUID, conversation_id: UUID, *, failure: str, retry_at: datetime, at: datetime
) -> bool:
    """Note that handling failed; return whether, tried too often, it was set aside for a person."""
    row = InboundMessage.objects.select_for_update().get(id=inbound_id)
    row.failures += 1
    row.failure = failure[:120]
    row.handle_after = retry_at
    gives_up = row.failures >= FAILURES_MAX
    if gives_up:
        row.handled_at = at
    row.save(force_update=True)
    return gives_up
