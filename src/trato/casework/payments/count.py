"""Counts of money that arrived, for metrics."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from trato.casework.payments.models import Charge, Payment
from trato.casework.payments.values import PaidLine
from trato.foundation import tenancy


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyCounts:
    """What arrived, and how much of it has no known charge. Integer cents."""

    payments: int
    paid_cents: int
    unmatched: int
    unmatched_cents: int
    charges: int
    charges_paid: int


def money(*, since: datetime | None = None) -> MoneyCounts:
    """Return what was paid since a moment; unmatched money is counted, never hidden."""
    payments = Payment.objects.filter(organisation_id=tenancy.current())
    charges = Charge.objects.filter(organisation_id=tenancy.current(), issued_at__isnull=False)
    if since is not None:
        payments = payments.filter(paid_at__gte=since)
        charges = charges.filter(issued_at__gte=since)
    unknown = Q(charge_id__isnull=True)
    found = payments.aggregate(
        payments=Count("id"),
        paid_cents=Sum("amount_cents", default=0),
        unmatched=Count("id", filter=unknown),
        unmatched_cents=Sum("amount_cents", filter=unknown, default=0),
    )
    issued = charges.aggregate(
        charges=Count("id"), charges_paid=Count("id", filter=Q(paid_at__isnull=False))
    )
    return MoneyCounts(**found, **issued)


def paid_by(person_ids: Collection[UUID], *, since: datetime) -> dict[UUID, list[PaidLine]]:
    """Return what some people paid from an instant on, oldest first; nothing of others."""
    charges = Charge.objects.filter(
        organisation_id=tenancy.current(), person_id__in=list(person_ids)
    )
    payer: dict[UUID | None, UUID] = dict(charges.values_list("id", "person_id"))
    found: dict[UUID, list[PaidLine]] = {}
    rows = Payment.objects.filter(
        organisation_id=tenancy.current(), charge_id__in=list(payer), paid_at__gte=since
    )
    for row in rows.order_by("paid_at", "id"):
        line = PaidLine(paid_at=row.paid_at, amount_cents=row.amount_cents)
        found.setdefault(payer[row.charge_id], []).append(line)
    return found
