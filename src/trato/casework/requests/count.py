"""Counts of disputes and privacy requests, for metrics."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from trato.casework.requests.models import Dispute, PrivacyRequest
from trato.foundation import tenancy


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCounts:
    """What people asked for; overdue is what is open after its day of answer."""

    disputes: int
    disputes_open: int
    privacy: int
    privacy_open: int
    overdue: int


def requests(*, on: date, since: datetime | None = None) -> RequestCounts:
    """Return disputes and privacy requests opened since a moment, as of a day."""
    disputes = Dispute.objects.filter(organisation_id=tenancy.current())
    privacy = PrivacyRequest.objects.filter(organisation_id=tenancy.current())
    if since is not None:
        disputes, privacy = (
            disputes.filter(opened_at__gte=since),
            privacy.filter(opened_at__gte=since),
        )
    late = {"closed_at__isnull": True, "answer_by_on__lt": on}
    return RequestCounts(
        disputes=disputes.count(),
        disputes_open=disputes.filter(closed_at__isnull=True).count(),
        privacy=privacy.count(),
        privacy_open=privacy.filter(closed_at__isnull=True).count(),
        overdue=disputes.filter(**late).count() + privacy.filter(**late).count(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for an answer, and how much of it waits past its day."""

    open: int = 0
    late: int = 0

    def plus(self, other: "Waiting") -> "Waiting":
        """Return both together."""
        return Waiting(open=self.open + other.open, late=self.late + other.late)


def disputes_waiting(*, on: date) -> Waiting:
    """Return how many disputes are open, and how many of them late as of a day."""
    return _waiting(Dispute, on)


def privacy_waiting(*, on: date) -> Waiting:
    """Return how many privacy requests are open, and how many of them late as of a day."""
    return _waiting(PrivacyRequest, on)


def _waiting(table: Any, on: date) -> Waiting:
    rows = table.objects.filter(organisation_id=tenancy.current(), closed_at__isnull=True)
    late = Count("id", filter=Q(answer_by_on__lt=on))
    return Waiting(**rows.aggregate(open=Count("id"), late=late))
