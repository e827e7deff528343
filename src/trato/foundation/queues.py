"""How much waits in a table and since when, asked so that the answer stays cheap."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet

DEPTH_MAX = 100_000
"""A deeper queue is told as this deep: whoever looks needs no exact figure beyond it."""

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits in one queue of one organisation: how many rows, and since when the oldest."""

    name: str
    depth: int
    oldest_at: datetime | None = None


def measure(name: str, rows: QuerySet[Any], *, order: str, since: str) -> Queue:
    """Count a queue's rows and find the oldest among the first in `order` (an index's order).

    `since` is the column that tells from when a row waits.
    """
    depth = rows.order_by(order)[:DEPTH_MAX].count()
    if not depth:
        return Queue(name=name, depth=0)
    first = rows.order_by(order)[:_LOOKED_AT]
    return Queue(name=name, depth=depth, oldest_at=first.aggregate(oldest=Min(since))["oldest"])
