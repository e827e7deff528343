"""Counts of agreements, for metrics."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from trato.casework.negotiation.models import Agreement
from trato.foundation import tenancy


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedLine:
    """One agreement: where and when it was accepted, and how it stands now. Integer cents."""

    conversation_id: UUID | None
    accepted_at: datetime
    state: str
    total_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCounts:
    """People with agreements that came this far, and what was agreed. Integer cents."""

    people: int
    accepted: int
    active: int
    completed: int
    broken: int
    agreed_cents: int
    discount_cents: int


def agreements(*, since: datetime | None = None) -> AgreementCounts:
    """Return agreements accepted since a moment; `active` are those whose first part was paid."""
    rows = Agreement.objects.filter(organisation_id=tenancy.current(), accepted_at__isnull=False)
    if since is not None:
        rows = rows.filter(accepted_at__gte=since)
    paid = Q(activated_at__isnull=False)
    found = rows.aggregate(
        people=Count("person_id", distinct=True),
        accepted=Count("id"),
        active=Count("id", filter=paid),
        completed=Count("id", filter=Q(state="completed")),
        broken=Count("id", filter=Q(state__in=("broken", "lapsed"))),
        agreed_cents=Sum("total_cents", filter=paid, default=0),
        discount_cents=Sum("discount_cents", filter=paid, default=0),
    )
    return AgreementCounts(**found)


def accepted_between(*, since: datetime, until: datetime) -> tuple[AcceptedLine, ...]:
    """Return the agreements accepted in `[since, until)`, oldest first."""
    rows = Agreement.objects.filter(
        organisation_id=tenancy.current(), accepted_at__gte=since, accepted_at__lt=until
    )
    return tuple(
        AcceptedLine(
            conversation_id=row.conversation_id,
            accepted_at=row.accepted_at,
            state=row.state,
            total_cents=row.total_cents,
        )
        for row in rows.order_by("accepted_at", "id")
    )
