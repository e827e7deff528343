"""Records what the provider tells about a message afterwards; statuses never go backwards."""

from datetime import datetime

from django.db.models import Q

from trato.book.people.remember_wa_id import remember_wa_id
from trato.door.outbox.correlation import message_of
from trato.door.outbox.models import Message, State, StatusEvent
from trato.door.outbox.react import react
from trato.door.outbox.values import StatusReport
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.outbox import MessageAccepted, MessageStatus
from trato.journal.record import record

RANK = {"sent": 1, "delivered": 2, "read": 3, "played": 4}
_MAY_FAIL = (State.SENDING, State.UNKNOWN, State.SENT)


def record_status(report: StatusReport, *, received_at: datetime) -> bool:
    """Record one status; return whether it was new. Idempotent, in any order.

    A status proves that the provider had the message: it settles `sending` and `unknown`.
    """
    event = StatusEvent(
        organisation_id=tenancy.current(),
        id=new_id(),
        provider_message_id=report.provider_message_id,
        status=report.status,
        at=report.at,
        received_at=received_at,
        error_code=report.error_code,
    )
    if not _is_new(event):
        return False
    row = _message(report)
    if row is None:
        return True
    StatusEvent.objects.filter(id=event.id).update(message_id=row.id)
    row.provider_message_id = row.provider_message_id or report.provider_message_id
    _apply(row, report, received_at)
    if row.contact_point_id and (report.wa_id or report.bsuid):
        remember_wa_id(row.contact_point_id, wa_id=report.wa_id, bsuid=report.bsuid)
    return True


def apply_late_statuses(row: Message, *, at: datetime) -> None:
    """Apply statuses that came before we knew the provider's id of their message."""
    events = StatusEvent.objects.filter(
        provider_message_id=row.provider_message_id, message_id__isnull=True
    ).order_by("at", "id")
    for event in list(events):
        StatusEvent.objects.filter(id=event.id).update(message_id=row.id)
        report = StatusReport(
            provider_message_id=event.provider_message_id,
            status=event.status,
            at=event.at,
            error_code=event.error_code,
        )
        _apply(row, report, at)


def _is_new(event: StatusEvent) -> bool:
    StatusEvent.objects.bulk_create([event], ignore_conflicts=True)
    return StatusEvent.objects.filter(id=event.id).exists()


def _message(report: StatusReport) -> Message | None:
    about = Q(provider_message_id=report.provider_message_id)
    message_id = message_of(report.opaque)
    if message_id:
        about |= Q(id=message_id)
    return Message.objects.select_for_update().filter(about).first()


def _apply(row: Message, report: StatusReport, at: datetime) -> None:
    if report.status == "failed":
        _fail(row, report, at)
    else:
        _advance(row, report, at)
    row.save(force_update=True)
    record(
        MessageStatus(message_id=row.id, status=report.status, code=report.error_code),
        at=at,
        subject_id=row.person_id,
    )


def _advance(row: Message, report: StatusReport, at: datetime) -> None:
    if row.state in {State.SENDING, State.UNKNOWN}:
        was_unknown = row.state == State.UNKNOWN
        row.state, row.needs_human = State.SENT, ""
        row.sent_at = row.sent_at or report.at
        fact = MessageAccepted(
            message_id=row.id, settled_by="status_after_unknown" if was_unknown else "status"
        )
        record(fact, at=at, subject_id=row.person_id)
    row.status_rank = max(row.status_rank, RANK.get(report.status, 0))
    if report.status == "delivered":
        row.delivered_at = row.delivered_at or report.at
    elif report.status in {"read", "played"}:
        # `delivered` may be skipped by the provider when `read` arrives.
        row.delivered_at = row.delivered_at or report.at
        row.read_at = row.read_at or report.at
    row.pricing = report.pricing or row.pricing


def _fail(row: Message, report: StatusReport, at: datetime) -> None:
    if row.state not in _MAY_FAIL or row.status_rank >= RANK["delivered"]:
        return
    row.state, row.ended_at = State.FAILED, at
    row.failed_code = report.error_code
    row.failed_reason = report.error_reason[:240]
    if report.error_class:
        react(row, report.error_class, code=report.error_code or 0, at=at)
