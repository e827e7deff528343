"""Unpacks stored webhooks: opens, parses, sets every item in motion, each on its own.

An item that fails is put aside and tried again; the others go on. A body that cannot be read is
kept as it came. Nothing is dropped.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

import msgspec
import structlog
from django.db import InterfaceError, OperationalError, transaction

from trato.adapters.pix.parse import PixParseError, parse_webhook
from trato.adapters.whatsapp.parse import ParseError, parse
from trato.casework.payments.settle import OnSettled
from trato.entrypoints.ingest import waiting
from trato.entrypoints.ingest.waiting import WaitingDelivery, WaitingItem
from trato.entrypoints.worker import effects
from trato.entrypoints.worker.effects import Item
from trato.foundation import clock, tenancy
from trato.foundation.faults import fault_point

_PER_TRANSACTION = 25

_log = structlog.get_logger(__name__)


class Apply(Protocol):
    """Sets in motion what one item asks for."""

    def __call__(self, item: Item, *, received_at: datetime, now: datetime) -> None:
        """Do it, inside the caller's transaction."""
        ...


Leftovers = list[tuple[str, str, bytes]]
Contents = tuple[list[Item], Leftovers]


def unpack_some(
    organisation_id: UUID,
    limit: int = 200,
    *,
    on_settled: OnSettled | None = None,
    apply: Apply | None = None,
) -> int:
    """Unpack up to `limit` waiting webhooks and failed items; return how many were taken.

    Any number of workers may do this at once. Zero means that nothing is waiting now. `on_settled`
    is told of new money in the transaction that books it; `apply` is what tests put in place of
    the verbs.
    """
    effect: Apply = apply or partial(effects.apply, on_settled=on_settled)
    taken = 0
    while taken < limit:
        count = _step(organisation_id, min(_PER_TRANSACTION, limit - taken), effect)
        taken += count
        if count == 0:
            break
    return taken


def _step(organisation_id: UUID, limit: int, apply: Apply) -> int:
    try:
        return _unpack(organisation_id, limit, apply) or _retry(organisation_id, limit, apply)
    except (OperationalError, InterfaceError):
        if limit == 1:
            raise
    # Two workers met over the same rows: one webhook at a time cannot be in its own way.
    return _unpack(organisation_id, 1, apply) or _retry(organisation_id, 1, apply)


def _unpack(organisation_id: UUID, limit: int, apply: Apply) -> int:
    with tenancy.within(organisation_id):
        now = clock.now()
        deliveries = waiting.claim_deliveries(limit=limit, now=now)
        done = [d.delivery_id for d in deliveries if _unpack_one(d, now, apply)]
        if done:
            waiting.finish_deliveries(done, now=now)
            fault_point("unpack.before_commit")
    fault_point("unpack.after_commit")
    return len(deliveries)


def _unpack_one(delivery: WaitingDelivery, now: datetime, apply: Apply) -> bool:
    if delivery.body is None:
        waiting.postpone_delivery(delivery, now=now, failure="cannot be opened with our keys")
        return False
    try:
        items, leftovers = _READERS[delivery.source](delivery.body)
    except (ParseError, PixParseError) as problem:
        _log.error("webhook_unreadable", delivery=str(delivery.delivery_id))
        waiting.finish_deliveries([delivery.delivery_id], now=now, failure=str(problem))
        return False
    for item in items:
        failure = _try(item, delivery.received_at, now, apply)
        if failure:
            kind, payload = effects.kind_of(item), msgspec.json.encode(item)
            waiting.keep_item(
                delivery, field="retry", kind=kind, payload=payload, now=now, failure=failure
            )
    for field, kind, payload in leftovers:
        waiting.keep_item(delivery, field=field, kind=kind, payload=payload, now=now)
    return True


def _retry(organisation_id: UUID, limit: int, apply: Apply) -> int:
    with tenancy.within(organisation_id):
        now = clock.now()
        items = waiting.claim_items(limit=limit, now=now)
        for item in items:
            failure = _try(_decode(item), item.received_at, now, apply)
            if failure:
                waiting.postpone_item(item, now=now, failure=failure)
            else:
                waiting.finish_item(item.leftover_id)
        return len(items)


def _decode(item: WaitingItem) -> Item:
    kind: type[Item] = effects.KINDS[item.kind]
    return msgspec.json.decode(item.payload, type=kind)


def _try(item: Item, received_at: datetime, now: datetime, apply: Apply) -> str:
    """Return nothing if it went through, else what went wrong, without any of its words."""
    try:
        with transaction.atomic():
            apply(item, received_at=received_at, now=now)
    except (OperationalError, InterfaceError):
        # Not the item's fault: the whole transaction starts again.
        raise
    except Exception as problem:  # an item that nothing can handle must not hold the others
        name = type(problem).__name__
        _log.error("webhook_item_failed", kind=effects.kind_of(item), problem=name)
        return name
    return ""


def _whatsapp(body: bytes) -> Contents:
    parsed = parse(body)
    items: Iterator[Item] = iter((*parsed.statuses, *parsed.accounts, *parsed.messages))
    return list(items), [(u.field, u.kind, u.payload) for u in parsed.leftovers]


def _pix(body: bytes) -> Contents:
    parsed = parse_webhook(body)
    return list(parsed.settlements), [("pix", u.kind, u.payload) for u in parsed.leftovers]


_READERS: dict[str, Callable[[bytes], Contents]] = {"whatsapp": _whatsapp, "pix": _pix}
