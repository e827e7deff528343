"""What neighbours may ask about charges and payments."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trato.casework.payments.models import Allocation, Charge, Payment
from trato.casework.payments.values import ChargeCard, PaymentCard, Share
from trato.foundation import tenancy

ROWS_MAX = 200
WANTED = ("requested", "issued")
"""States of a charge that may still be paid as it stands."""


class UnknownCharge(LookupError):
    """There is no such charge in this organisation."""


def charge(charge_id: UUID) -> ChargeCard:
    """Return one charge.

    Raises:
        UnknownCharge: there is none.
    """
    row = _charges().filter(id=charge_id).first()
    if row is None:
        raise UnknownCharge(str(charge_id))
    return card_of(row)


def wanted_charge(instalment_id: UUID) -> ChargeCard | None:
    """Return the charge by which an instalment can be paid now, if there is one."""
    rows = _charges().filter(instalment_id=instalment_id, state__in=WANTED)
    row = rows.order_by("-requested_at", "-id").first()
    return card_of(row) if row else None


def charges_of_agreement(agreement_id: UUID) -> tuple[ChargeCard, ...]:
    """Return an agreement's charges, oldest first."""
    rows = _charges().filter(agreement_id=agreement_id).order_by("requested_at", "id")
    return tuple(card_of(row) for row in rows)


def failed_charges() -> tuple[ChargeCard, ...]:
    """Return the charges that the PSP refused: a person must look."""
    rows = _charges().filter(state="failed").order_by("requested_at", "id")
    return tuple(card_of(row) for row in rows)


def loose_payments() -> tuple[PaymentCard, ...]:
    """Return the money that nobody knows a use for, oldest first: a person must look."""
    rows = _payments().filter(state__in=["unmatched", "unallocated"]).order_by("paid_at", "id")
    return tuple(_payment_card(row) for row in rows)


def page(
    *, since: datetime | None = None, after: UUID | None = None, limit: int = ROWS_MAX
) -> tuple[PaymentCard, ...]:
    """Return payments in the order they were received, heard of at or after `since`."""
    rows = _payments().order_by("id")
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    if after is not None:
        rows = rows.filter(id__gt=after)
    return tuple(_payment_card(row) for row in rows[: min(limit, ROWS_MAX)])


def shares_of(payment_id: UUID) -> tuple[Share, ...]:
    """Return where a payment's cents went; they add up to it."""
    rows = Allocation.objects.filter(organisation_id=tenancy.current(), payment_id=payment_id)
    return tuple(
        Share(instalment_id=r.instalment_id, debt_id=r.debt_id, amount_cents=r.amount_cents)
        for r in rows.order_by("id")
    )


def card_of(row: Charge) -> ChargeCard:
    """Return a row as others see it."""
    return ChargeCard(
        charge_id=row.id,
        instalment_id=row.instalment_id,
        agreement_id=row.agreement_id,
        person_id=row.person_id,
        creditor_id=row.creditor_id,
        conversation_id=row.conversation_id,
        txid=row.txid,
        amount_cents=row.amount_cents,
        due_on=row.due_on,
        brcode=row.brcode,
        state=row.state,
        failure=row.failure,
        issued_at=row.issued_at,
        paid_at=row.paid_at,
        asked_by=row.asked_by,
    )


def _payment_card(row: Payment) -> PaymentCard:
    return PaymentCard(
        payment_id=row.id,
        charge_id=row.charge_id,
        amount_cents=row.amount_cents,
        paid_at=row.paid_at,
        received_at=row.received_at,
        heard_by=row.heard_by,
        state=row.state,
    )


def _charges() -> QuerySet[Charge]:
    return Charge.objects.filter(organisation_id=tenancy.current())


def _payments() -> QuerySet[Payment]:
    return Payment.objects.filter(organisation_id=tenancy.current())
