"""Carries waiting notices: claimed in one transaction, handed over outside, settled in another.

A process that dies in between leaves a notice that is tried again: whoever is told may be told
twice, and knows it by the notice's id.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from trato.book.organisations import keys
from trato.book.organisations import read as organisations
from trato.foundation import tenancy
from trato.foundation.faults import fault_point
from trato.insights.notices.models import Notice, Recipient
from trato.insights.notices.recipients import secret_place, target_place
from trato.insights.notices.values import Carrier, Channel, Parcel, Undelivered
from trato.journal.facts.notices import NoticeGivenUp
from trato.journal.record import record

ATTEMPTS_MAX: Final = 8
_AT_ONCE: Final = 10
_LEASE = timedelta(minutes=2)
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)

_log = structlog.get_logger(__name__)

Claimed = tuple[UUID, str, Parcel | None]
"""A notice, its channel, and what to carry; None if it cannot be opened with our keys."""


def carry_waiting(
    organisation_id: UUID, carriers: Mapping[Channel, Carrier], *, clock: Callable[[], datetime]
) -> int:
    """Carry what is due, a few at a time; return how many were tried."""
    with tenancy.within(organisation_id):
        claimed = _claim(clock())
    fault_point("notices.claimed")
    for notice_id, channel, parcel in claimed:
        failure = "cannot be opened with our keys"
        if parcel is not None:
            failure = _hand_over(carriers.get(Channel(channel)), parcel)
        with tenancy.within(organisation_id):
            _settle(notice_id, failure, clock())
    return len(claimed)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: four times longer each time, to an hour."""
    longest = min(_FIRST_WAIT.total_seconds() * 4 ** (attempts - 1), _LONGEST_WAIT.total_seconds())
    return timedelta(seconds=longest)


def _claim(now: datetime) -> list[Claimed]:
    due = Notice.objects.select_for_update(skip_locked=True).filter(
        organisation_id=tenancy.current(), state="waiting", next_try_at__lte=now
    )
    rows = list(due.order_by("next_try_at", "id")[:_AT_ONCE])
    if not rows:
        return []
    # Until the lease ends nobody else takes them; if we die, somebody does.
    for row in rows:
        row.attempts += 1
        row.next_try_at = now + _LEASE
    Notice.objects.bulk_update(rows, ["attempts", "next_try_at"])
    found = Recipient.objects.filter(
        organisation_id=tenancy.current(), id__in={row.recipient_id for row in rows}
    )
    recipients, name = {r.id: r for r in found}, organisations.organisation().name
    return [
        (row.id, recipients[row.recipient_id].channel, _parcel(row, recipients, name))
        for row in rows
    ]


def _parcel(row: Notice, recipients: Mapping[UUID, Recipient], name: str) -> Parcel | None:
    recipient, vault = recipients[row.recipient_id], keys.vault()
    try:
        target = vault.open_bytes(bytes(recipient.target_sealed), place=target_place(recipient.id))
        secret = vault.open_bytes(bytes(recipient.secret_sealed), place=secret_place(recipient.id))
    except Exception as problem:  # a damaged row must not hold the others
        _log.error("notice_not_opened", notice=str(row.id), problem=type(problem).__name__)
        return None
    return Parcel(
        notice_id=row.id,
        target=target.decode(),
        secret=secret,
        kind=row.kind,
        severity=row.severity,
        about=row.about,
        happened_at=row.happened_at,
        organisation=name,
    )


def _hand_over(carrier: Carrier | None, parcel: Parcel) -> str:
    if carrier is None:
        return "no way to carry it is set up"
    try:
        carrier(parcel)
    except Undelivered as problem:
        return str(problem) or "undelivered"
    except Exception as problem:
        _log.error("notice_carrier_failed", problem=type(problem).__name__)
        return type(problem).__name__
    return ""


def _settle(notice_id: UUID, failure: str, now: datetime) -> None:
    row = Notice.objects.select_for_update().get(id=notice_id)
    if row.state != "waiting":
        return
    row.failure = failure[:60]
    if not failure:
        row.state, row.ended_at = "sent", now
    elif row.attempts >= ATTEMPTS_MAX:
        row.state, row.ended_at = "given_up", now
        record(NoticeGivenUp(notice_id=row.id, recipient_id=row.recipient_id), at=now)
    else:
        row.next_try_at = now + wait_after(row.attempts)
    row.save(update_fields=["state", "ended_at", "failure", "next_try_at"])
