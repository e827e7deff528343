"""Read-outs for auditing: what waits to be answered, and every message that came in."""

from trato.casework.conversations.models import InboundMessage


def waiting() -> int:
    """Return how many messages nobody has handled yet."""
    return InboundMessage.objects.filter(handled_at__isnull=True).count()


def received_ids() -> set[str]:
    """Return the provider's id of every message that came in."""
    return set(InboundMessage.objects.values_list("provider_message_id", flat=True))


def set_aside() -> int:
    """Return how many messages were given up by the bot and left to a person."""
    return InboundMessage.objects.exclude(failure="").count()
