"""How much waits in a table and since when, asked so that the answer stays cheap."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Min, QuerySet

from trato.foundation.ids import oldest_id

DEPTH_MAX = 100_000
"""A deeper queue is told as this deep: whoever looks needs no exact figure beyond it."""

_LOOKED_AT = 500
_BEHIND_MAX = 1000


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


class Dated(Protocol):
    """Something that was said at an instant."""

    @property
    def at(self) -> datetime:
        """Return when."""


class IdsAfter(Protocol):
    """Gives the ids that were stored after one, in order."""

    def __call__(self, after: UUID, /, *, limit: int) -> Sequence[UUID]:
        """Return at most `limit` of them."""


Followed = tuple[UUID, IdsAfter, Callable[[Sequence[UUID]], Sequence[Dated]]]
"""What is followed by ids: up to where, what comes after it, and how some of it is read."""


def behind(name: str, sources: Iterable[Followed], *, seconds: float) -> Queue:
    """Count what stands after its source's mark though it is older than so many seconds.

    Of each source at most a thousand.
    """
    before, depth, ages = oldest_id(seconds_ago=seconds), 0, list[datetime]()
    for mark, ids_after, read in sources:
        ids = [i for i in ids_after(mark, limit=_BEHIND_MAX) if i < before]
        depth += len(ids)
        ages += [one.at for one in read(ids[:1])]
    return Queue(name=name, depth=depth, oldest_at=min(ages, default=None))
