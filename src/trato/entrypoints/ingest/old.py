"""Old webhooks: their bodies go when their time has come; that they came, and their hash, stays.

Whether one has to stay longer is decided elsewhere. All of it inside the caller's transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from trato.book.organisations import keys
from trato.entrypoints.ingest.models import BodySweep, Delivery, Leftover
from trato.foundation import tenancy
from trato.foundation.crypto import Undecipherable
from trato.foundation.database import ask
from trato.foundation.ids import new_id
from trato.foundation.turning import Key, Leaf, turn

SWEEPS_MAX: Final = 30
_LATEST_DAY: Final = (Key(field="on", kind=date, is_descending=True),)
_FIRST: Final = UUID(int=0)
_OPEN_ITEMS: Final = ("kept", "waiting", "dead")

# In the order of their ids, which is that of their arrival: no index of its own is needed, and
# looking stops at the first that is too young.
_NEXT: Final = """
SELECT id, source, received_at, unpacked_at IS NOT NULL AND failure = ''
  FROM ingest_delivery
 WHERE organisation_id = %s AND id > %s
 ORDER BY id LIMIT %s
   FOR NO KEY UPDATE
"""
_AGAIN: Final = """
SELECT id, source, received_at, unpacked_at IS NOT NULL AND failure = ''
  FROM ingest_delivery
 WHERE organisation_id = %s AND look_again_at <= %s
 ORDER BY look_again_at, id LIMIT %s
   FOR NO KEY UPDATE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldDelivery:
    """A webhook past its time; `is_settled`: it was unpacked, and nothing of it is open."""

    delivery_id: UUID
    source: str
    is_settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far today's erasing has come."""

    sweep_id: UUID
    upto: UUID
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySweepLine:
    """One day's erasing; `ended_at` is None while it goes on."""

    on: date
    ended_at: datetime | None
    webhooks: int
    items: int
    held: int
    waiting: int


def hold_progress(on: date) -> Progress:
    """Begin a day's erasing where the last one ended, or go on with it; nobody else does then."""
    rows = BodySweep.objects.filter(organisation_id=tenancy.current())
    last = rows.order_by("-on").first()
    rows.get_or_create(
        organisation_id=tenancy.current(), on=on,
        defaults={"id": new_id(), "upto": last.upto if last else _FIRST},
    )  # fmt: skip
    row = rows.select_for_update().get(on=on)
    return Progress(sweep_id=row.id, upto=row.upto, is_over=row.ended_at is not None)


def advance(
    sweep_id: UUID, upto: UUID, counts: Mapping[str, int], *, ended: datetime | None
) -> None:
    """Note that webhooks up to one were looked at, and what became of them."""
    row = BodySweep.objects.get(organisation_id=tenancy.current(), id=sweep_id)
    row.upto, row.ended_at = max(row.upto, upto), ended
    for name, amount in counts.items():
        setattr(row, name, getattr(row, name) + amount)
    row.save(force_update=True)


def past(*, after: UUID, received_until: datetime, now: datetime, limit: int) -> list[OldDelivery]:
    """Lock the next webhooks that were received until then, and those to be looked at again."""
    rows = [
        row
        for row in ask(_NEXT, [tenancy.current(), after, limit])
        if row[2] <= received_until
    ]  # fmt: skip
    if len(rows) < limit:
        rows += ask(_AGAIN, [tenancy.current(), now, limit - len(rows)])
    open_ones = set(
        Leftover.objects.filter(
            organisation_id=tenancy.current(), delivery_id__in=[row[0] for row in rows],
            state__in=_OPEN_ITEMS,
        ).values_list("delivery_id", flat=True)
    )  # fmt: skip
    return [
        OldDelivery(delivery_id=i, source=source, is_settled=is_done and i not in open_ones)
        for i, source, _, is_done in rows
    ]


def body_of(delivery_id: UUID) -> bytes | None:
    """Return one webhook's body; None: it cannot be opened with our keys."""
    row = Delivery.objects.get(organisation_id=tenancy.current(), id=delivery_id)
    try:
        return keys.vault().open_bytes(bytes(row.body_sealed), place="delivery.body")
    except Undecipherable:
        return None


def erase_bodies(delivery_ids: Collection[UUID], *, at: datetime) -> tuple[int, int]:
    """Erase the bodies of webhooks, and of items kept of them; return how many of each."""
    ids = list(delivery_ids)
    rows = Delivery.objects.filter(organisation_id=tenancy.current(), id__in=ids)
    webhooks = rows.update(body_sealed=b"", erased_at=at, look_again_at=None)
    items = Leftover.objects.filter(organisation_id=tenancy.current(), delivery_id__in=ids)
    return webhooks, items.exclude(payload_sealed=b"").update(payload_sealed=b"")


def look_again(delivery_ids: Collection[UUID], *, at: datetime) -> None:
    """Leave webhooks as they are until then."""
    rows = Delivery.objects.filter(organisation_id=tenancy.current(), id__in=list(delivery_ids))
    rows.update(look_again_at=at)


def body_sweeps(place: str = "") -> Leaf[BodySweepLine]:
    """Return a page of the days that had anything to erase or to leave, newest first."""
    told = Q(webhooks__gt=0) | Q(held__gt=0) | Q(waiting__gt=0)
    rows = BodySweep.objects.filter(told, organisation_id=tenancy.current())
    found = turn(rows, _LATEST_DAY, place, limit=SWEEPS_MAX)
    return found.of(
        BodySweepLine(
            on=row.on, ended_at=row.ended_at, webhooks=row.webhooks, items=row.items,
            held=row.held, waiting=row.waiting,
        )
        for row in found.rows
    )  # fmt: skip
