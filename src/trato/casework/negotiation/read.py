"""What neighbours may ask about offers, agreements and instalments."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from trato.casework.negotiation.models import Agreement, Instalment, Offer
from trato.casework.negotiation.terms.states import AgreementState, InstalmentState
from trato.casework.negotiation.terms.values import Option

_OPEN = (AgreementState.ACCEPTED.value, AgreementState.ACTIVE.value, AgreementState.LATE.value)
_PAID = (InstalmentState.PAID.value, InstalmentState.PAID_LATE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentCard:
    """One part of an agreement. Cents."""

    instalment_id: UUID
    agreement_id: UUID
    number: int
    amount_cents: int
    paid_cents: int
    due_on: date
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCard:
    """An agreement with its parts, in order."""

    agreement_id: UUID
    person_id: UUID
    creditor_id: UUID
    conversation_id: UUID | None
    debt_ids: tuple[UUID, ...]
    state: str
    total_cents: int
    discount_cents: int
    accepted_at: datetime
    activated_at: datetime | None
    instalments: tuple[InstalmentCard, ...]

    @property
    def next_instalment(self) -> InstalmentCard | None:
        """The first part that is not paid."""
        return next((i for i in self.instalments if i.state not in _PAID), None)


def agreements_of(person_id: UUID) -> tuple[AgreementCard, ...]:
    """Return a person's agreements, newest first."""
    rows = list(Agreement.objects.filter(person_id=person_id).order_by("-accepted_at", "-id"))
    return tuple(_card(row) for row in rows)


def open_agreement(person_id: UUID) -> AgreementCard | None:
    """Return the person's newest agreement that still runs."""
    return next((a for a in agreements_of(person_id) if a.state in _OPEN), None)


def agreement(agreement_id: UUID) -> AgreementCard:
    """Return one agreement."""
    return _card(Agreement.objects.get(id=agreement_id))


def terms_of(agreement_id: UUID) -> Option:
    """Return the option that was accepted, as it was frozen in the offer."""
    offer_id = Agreement.objects.values_list("offer_id", flat=True).get(id=agreement_id)
    terms = Offer.objects.values_list("terms", flat=True).get(id=offer_id)
    return msgspec.convert(terms, Option)


def instalment(instalment_id: UUID) -> InstalmentCard:
    """Return one instalment."""
    return _part(Instalment.objects.get(id=instalment_id))


def newest_offer(person_id: UUID, sheet_sha256: str) -> UUID | None:
    """Return the person's open offer with this sheet."""
    found = Offer.objects.filter(
        person_id=person_id, sheet_sha256=sheet_sha256, state="offered"
    ).order_by("-created_at")
    return found.values_list("id", flat=True).first()


def _card(row: Agreement) -> AgreementCard:
    parts = Instalment.objects.filter(agreement_id=row.id).order_by("number")
    return AgreementCard(
        agreement_id=row.id,
        person_id=row.person_id,
        creditor_id=row.creditor_id,
        conversation_id=row.conversation_id,
        debt_ids=tuple(UUID(i) for i in row.debt_ids),
        state=row.state,
        total_cents=row.total_cents,
        discount_cents=row.discount_cents,
        accepted_at=row.accepted_at,
        activated_at=row.activated_at,
        instalments=tuple(_part(part) for part in parts),
    )


def _part(row: Instalment) -> InstalmentCard:
    return InstalmentCard(
        instalment_id=row.id,
        agreement_id=row.agreement_id,
        number=row.number,
        amount_cents=row.amount_cents,
        paid_cents=row.paid_cents,
        due_on=row.due_on,
        state=row.state,
    )
