"""Says whose a thread is that nobody, or only a visitor, had until now."""

from uuid import UUID

from trato.casework.conversations.models import Conversation
from trato.foundation import tenancy


def introduce(conversation_id: UUID, person_id: UUID | None, contact_point_id: UUID | None) -> None:
    """Let a thread be somebody's from now on; the caller knows that it was nobody's before."""
    rows = Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
    rows.update(person_id=person_id, contact_point_id=contact_point_id)
