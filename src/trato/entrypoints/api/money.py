"""Agreements with their instalments and charges, and the payments that arrived. Integer cents."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from trato.book.people import read as people
from trato.book.tokens.values import Scope
from trato.casework.negotiation import read as negotiation
from trato.casework.negotiation.read import AgreementCard
from trato.casework.payments import read as payments
from trato.entrypoints.api.entered import Asked, entered
from trato.entrypoints.api.shapes import Cursor, Limit, may_end
from trato.entrypoints.api.spans import plausible

router = Router(tags=["money"])
Since = Annotated[AwareDatetime | None, Query(description="Received at or after this instant.")]


class InstalmentOut(Schema):
    """One part of an agreement; number 0 is a down payment."""

    instalment_id: UUID
    number: int
    amount_cents: int
    paid_cents: int
    due_on: date
    state: str


class ChargeOut(Schema):
    """A Pix charge; `brcode` is empty until it is issued."""

    charge_id: UUID
    instalment_id: UUID
    amount_cents: int
    due_on: date
    state: str
    brcode: str
    paid_at: datetime | None


class AgreementOut(Schema):
    """An agreement with its parts and charges."""

    agreement_id: UUID
    person_id: UUID
    creditor_id: UUID
    conversation_id: UUID | None
    debt_ids: list[UUID]
    state: str
    total_cents: int
    discount_cents: int
    accepted_at: datetime
    activated_at: datetime | None
    instalments: list[InstalmentOut]
    charges: list[ChargeOut]


class Agreements(Schema):
    """A person's agreements, newest first."""

    agreements: list[AgreementOut]


class PaymentOut(Schema):
    """Money that arrived: matched, unmatched (nobody knows what for), credited or unallocated.

    Credited: its agreement had ended, so it went to the debts. Unallocated: nothing took it.
    """

    payment_id: UUID
    charge_id: UUID | None
    amount_cents: int
    paid_at: datetime
    received_at: datetime
    heard_by: str
    state: str


class PaymentPage(Schema):
    """Payments in the order they were received; `next_cursor` is null on the last page."""

    payments: list[PaymentOut]
    next_cursor: UUID | None


@router.get(
    "/agreements/{agreement_id}", response=may_end({200: AgreementOut}, 404),
    summary="One agreement",
)  # fmt: skip
@entered(Scope.READ)
def get_agreement(request: Asked, agreement_id: UUID) -> AgreementOut:
    """An agreement with instalments and charges. Scope: read."""
    return _agreement(negotiation.agreement(agreement_id))


@router.get(
    "/people/{person_id}/agreements", response=may_end({200: Agreements}, 404),
    summary="A person's agreements",
)  # fmt: skip
@entered(Scope.READ)
def list_agreements(request: Asked, person_id: UUID) -> Agreements:
    """Every agreement of a person, newest first. Scope: read."""
    people.card(person_id)
    found = negotiation.agreements_of(person_id)
    return Agreements(agreements=[_agreement(card) for card in found])


@router.get("/payments", response=may_end({200: PaymentPage}), summary="Payments")
@entered(Scope.READ)
def list_payments(
    request: Asked, since: Since = None, cursor: Cursor = None, limit: Limit = 50
) -> PaymentPage:
    """A page of payments, oldest first, from `since` or after a cursor on. Scope: read."""
    if since is not None:
        plausible("query.since", since)
    rows = payments.page(since=since, after=cursor, limit=limit)
    return PaymentPage(
        payments=[PaymentOut.from_orm(row) for row in rows],
        next_cursor=rows[-1].payment_id if len(rows) == limit else None,
    )


def _agreement(card: AgreementCard) -> AgreementOut:
    return AgreementOut(
        agreement_id=card.agreement_id,
        person_id=card.person_id,
        creditor_id=card.creditor_id,
        conversation_id=card.conversation_id,
        debt_ids=list(card.debt_ids),
        state=card.state,
        total_cents=card.total_cents,
        discount_cents=card.discount_cents,
        accepted_at=card.accepted_at,
        activated_at=card.activated_at,
        instalments=[InstalmentOut.from_orm(part) for part in card.instalments],
        charges=[
            ChargeOut.from_orm(charge)
            for charge in payments.charges_of_agreement(card.agreement_id)
        ],
    )
