"""Counts of money that arrived, for metrics."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from trato.casework.payments.models import Charge, Payment
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
