"""How many campaigns are running, and since when the oldest was let go."""

from trato.foundation import tenancy
from trato.foundation.queues import Queue, measure
from trato.speakers.campaigns.models import Campaign


def queues() -> tuple[Queue, ...]:
    """Return the running campaigns."""
    rows = Campaign.objects.filter(organisation_id=tenancy.current(), state="running")
    return (measure("campaigns_running", rows, order="id", since="approved_at"),)
