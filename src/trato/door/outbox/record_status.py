"""Records what the provider tells about messages afterwards; statuses never go backwards."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from trato.book.people.remember_wa_id import remember_wa_ids
from trato.door.outbox import sql
from trato.door.outbox.correlation import message_of
from trato.door.outbox.models import Message
from trato.door.outbox.progress import Standing, after
from trato.door.outbox.react import react
from trato.door.outbox.values import StatusReport
from trato.foundation import tenancy
from trato.foundation.database import OpenCursor, ask
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_id
from trato.journal.record import record_each

Told = tuple[StatusReport, datetime]
"""A status and when we heard it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    event_id: UUID
    report: StatusReport
    received_at: datetime
    message_id: UUID | None


def record_status(report: StatusReport, *, received_at: datetime) -> bool:
    """Record one status; return whether it was new. Idempotent, in any order.

    A status proves that the provider had the message: it settles `sending` and `unknown`.
    """
    return record_statuses([(report, received_at)]) == 1


def record_statuses(told: Sequence[Told]) -> int:
    """Record a batch of statuses in the order they were heard; return how many were new.

    Messages are locked in the order of their ids, so that two batches cannot wait for each other.
    """
    if not told:
        return 0
    held = _hold(told)
    fault_point("status.messages_held")
    events = _events(told, held)
    new = _add(events)
    fault_point("status.added")
    fresh = [e for e in events if e.event_id in new]
    _apply(held, [(e.message_id, e.report, e.received_at) for e in fresh if e.message_id])
    fault_point("status.applied")
    remember_wa_ids(
        (contact_point_id, event.report.wa_id, event.report.bsuid)
        for event in fresh
        if event.message_id and (contact_point_id := held[event.message_id].contact_point_id)
    )
    return len(fresh)


def apply_late_statuses(provider_ids: Mapping[UUID, str], *, at: datetime) -> None:
    """Apply statuses that came before we knew the provider's ids (by message) of their messages."""
    found = ask(
        sql.TELL_LATE,
        {
            "organisation_id": tenancy.current(),
            "ids": list(provider_ids),
            "provider_ids": list(provider_ids.values()),
        },
    )
    if not found:
        return
    fault_point("status.late_told")
    late = [
        (
            message_id,
            StatusReport(
                provider_message_id=provider_id, status=status, at=told_at, error_code=code
            ),
        )
        for message_id, provider_id, status, told_at, code in sorted(found, key=itemgetter(3))
    ]
    held = _hold_by({message_id for message_id, _ in late}, set())
    fault_point("status.late_held")
    _apply(held, [(message_id, report, at) for message_id, report in late])


def _hold(told: Sequence[Told]) -> dict[UUID, Standing]:
    return _hold_by(
        {i for report, _ in told if (i := message_of(report.opaque))},
        {report.provider_message_id for report, _ in told} - {""},
    )


def _hold_by(message_ids: Collection[UUID], provider_ids: Collection[str]) -> dict[UUID, Standing]:
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "ids": list(message_ids),
        "provider_ids": list(provider_ids),
    }
    return {row[0]: _standing(row) for row in ask(sql.HOLD, values)}


def _standing(row: tuple[object, ...]) -> Standing:
    names = (
        "message_id", "person_id", "contact_point_id", "provider_message_id", "state",
        "needs_human", "status_rank", "sent_at", "delivered_at", "read_at", "ended_at",
        "failed_code", "failed_reason",
    )  # fmt: skip
    return Standing(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]


def _events(told: Sequence[Told], held: dict[UUID, Standing]) -> list[_Event]:
    by_provider_id: dict[str, UUID] = {}
    for held_id, standing in held.items():
        by_provider_id.setdefault(standing.provider_message_id, held_id)
    events = []
    for report, received_at in told:
        message_id = message_of(report.opaque)
        if message_id not in held:
            message_id = by_provider_id.get(report.provider_message_id)
        events.append(
            _Event(event_id=new_id(), report=report, received_at=received_at, message_id=message_id)
        )
    return events


def _add(events: list[_Event]) -> set[UUID]:
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "ids": [e.event_id for e in events],
        "provider_ids": [e.report.provider_message_id for e in events],
        "statuses": [e.report.status for e in events],
        "ats": [e.report.at for e in events],
        "received_ats": [e.received_at for e in events],
        "message_ids": [e.message_id for e in events],
        "error_codes": [e.report.error_code for e in events],
    }
    with OpenCursor() as cursor:
        cursor.execute(sql.TELL, values)
        return {row[0] for row in cursor.fetchall()}


def _apply(held: dict[UUID, Standing], news: Iterable[tuple[UUID, StatusReport, datetime]]) -> None:
    standings, facts = dict(held), []
    failures: list[tuple[UUID, StatusReport, datetime]] = []
    for message_id, report, at in news:
        progress = after(standings[message_id], report, at=at)
        standings[message_id] = progress.standing
        person_id = progress.standing.person_id
        facts += [(fact, person_id, b"", at) for fact in progress.facts]
        if progress.has_failed and report.error_class:
            failures.append((message_id, report, at))
    _write([s for i, s in standings.items() if s != held[i]])
    fault_point("status.advanced")
    for message_id, report, at in failures:
        _react(message_id, report, at)
        fault_point("status.reacted")
    record_each(facts)


def _react(message_id: UUID, report: StatusReport, at: datetime) -> None:
    if report.error_class is None:
        return
    row = Message.objects.get(organisation_id=tenancy.current(), id=message_id)
    fault_point("status.failed_read")
    react(row, report.error_class, code=report.error_code or 0, at=at)


def _write(standings: list[Standing]) -> None:
    if not standings:
        return
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "ids": [s.message_id for s in standings],
        "provider_ids": [s.provider_message_id for s in standings],
        "states": [s.state for s in standings],
        "needs_humans": [s.needs_human for s in standings],
        "status_ranks": [s.status_rank for s in standings],
        "sent_ats": [s.sent_at for s in standings],
        "delivered_ats": [s.delivered_at for s in standings],
        "read_ats": [s.read_at for s in standings],
        "ended_ats": [s.ended_at for s in standings],
        "failed_codes": [s.failed_code for s in standings],
        "failed_reasons": [s.failed_reason for s in standings],
        "pricings": [json.dumps(s.pricing) if s.pricing else None for s in standings],
    }
    with OpenCursor() as cursor:
        cursor.execute(sql.ADVANCE, values)
