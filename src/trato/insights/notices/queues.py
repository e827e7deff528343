"""How many notices have not been carried to whom they are for, and since when."""

from trato.foundation import tenancy
from trato.foundation.queues import Queue, measure
from trato.insights.notices.models import Notice


def queues() -> tuple[Queue, ...]:
    """Return the notices that wait for their mail or webhook."""
    rows = Notice.objects.filter(organisation_id=tenancy.current(), state="waiting")
    return (measure("notices", rows, order="next_try_at", since="happened_at"),)
