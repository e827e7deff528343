"""Unpacks stored webhooks: opens, parses, sets every item in motion.

Messages and statuses of a batch are taken together; if one of them fails, each goes on its own.
An item that fails is put aside and tried again; the others go on. A body that cannot be read is
kept as it came. Nothing is dropped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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

_PER_TRANSACTION = 50

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
    work = _Work(
        organisation_id=organisation_id,
        apply=apply or partial(effects.apply, on_settled=on_settled),
        # Whatever is put in place of the verbs is given one item at a time.
        is_together=apply is None,
    )
    taken = 0
    while taken < limit:
        asked = min(_PER_TRANSACTION, limit - taken)
        count, is_drained = _step(work, asked)
        taken += count
        if is_drained:
            break
    return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """Whose webhooks, and what sets their items in motion."""

    organisation_id: UUID
    apply: Apply
    is_together: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A webhook that could be read."""

    delivery: WaitingDelivery
    items: list[Item]
    leftovers: Leftovers


def _step(work: _Work, limit: int) -> tuple[int, bool]:
    """Return how many were taken, and whether nothing else was waiting."""
    try:
        count = _unpack(work, limit)
    except (OperationalError, InterfaceError):
        if limit == 1:
            raise
    else:
        return count, count < limit
    # Two workers met over the same rows: one webhook at a time cannot be in its own way.
    count = _unpack(work, 1)
    return count, count == 0


def _unpack(work: _Work, limit: int) -> int:
    with tenancy.within(work.organisation_id):
        now = clock.now()
        deliveries = waiting.claim_deliveries(limit=limit, now=now)
        opened = [o for d in deliveries if (o := _open(d, now)) is not None]
        if opened:
            fault_point("unpack.claimed")
        _set_in_motion(work, opened, now)
        if opened:
            fault_point("unpack.set_in_motion")
            waiting.finish_deliveries([o.delivery.delivery_id for o in opened], now=now)
        retried = 0
        if len(deliveries) < limit:
            retried = _retry(work, limit - len(deliveries), now)
        if opened:
            fault_point("unpack.before_commit")
    fault_point("unpack.after_commit")
    return len(deliveries) + retried


def _open(delivery: WaitingDelivery, now: datetime) -> _Opened | None:
    if delivery.body is None:
        waiting.postpone_delivery(delivery, now=now, failure="cannot be opened with our keys")
        return None
    try:
        items, leftovers = _READERS[delivery.source](delivery.body)
    except (ParseError, PixParseError) as problem:
        _log.error("webhook_unreadable", delivery=str(delivery.delivery_id))
        waiting.finish_deliveries([delivery.delivery_id], now=now, failure=str(problem))
        return None
    return _Opened(delivery=delivery, items=items, leftovers=leftovers)


def _set_in_motion(work: _Work, opened: list[_Opened], now: datetime) -> None:
    are_done = work.is_together and _try_together(opened, now)
    for one in opened:
        received_at = one.delivery.received_at
        for item in one.items:
            if are_done and effects.is_plenty(item):
                continue
            failure = _try(work, item, received_at, now)
            if failure:
                kind, payload = effects.kind_of(item), msgspec.json.encode(item)
                waiting.keep_item(
                    one.delivery, field="retry", kind=kind, payload=payload, now=now,
                    failure=failure,
                )  # fmt: skip
        for field, kind, payload in one.leftovers:
            waiting.keep_item(one.delivery, field=field, kind=kind, payload=payload, now=now)


def _try_together(opened: list[_Opened], now: datetime) -> bool:
    items = [
        (item, one.delivery.received_at)
        for one in opened
        for item in one.items
        if effects.is_plenty(item)
    ]
    if not items:
        return True
    try:
        with transaction.atomic():
            effects.apply_together(items, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as problem:  # one of them: each on its own will tell which
        _log.warning("webhooks_taken_singly", items=len(items), problem=type(problem).__name__)
        return False
    return True


def _retry(work: _Work, limit: int, now: datetime) -> int:
    items = waiting.claim_items(limit=limit, now=now)
    for item in items:
        failure = _try(work, _decode(item), item.received_at, now)
        if failure:
            waiting.postpone_item(item, now=now, failure=failure)
        else:
            waiting.finish_item(item.leftover_id)
    return len(items)


def _decode(item: WaitingItem) -> Item:
    kind: type[Item] = effects.KINDS[item.kind]
    return msgspec.json.decode(item.payload, type=kind)


def _try(work: _Work, item: Item, received_at: datetime, now: datetime) -> str:
    """Return nothing if it went through, else what went wrong, without any of its words."""
    try:
        with transaction.atomic():
            work.apply(item, received_at=received_at, now=now)
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
    items: Iterator[Item] = iter(
        (*parsed.statuses, *parsed.accounts, *parsed.messages, *parsed.outside)
    )
    return list(items), [(u.field, u.kind, u.payload) for u in parsed.leftovers]


def _pix(body: bytes) -> Contents:
    parsed = parse_webhook(body)
    return list(parsed.settlements), [("pix", u.kind, u.payload) for u in parsed.leftovers]


_READERS: dict[str, Callable[[bytes], Contents]] = {"whatsapp": _whatsapp, "pix": _pix}
