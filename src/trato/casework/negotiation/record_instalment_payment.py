"""Counts money against an instalment, and moves its agreement along."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.book.portfolios.rules import OPEN
from trato.casework.negotiation.models import Agreement, Instalment
from trato.casework.negotiation.terms.states import AgreementState, InstalmentState
from trato.door.outbox.cancel import cancel_for_debts
from trato.journal.facts.casework import AgreementMoved
from trato.journal.record import record

_PAID = (InstalmentState.PAID.value, InstalmentState.PAID_LATE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentProgress:
    """What a payment changed. `next_due_on` is None when nothing is left to pay."""

    agreement_id: UUID
    person_id: UUID
    debt_ids: tuple[UUID, ...]
    instalment_is_paid: bool
    became_active: bool
    is_completed: bool
    next_due_on: date | None
    next_cents: int | None


def record_instalment_payment(
    instalment_id: UUID, *, amount_cents: int, at: datetime
) -> InstalmentProgress:
    """Add a payment to an instalment; the caller makes sure that each payment counts once.

    The first one paid makes the agreement active, the last one completes it, settles its debts and
    withdraws whatever was about to be sent about them.
    """
    part = Instalment.objects.select_for_update().get(id=instalment_id)
    part.paid_cents += amount_cents
    is_paid = part.paid_cents >= part.amount_cents
    if is_paid and part.state not in _PAID:
        late = part.state == InstalmentState.OVERDUE
        part.state = (InstalmentState.PAID_LATE if late else InstalmentState.PAID).value
        part.paid_at = at
    part.save(force_update=True)
    agreement = Agreement.objects.select_for_update().get(id=part.agreement_id)
    open_parts = Instalment.objects.filter(agreement_id=agreement.id).exclude(state__in=_PAID)
    next_part = open_parts.order_by("number").first()
    became_active = is_paid and agreement.state == AgreementState.ACCEPTED
    if became_active:
        _move(agreement, AgreementState.ACTIVE, at)
    is_completed = next_part is None and agreement.state != AgreementState.COMPLETED
    debt_ids = tuple(UUID(i) for i in agreement.debt_ids)
    if is_completed:
        _complete(agreement, debt_ids, at)
    return InstalmentProgress(
        agreement_id=agreement.id,
        person_id=agreement.person_id,
        debt_ids=debt_ids,
        instalment_is_paid=is_paid,
        became_active=became_active,
        is_completed=is_completed,
        next_due_on=next_part.due_on if next_part else None,
        next_cents=next_part.amount_cents - next_part.paid_cents if next_part else None,
    )


def _complete(agreement: Agreement, debt_ids: tuple[UUID, ...], at: datetime) -> None:
    _move(agreement, AgreementState.COMPLETED, at)
    settled = [i for i, debt in portfolios.debts(debt_ids).items() if debt.state in OPEN]
    change_debt_state(settled, state="settled", reason="agreement_completed", at=at)
    cancel_for_debts(debt_ids, reason="paid", at=at)


def _move(agreement: Agreement, state: AgreementState, at: datetime) -> None:
    agreement.state = state.value
    if state is AgreementState.ACTIVE:
        agreement.activated_at = at
    if state is AgreementState.COMPLETED:
        agreement.ended_at = at
    agreement.save(force_update=True)
    fact = AgreementMoved(
        agreement_id=agreement.id, after=state.value, total_cents=agreement.total_cents
    )
    record(fact, at=at, subject_id=agreement.person_id)
