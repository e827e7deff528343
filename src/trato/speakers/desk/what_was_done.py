"""What people did in a conversation since it came to them, as the assistant is told it."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.read import conversation
from trato.casework.conversations.values import Done
from trato.casework.negotiation.put_forward import offers_in
from trato.casework.requests.read import disputed_since
from trato.door.outbox.read import of_conversation

_BY_BOT = "bot"


def what_was_done(conversation_id: UUID, *, at: datetime) -> Done:
    """Return what the assistant must know when it gets the conversation back.

    A dispute weighs more than an offer: about what is contested nobody negotiates.
    """
    since = conversation(conversation_id).handed_over_at or at
    if disputed_since(conversation_id, since):
        return Done.DISPUTE_OPENED
    if any(
        o.authority != _BY_BOT and o.created_at > since
        for o in offers_in(conversation_id, since=since)
    ):
        return Done.OFFER_SENT
    said = [m for m in of_conversation(conversation_id) if m.created_at > since]
    offered = any(
        m.author == "human" and m.message_class == "offer" and m.stage != "refused" for m in said
    )
    return Done.OFFER_SENT if offered else Done.NOTHING
