"""Whose conversation a message of ours belongs to, by the provider's id of it."""

from collections.abc import Collection
from uuid import UUID

from trato.door.outbox.models import Message
from trato.foundation import tenancy


def of_messages(provider_message_ids: Collection[str]) -> dict[str, tuple[UUID | None, UUID]]:
    """Return conversation and person by message id; what is not ours is left out."""
    rows = Message.objects.filter(
        organisation_id=tenancy.current(), provider_message_id__in=list(provider_message_ids)
    ).values_list("provider_message_id", "conversation_id", "person_id")
    return {said: (conversation_id, person_id) for said, conversation_id, person_id in rows}
