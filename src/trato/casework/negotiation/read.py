"""What neighbours may ask about offers, agreements and instalments."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from trato.casework.negotiation import sql
from trato.casework.negotiation.models import Agreement, Instalment, Offer
from trato.casework.negotiation.terms.states import AgreementState, InstalmentState
from trato.casework.negotiation.terms.values import Option
from trato.foundation import tenancy
from trato.foundation.database import ask

_OPEN = (AgreementState.ACCEPTED.value, AgreementState.ACTIVE.value, AgreementState.LATE.value)
_UNANSWERED = (AgreementState.OFFERED.value, AgreementState.EXPIRED.value)
_PAID = (InstalmentState.PAID.value, InstalmentState.PAID_LATE.value)


class UnknownAgreement(LookupError):
    """No such agreement in this organisation."""


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
    return _ask(person_id=person_id)


def open_agreement(person_id: UUID) -> AgreementCard | None:
    """Return the person's newest agreement that still runs."""
    return next((a for a in agreements_of(person_id) if a.state in _OPEN), None)


def debts_in_agreement(person_id: UUID) -> frozenset[UUID]:
    """Return the debts of a person that an agreement which still runs is about."""
    running = (a for a in agreements_of(person_id) if a.state in _OPEN)
    return frozenset(debt_id for one in running for debt_id in one.debt_ids)


def in_agreement() -> QuerySet[Any, UUID]:
    """Return, as a question, the people who have an agreement that still runs."""
    rows = Agreement.objects.filter(organisation_id=tenancy.current(), state__in=_OPEN)
    return rows.values_list("person_id", flat=True)


def agreement(agreement_id: UUID) -> AgreementCard:
    """Return one agreement.

    Raises:
        UnknownAgreement: there is none.
    """
    found = _ask(agreement_id=agreement_id)
    if not found:
        raise UnknownAgreement(str(agreement_id))
    return found[0]


def terms_of(agreement_id: UUID) -> Option:
    """Return the option that was accepted, as it was frozen in the offer."""
    offer_id = Agreement.objects.values_list("offer_id", flat=True).get(id=agreement_id)
    terms = Offer.objects.values_list("terms", flat=True).get(id=offer_id)
    return msgspec.convert(terms, Option)


def instalment(instalment_id: UUID) -> InstalmentCard:
    """Return one instalment."""
    return _part(Instalment.objects.get(id=instalment_id))


def newest_offer(person_id: UUID, sheet_sha256: str) -> UUID | None:
    """Return the person's newest offer with this sheet that nobody accepted, expired or not."""
    found = Offer.objects.filter(
        person_id=person_id, sheet_sha256=sheet_sha256, state__in=_UNANSWERED
    ).order_by("-created_at")
    return found.values_list("id", flat=True).first()


def _ask(
    *, person_id: UUID | None = None, agreement_id: UUID | None = None
) -> tuple[AgreementCard, ...]:
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "person_id": person_id,
        "agreement_id": agreement_id,
    }
    rows = ask(sql.AGREEMENTS, values)
    return tuple(_card(list(own)) for _, own in groupby(rows, key=itemgetter(0)))


def _card(rows: list[tuple[Any, ...]]) -> AgreementCard:
    (
        agreement_id, person_id, creditor_id, conversation_id, debt_ids, state,
        total_cents, discount_cents, accepted_at, activated_at, *_part,
    ) = rows[0]  # fmt: skip
    parts = [_instalment(agreement_id, *row[-6:]) for row in rows if row[-6] is not None]
    return AgreementCard(
        agreement_id=agreement_id,
        person_id=person_id,
        creditor_id=creditor_id,
        conversation_id=conversation_id,
        debt_ids=tuple(UUID(i) for i in json.loads(debt_ids)),
        state=state,
        total_cents=total_cents,
        discount_cents=discount_cents,
        accepted_at=accepted_at,
        activated_at=activated_at,
        instalments=tuple(parts),
    )


def _instalment(
    agreement_id: UUID,
    instalment_id: UUID,
    number: int,
    amount_cents: int,
    paid_cents: int,
    due_on: date,
    state: str,
) -> InstalmentCard:
    return InstalmentCard(
        instalment_id=instalment_id,
        agreement_id=agreement_id,
        number=number,
        amount_cents=amount_cents,
        paid_cents=paid_cents,
        due_on=due_on,
        state=state,
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
