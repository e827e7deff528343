"""How deep every queue is and how old its oldest row: asked now and then, told as often as wanted.

An organisation is a label of its own up to a limit; those beyond are summed up as `other`.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import structlog
from django.db import Error, connections
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from trato.book.organisations.read import organisation, organisation_ids
from trato.casework.conversations.set_aside import queues as conversations
from trato.casework.payments.set_aside import queues as payments
from trato.door.outbox.set_aside import queues as outbox
from trato.entrypoints.ingest.set_aside import queues as ingest
from trato.foundation import clock, tenancy
from trato.foundation.queues import Queue
from trato.insights.archive.queues import queues as archive
from trato.insights.evidence.queues import queues as copies
from trato.insights.monitoring.queues import queues as monitoring
from trato.insights.notices.queues import queues as notices
from trato.journal.queues import queues as journal
from trato.speakers.campaigns.queues import queues as campaigns

KEPT_SECONDS = 5.0
ROUND_SECONDS = 2.0
"""How long one look may take; organisations it did not come to are first the next time."""

LABELS_MAX = 200
OTHER = "other"
_SOURCES: tuple[Callable[[], tuple[Queue, ...]], ...] = (
    ingest, conversations, outbox, payments, journal, campaigns, monitoring, archive, copies,
    notices,
)  # fmt: skip
_log = structlog.get_logger(__name__)


def depths_of(organisation_id: UUID) -> tuple[str, tuple[Queue, ...]]:
    """Return an organisation's label and the state of all its queues."""
    with tenancy.within(organisation_id):
        return organisation().slug, tuple(queue for source in _SOURCES for queue in source())


class Depths(Collector):
    """A collector over all organisations. Looks at most every few seconds, whoever asks."""

    def __init__(self) -> None:
        """Have looked at nothing."""
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._known: dict[UUID, tuple[float, str, tuple[Queue, ...]]] = {}
        self._is_readable = False

    def collect(self) -> Iterator[Metric]:
        """Tell the state of the queues; blocks while it looks."""
        with self._lock:
            if clock.monotonic() - self._looked_at >= KEPT_SECONDS:
                self._look()
                self._looked_at = clock.monotonic()
            readable = GaugeMetricFamily(
                "trato_queues_readable", "Whether the queues could be asked just now."
            )
            readable.add_metric([], float(self._is_readable))
            yield readable
            if self._is_readable:
                yield from _told(self._summed(), clock.now())

    def _look(self) -> None:
        try:
            self._ask()
            self._is_readable = True
        except Error as problem:
            _log.warning("queues_unreadable", exc_info=problem)
            self._is_readable = False
        finally:
            connections.close_all()

    def _ask(self) -> None:
        deadline = clock.monotonic() + ROUND_SECONDS
        present = organisation_ids()
        self._known = {i: known for i, known in self._known.items() if i in set(present)}
        for one in sorted(present, key=self._last_asked):
            label, found = depths_of(one)
            self._known[one] = (clock.monotonic(), label, found)
            if clock.monotonic() > deadline:
                return

    def _last_asked(self, organisation_id: UUID) -> float:
        known = self._known.get(organisation_id)
        return known[0] if known else float("-inf")

    def _summed(self) -> dict[tuple[str, str], tuple[int, datetime | None]]:
        summed: dict[tuple[str, str], tuple[int, datetime | None]] = {}
        for place, organisation_id in enumerate(sorted(self._known)):
            _, label, found = self._known[organisation_id]
            for queue in found:
                key = (label if place < LABELS_MAX else OTHER, queue.name)
                depth, oldest = summed.get(key, (0, None))
                ages = [at for at in (oldest, queue.oldest_at) if at]
                summed[key] = (depth + queue.depth, min(ages, default=None))
        return summed


def _told(
    summed: dict[tuple[str, str], tuple[int, datetime | None]], now: datetime
) -> Iterator[Metric]:
    labels = ["organisation", "queue"]
    depth = GaugeMetricFamily("trato_queue_depth", "Rows that wait in a queue.", labels=labels)
    age = GaugeMetricFamily(
        "trato_queue_oldest_seconds", "How long the oldest row has waited; 0 if none.",
        labels=labels,
    )  # fmt: skip
    for key, (rows, oldest) in summed.items():
        depth.add_metric(key, rows)
        waited = (now - oldest).total_seconds() if oldest else 0.0
        age.add_metric(key, max(waited, 0.0))
    yield depth
    yield age
