"""Webhooks and items that nobody could read or handle: shown to a person, tried again, closed."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trato.entrypoints.ingest.models import Delivery, Leftover
from trato.foundation import tenancy
from trato.foundation.queues import Queue, measure
from trato.foundation.set_aside import LISTED_MAX, SetAside
from trato.foundation.turning import OLDEST_FIRST, Leaf, turn
from trato.journal.facts.set_aside import SetAsideDismissed, SetAsideRetried
from trato.journal.record import record

WEBHOOK, ITEM = "webhook", "item"


def queues() -> tuple[Queue, ...]:
    """Return how much of what came in waits, for a machine and for a person."""
    waiting = _deliveries().filter(unpacked_at__isnull=True)
    retried = _leftovers().filter(state="waiting")
    return (
        measure("webhooks", waiting, order="next_try_at", since="received_at"),
        measure("items_retried", retried, order="next_try_at", since="received_at"),
        measure("webhooks_unreadable", _unreadable(), order="id", since="received_at"),
        measure("items_set_aside", _kept(), order="id", since="received_at"),
    )


def unreadable(place: str = "") -> Leaf[SetAside]:
    """Return a page of the webhooks that nobody could read, oldest first."""
    rows = _unreadable().defer("body_sealed")
    found = turn(rows, OLDEST_FIRST, place, limit=LISTED_MAX, counts=True)
    return found.of(
        SetAside(
            kind=WEBHOOK,
            case="unreadable",
            item_id=row.id,
            at=row.received_at,
            what=row.source,
            may_retry=True,
        )
        for row in found.rows
    )


def items(case: str, place: str = "") -> Leaf[SetAside]:
    """Return a page of the items that nobody knows, or of those that failed, oldest first."""
    state = "kept" if case == "unknown_item" else "dead"
    rows = _leftovers().filter(state=state).defer("payload_sealed")
    found = turn(rows, OLDEST_FIRST, place, limit=LISTED_MAX, counts=True)
    return found.of(
        SetAside(
            kind=ITEM,
            case=case,
            item_id=row.id,
            at=row.received_at,
            what=row.kind if row.state == "kept" else f"{row.kind}: {row.failure}",
            may_retry=True,
        )
        for row in found.rows
    )


def retry(kind: str, item_id: UUID, *, by_user: int, at: datetime) -> bool:
    """Let the worker try again; return whether it still waited for a person.

    An item that nobody knew is read again with its whole webhook: a newer version may know it, and
    what was taken in before is not taken in twice.
    """
    row = _take(kind, item_id)
    if row is None:
        return False
    if isinstance(row, Leftover) and row.state == "dead":
        _leftovers().filter(id=row.id).update(
            state="waiting", failures=0, failure="", next_try_at=at
        )
    else:
        delivery_id = row.delivery_id if isinstance(row, Leftover) else row.id
        if isinstance(row, Leftover):
            # Its webhook brings every unknown item of it back.
            _kept().filter(delivery_id=delivery_id, state="kept").update(state="done")
        _deliveries().filter(id=delivery_id).update(
            unpacked_at=None, failures=0, failure="", next_try_at=at
        )
    record(SetAsideRetried(item=kind, item_id=item_id, by_user=by_user), at=at)
    return True


def dismiss(kind: str, item_id: UUID, *, reason: str, by_user: int, at: datetime) -> bool:
    """Close it for good, its body kept; return whether it still waited for a person."""
    row = _take(kind, item_id)
    if row is None:
        return False
    if isinstance(row, Leftover):
        _leftovers().filter(id=row.id).update(state="closed")
    else:
        _deliveries().filter(id=row.id).update(failure="")
    fact = SetAsideDismissed(item=kind, item_id=item_id, by_user=by_user, reason=reason)
    record(fact, at=at)
    return True


def _take(kind: str, item_id: UUID) -> Delivery | Leftover | None:
    if kind == ITEM:
        return _kept().select_for_update().filter(id=item_id).first()
    return _unreadable().defer("body_sealed").select_for_update().filter(id=item_id).first()


def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.filter(organisation_id=tenancy.current())


def _unreadable() -> QuerySet[Delivery]:
    return _deliveries().filter(unpacked_at__isnull=False).exclude(failure="")


def _leftovers() -> QuerySet[Leftover]:
    return Leftover.objects.filter(organisation_id=tenancy.current())


def _kept() -> QuerySet[Leftover]:
    return _leftovers().filter(state__in=["kept", "dead"])
