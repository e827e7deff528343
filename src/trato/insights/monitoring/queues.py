"""How many messages nobody has looked at yet though it is time, and how many alerts are open."""

from typing import Final

from trato.foundation import tenancy
from trato.foundation.queues import Queue, behind, measure
from trato.insights.monitoring.models import Alert
from trato.insights.monitoring.said import SOURCES
from trato.insights.monitoring.watch import LATEST_SECONDS, mark

# A mark trails by as long as a transaction may take, and by the time between two long looks.
_BEHIND_SECONDS: Final = LATEST_SECONDS + 30.0


def queues() -> tuple[Queue, ...]:
    """Return what is unwatched (of each source at most a thousand) and the open alerts."""
    sources = [(mark(source), *followed) for source, followed in SOURCES.items()]
    rows = Alert.objects.filter(organisation_id=tenancy.current(), state="open")
    return (
        behind("unwatched", sources, seconds=_BEHIND_SECONDS),
        measure("alerts_open", rows, order="-id", since="raised_at"),
    )
