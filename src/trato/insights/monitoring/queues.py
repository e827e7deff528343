"""How many messages nobody has looked at yet though it is time, and how many alerts are open."""

from typing import Final

from trato.foundation import tenancy
from trato.foundation.ids import oldest_id
from trato.foundation.queues import Queue, measure
from trato.insights.monitoring.models import Alert
from trato.insights.monitoring.said import SOURCES
from trato.insights.monitoring.watch import LATEST_SECONDS, mark

# A mark trails by as long as a transaction may take, and by the time between two long looks.
_BEHIND_SECONDS: Final = LATEST_SECONDS + 30.0
_COUNTED_MAX: Final = 1000


def queues() -> tuple[Queue, ...]:
    """Return what is unwatched (of each source at most a thousand) and the open alerts."""
    before, count, ages = oldest_id(seconds_ago=_BEHIND_SECONDS), 0, []
    for source, (ids_after, read) in SOURCES.items():
        ids = [i for i in ids_after(mark(source), limit=_COUNTED_MAX) if i < before]
        count += len(ids)
        ages += [one.at for one in read(ids[:1])]
    rows = Alert.objects.filter(organisation_id=tenancy.current(), state="open")
    return (
        Queue(name="unwatched", depth=count, oldest_at=min(ages, default=None)),
        measure("alerts_open", rows, order="-id", since="raised_at"),
    )
