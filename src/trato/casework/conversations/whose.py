"""Whose a conversation is, and that of a provider's message."""

from collections.abc import Collection
from uuid import UUID

from trato.casework.conversations.models import Conversation
from trato.foundation import tenancy
from trato.foundation.database import ask

_OF = """
SELECT said.provider_message_id, c.id, c.person_id
  FROM (SELECT provider_message_id, conversation_id FROM conversations_inboundmessage
         WHERE organisation_id = %(here)s AND provider_message_id = ANY(%(ids)s)
        UNION ALL
        SELECT provider_message_id, conversation_id FROM conversations_outsidemessage
         WHERE organisation_id = %(here)s AND provider_message_id = ANY(%(ids)s)) AS said
  JOIN conversations_conversation c
    ON c.organisation_id = %(here)s AND c.id = said.conversation_id
"""


def person_of(conversation_id: UUID) -> UUID | None:
    """Return whose a conversation is; None: nobody's that is known."""
    rows = Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
    return rows.values_list("person_id", flat=True).first()


def of_messages(provider_message_ids: Collection[str]) -> dict[str, tuple[UUID, UUID | None]]:
    """Return conversation and person by message id, of what came in or was said outside."""
    if not provider_message_ids:
        return {}
    rows = ask(_OF, {"here": tenancy.current(), "ids": list(provider_message_ids)})
    return {said: (conversation_id, person_id) for said, conversation_id, person_id in rows}
