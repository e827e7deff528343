"""Counts money against an instalment, and moves its agreement along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.book.portfolios.rules import OPEN
from trato.casework.negotiation.hold_agreements import BRASILIA, hold_agreement, is_open
from trato.casework.negotiation.models import Agreement, Instalment
from trato.casework.negotiation.move_agreements import move_agreements, others_debts
from trato.casework.negotiation.terms.lateness import (
    ENDED,
    PAID,
    Course,
    Part,
    Turn,
    follow,
    late_from,
    mended,
    settled,
)
from trato.casework.negotiation.terms.states import AgreementState
from trato.casework.negotiation.values import Followed, HeldAgreement, HeldPart
from trato.door.outbox.cancel import cancel_for_debts
from trato.foundation import tenancy

_WITHOUT_PAYMENT: Final = (AgreementState.ACCEPTED, AgreementState.LAPSED)


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
    instalment_id: UUID, *, amount_cents: int, at: datetime, heard_at: datetime
) -> InstalmentProgress | None:
    """Add a payment to an instalment; None where its agreement has ended and does not take it.

    `at` is when it was paid, which makes it late or not. The first one paid makes the agreement
    active, the last one completes it, settles its debts and withdraws whatever was about to be sent
    about them. One that ended unpaid runs again where the money was paid before that and is enough.
    The caller makes sure that each payment counts once.
    """
    here = tenancy.current()
    rows = Instalment.objects.filter(organisation_id=here, id=instalment_id)
    held = hold_agreement(rows.values_list("agreement_id", flat=True).get())
    part = next(one for one in held.parts if one.instalment_id == instalment_id)
    paid_cents = part.paid_cents + amount_cents
    is_paid = paid_cents >= part.amount_cents
    is_new = is_paid and part.part.state not in PAID
    parts = [_paid(one, at) if is_new and one is part else one.part for one in held.parts]
    followed = _followed(held, parts, paid_at=at, heard_at=heard_at)
    if followed is None:
        return None
    rows.update(paid_cents=paid_cents)
    if is_new:
        rows.update(paid_at=at)
    move_agreements([followed], at=heard_at)
    turns = [turn.after for turn in followed.course.turns]
    became_active = held.state in _WITHOUT_PAYMENT and AgreementState.ACTIVE in turns
    is_completed = AgreementState.COMPLETED in turns
    _date(held, turns, at)
    if is_completed:
        _settle_debts(held.debt_ids, at)
    next_part = _next(held, followed.course, part, paid_cents)
    return InstalmentProgress(
        agreement_id=held.agreement_id,
        person_id=held.person_id,
        debt_ids=held.debt_ids,
        instalment_is_paid=is_paid,
        became_active=became_active,
        is_completed=is_completed,
        next_due_on=next_part[0] if next_part else None,
        next_cents=next_part[1] if next_part else None,
    )


def _paid(one: HeldPart, at: datetime) -> Part:
    return settled(one.part, is_late=at >= late_from(one.part.due_on, BRASILIA))


def _followed(
    held: HeldAgreement, parts: Sequence[Part], *, paid_at: datetime, heard_at: datetime
) -> Followed | None:
    today = heard_at.astimezone(BRASILIA).date()
    if is_open(held):
        # It ends when the worker finds it so, and not because somebody pays.
        return Followed(held=held, course=follow(held.state, parts, on=today, may_end=False))
    if held.state not in ENDED or held.ended_at is None or paid_at >= held.ended_at:
        return None
    return _mended(held, [mended(part) for part in parts], today)


def _mended(held: HeldAgreement, parts: Sequence[Part], today: date) -> Followed | None:
    lapsed = held.state is AgreementState.LAPSED
    ran = AgreementState.ACCEPTED if lapsed else AgreementState.LATE
    course = follow(ran, parts, on=today)
    turns = course.turns if lapsed else (Turn(after=ran, due_on=None), *course.turns)
    if not turns or turns[-1].after in ENDED:
        return None
    followed = Followed(held=held, course=Course(turns=turns, parts=course.parts))
    debts = portfolios.debts(held.debt_ids)
    is_collected = all(debt.state in OPEN for debt in debts.values())
    if not is_collected or others_debts([followed]).intersection(held.debt_ids):
        return None
    return followed


def _date(held: HeldAgreement, turns: Sequence[AgreementState], at: datetime) -> None:
    """Keep when the person paid, whenever that was heard of."""
    rows = Agreement.objects.filter(organisation_id=tenancy.current(), id=held.agreement_id)
    if AgreementState.ACTIVE in turns:
        rows.filter(activated_at=None).update(activated_at=at)
    if AgreementState.COMPLETED in turns:
        rows.update(ended_at=at)


def _settle_debts(debt_ids: tuple[UUID, ...], at: datetime) -> None:
    settled_ids = [i for i, debt in portfolios.debts(debt_ids).items() if debt.state in OPEN]
    change_debt_state(settled_ids, state="settled", reason="agreement_completed", at=at)
    cancel_for_debts(debt_ids, reason="paid", at=at)


def _next(
    held: HeldAgreement, course: Course, paid: HeldPart, paid_cents: int
) -> tuple[date, int] | None:
    for one, part in zip(held.parts, course.parts, strict=True):
        if part.state not in PAID:
            has = paid_cents if one is paid else one.paid_cents
            return part.due_on, one.amount_cents - has
    return None
