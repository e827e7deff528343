"""How many ordered copies are not made yet, and since when."""

from trato.foundation import tenancy
from trato.foundation.queues import Queue, measure
from trato.insights.evidence.models import Bundle


def queues() -> tuple[Queue, ...]:
    """Return the copies that were ordered or are being made."""
    mine = Bundle.objects.filter(organisation_id=tenancy.current())
    alive = mine.filter(state__in=["asked", "building"])
    return (measure("copies", alive, order="id", since="asked_at"),)
