"""Withdraws messages that have not left yet."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from trato.book.portfolios import read as portfolios
from trato.door.outbox.models import Message, State
from trato.journal.facts.outbox import MessagesCancelled
from trato.journal.record import record

_PENDING = (State.READY, State.HELD)


def cancel_for_person(
    person_id: UUID,
    *,
    reason: str,
    at: datetime,
    keep: Collection[str] = (),
) -> int:
    """Withdraw what is pending to a person, except message classes in `keep`; return how many."""
    rows = Message.objects.filter(person_id=person_id).exclude(message_class__in=list(keep))
    return _cancel(rows, reason=reason, at=at, subject_id=person_id)


def cancel_for_debts(debt_ids: Collection[UUID], *, reason: str, at: datetime) -> int:
    """Withdraw what is pending about any of these debts, but not receipts; return how many."""
    about = Q()
    for debt_id in debt_ids:
        about |= Q(debt_ids__contains=[str(debt_id)])
    if not about:
        return 0
    # The people are looked up first: by them, not by their debts, messages can be found quickly.
    people = {debt.person_id for debt in portfolios.debts(debt_ids).values()}
    rows = Message.objects.filter(about, person_id__in=people).exclude(message_class="receipt")
    return _cancel(rows, reason=reason, at=at, subject_id=None)


def cancel_for_origin(origin_id: UUID, *, reason: str, at: datetime) -> int:
    """Withdraw what is pending from one origin (a campaign); return how many."""
    rows = Message.objects.filter(origin_id=origin_id)
    return _cancel(rows, reason=reason, at=at, subject_id=origin_id)


def cancel_message(message_id: UUID, *, reason: str, at: datetime) -> bool:
    """Withdraw one message; return False where it is no longer pending, or not there."""
    rows = Message.objects.filter(id=message_id)
    return bool(_cancel(rows, reason=reason, at=at, subject_id=message_id))


def _cancel(rows: QuerySet[Message], *, reason: str, at: datetime, subject_id: UUID | None) -> int:
    # Nobody has to look at it any longer: only what a supervisor turned down keeps their number.
    count = rows.filter(state__in=_PENDING).update(
        state=State.CANCELLED,
        ended_at=at,
        failed_reason=reason[:240],
        awaits_approval_by=None,
    )
    if count:
        record(MessagesCancelled(count=count, reason=reason), at=at, subject_id=subject_id)
    return count
