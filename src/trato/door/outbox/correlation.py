"""The correlation id that travels with a message and comes back with each of its statuses."""

from uuid import UUID


def opaque(message_id: UUID, attempt_id: UUID) -> str:
    """Return the text for the provider's opaque field (at most 512 characters)."""
    return f"trato:{message_id}:{attempt_id}"


def message_of(text: str) -> UUID | None:
    """Return the message that an opaque field is about, if it is one of ours."""
    parts = text.split(":")
    if len(parts) != 3 or parts[0] != "trato":
        return None
    try:
        return UUID(parts[1])
    except ValueError:
        return None
