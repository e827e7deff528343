"""What the worker may do with stored webhooks: claim, finish, postpone, keep what is left over.

All of it inside the caller's transaction in one organisation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from trato.book.organisations import keys
from trato.entrypoints.ingest import sql
from trato.entrypoints.ingest.models import Delivery, Leftover
from trato.foundation import tenancy
from trato.foundation.crypto import Undecipherable
from trato.foundation.database import OpenCursor

TRIES_MAX = 8
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_REASON_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDelivery:
    """A claimed webhook; `body` is nothing when it cannot be opened now."""

    delivery_id: UUID
    source: str
    body: bytes | None
    received_at: datetime
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """A claimed item that failed before."""

    leftover_id: UUID
    kind: str
    payload: bytes
    received_at: datetime
    failures: int


def pause_after(failures: int) -> timedelta:
    """Return how long to wait after that many failures: doubling, at most an hour."""
    wait: timedelta = _FIRST_WAIT * 2 ** min(max(failures - 1, 0), 16)
    return min(wait, _LONGEST_WAIT)


def claim_deliveries(*, limit: int, now: datetime) -> list[WaitingDelivery]:
    """Lock the oldest webhooks that wait and that nobody else has locked."""
    return [
        WaitingDelivery(
            delivery_id=delivery_id,
            source=source,
            body=_open(bytes(body_sealed), "delivery.body"),
            received_at=received_at,
            failures=failures,
        )
        for delivery_id, source, body_sealed, received_at, failures in _rows(
            sql.CLAIM, [tenancy.current(), now, limit]
        )
    ]


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with OpenCursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _open(sealed: bytes, place: str) -> bytes | None:
    try:
        return keys.vault().open_bytes(sealed, place=place)
    except Undecipherable:
        return None


def finish_deliveries(delivery_ids: list[UUID], *, now: datetime, failure: str = "") -> None:
    """Note that webhooks were unpacked; with a failure they are kept as they came, for a person."""
    with OpenCursor() as cursor:
        cursor.execute(
            sql.FINISH, [now, failure[:_REASON_CHARACTERS], tenancy.current(), delivery_ids]
        )


def postpone_delivery(delivery: WaitingDelivery, *, now: datetime, failure: str) -> None:
    """Leave a webhook in the queue for later: it is never given up."""
    failures = min(delivery.failures + 1, 30_000)
    _deliveries([delivery.delivery_id]).update(
        failures=failures,
        failure=failure[:_REASON_CHARACTERS],
        next_try_at=now + pause_after(failures),
    )


def _deliveries(delivery_ids: list[UUID]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(organisation_id=tenancy.current(), id__in=delivery_ids)


def keep_item(
    delivery: WaitingDelivery, *, field: str, kind: str, payload: bytes, now: datetime,
    failure: str = "",
) -> None:  # fmt: skip
    """Keep an item of a webhook: unknown, or with a failure to be tried again."""
    Leftover.objects.create(
        organisation_id=tenancy.current(),
        delivery_id=delivery.delivery_id,
        field=field[:60],
        kind=kind[:60],
        payload_sealed=keys.vault().seal_bytes(payload, place="leftover.payload"),
        received_at=delivery.received_at,
        state="waiting" if failure else "kept",
        failures=1 if failure else 0,
        failure=failure[:_REASON_CHARACTERS],
        next_try_at=now + pause_after(1) if failure else None,
    )


def claim_items(*, limit: int, now: datetime) -> list[WaitingItem]:
    """Lock failed items whose time to be tried again has come."""
    return [
        WaitingItem(
            leftover_id=leftover_id,
            kind=kind,
            payload=keys.vault().open_bytes(bytes(payload_sealed), place="leftover.payload"),
            received_at=received_at,
            failures=failures,
        )
        for leftover_id, kind, payload_sealed, received_at, failures in _rows(
            sql.CLAIM_ITEMS, [tenancy.current(), now, limit]
        )
    ]


def finish_item(leftover_id: UUID) -> None:
    """Note that a failed item went through after all."""
    rows = Leftover.objects.filter(organisation_id=tenancy.current(), id=leftover_id)
    rows.update(state="done", failure="", next_try_at=None)


def postpone_item(item: WaitingItem, *, now: datetime, failure: str) -> None:
    """Try a failed item again later; after `TRIES_MAX` it is dead: kept, for a person to see."""
    failures = item.failures + 1
    is_dead = failures >= TRIES_MAX
    rows = Leftover.objects.filter(organisation_id=tenancy.current(), id=item.leftover_id)
    rows.update(
        failures=failures,
        failure=failure[:_REASON_CHARACTERS],
        state="dead" if is_dead else "waiting",
        next_try_at=None if is_dead else now + pause_after(failures),
    )


def count_stuck() -> dict[str, int]:
    """Return how many webhooks and items need a person: unreadable bodies and dead items."""
    organisation_id = tenancy.current()
    unread = Delivery.objects.filter(organisation_id=organisation_id, unpacked_at__isnull=False)
    dead = Leftover.objects.filter(organisation_id=organisation_id, state="dead")
    return {"unreadable": unread.exclude(failure="").count(), "dead": dead.count()}


def count_waiting() -> int:
    """Return how many webhooks and failed items of the current organisation are still to come."""
    items = Leftover.objects.filter(state="waiting").count()
    return Delivery.objects.filter(unpacked_at__isnull=True).count() + items
