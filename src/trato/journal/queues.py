"""How many facts wait to be sealed into the chain."""

from trato.foundation import tenancy
from trato.foundation.queues import Queue, measure
from trato.journal.models import Entry, Link


def queues() -> tuple[Queue, ...]:
    """Return the facts recorded after the last sealed one.

    A fact that was committed late and sorts before it is not counted; the next sealing finds it.
    """
    organisation_id = tenancy.current()
    last = Link.objects.filter(organisation_id=organisation_id).order_by("-sequence").first()
    rows = Entry.objects.filter(organisation_id=organisation_id)
    if last is not None:
        rows = rows.filter(id__gt=last.entry_id)
    return (measure("journal_unsealed", rows, order="id", since="at"),)
