"""Takes in money: once per end-to-end id, to the cent, whether or not anybody knows what for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import Error, InterfaceError, OperationalError, transaction
from django.db.models import Sum

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.book.portfolios.credit_payment import credit_debt
from trato.book.portfolios.rules import OPEN
from trato.casework.negotiation import read as negotiation
from trato.casework.negotiation.hold_agreements import lock_agreement
from trato.casework.negotiation.record_instalment_payment import (
    InstalmentProgress,
    record_instalment_payment,
)
from trato.casework.payments.judge_promises import judge_paid
from trato.casework.payments.models import Allocation, Charge, Payment
from trato.casework.payments.provider import Settlement
from trato.casework.payments.read import card_of
from trato.casework.payments.rules import divide
from trato.casework.payments.values import Settled, Share
from trato.door.outbox.cancel import cancel_for_debts, cancel_for_origin
from trato.foundation import tenancy
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_id
from trato.journal.facts.payments import PaymentReceived
from trato.journal.record import record

OnSettled = Callable[[Settled], object]

_log = structlog.get_logger(__name__)


def settle(settlement: Settlement, *, heard_by: str, at: datetime) -> Settled:
    """Book one settlement and return what became of it. Idempotent by end-to-end id.

    `heard_by` is webhook or poll. Money is always booked: what an agreement that has ended does not
    take is credited to its debts; what these do not take, either, is kept as unallocated. Of both a
    person is to decide.
    """
    payment = _book(settlement, heard_by, at)
    if payment is None:
        return _known(settlement)
    fault_point("settle.booked")
    charge = _charge(settlement.txid)
    passed = _pass_on(charge, settlement, at) if charge else None
    if charge is None:
        payment.state = "unmatched"
    else:
        payment.charge_id = charge.id
        payment.state = passed.state if passed else "unallocated"
    shares = passed.shares if passed else _loose(settlement.amount_cents)
    _keep(payment, shares)
    fact = PaymentReceived(
        payment_id=payment.id,
        amount_cents=payment.amount_cents,
        heard_by=heard_by,
        state=payment.state,
    )
    person_id = charge.person_id if charge else None
    record(fact, at=at, subject_id=person_id, private=settlement.end_to_end_id.encode())
    fault_point("settle.journalled")
    if charge is not None:
        _advance(charge, paid_at=settlement.paid_at, at=at)
        judge_paid(charge.person_id, paid_at=settlement.paid_at, at=at)
    return _settled(payment, charge, passed, is_new=True)


def tell(on_settled: OnSettled | None, settled: Settled) -> None:
    """Let a speaker say the receipt; its failure never takes the booking back."""
    if on_settled is None or not settled.is_new:
        return
    try:
        with transaction.atomic():
            on_settled(settled)
    except (OperationalError, InterfaceError):
        raise
    except Exception as problem:  # money booked stays booked, whatever a speaker does
        name = type(problem).__name__
        _log.error("receipt_failed", payment=str(settled.payment_id), problem=name)


def _book(settlement: Settlement, heard_by: str, at: datetime) -> Payment | None:
    payment = Payment(
        organisation_id=tenancy.current(),
        id=new_id(),
        end_to_end_id=settlement.end_to_end_id,
        txid=settlement.txid,
        amount_cents=settlement.amount_cents,
        paid_at=settlement.paid_at,
        received_at=at,
        heard_by=heard_by,
        state="unmatched",
    )
    Payment.objects.bulk_create([payment], ignore_conflicts=True)
    own = Payment.objects.filter(organisation_id=payment.organisation_id, id=payment.id)
    return payment if own.exists() else None


def _known(settlement: Settlement) -> Settled:
    organisation_id = tenancy.current()
    payment = Payment.objects.get(
        organisation_id=organisation_id, end_to_end_id=settlement.end_to_end_id
    )
    if payment.amount_cents != settlement.amount_cents:
        _log.error("settlement_changed", payment=str(payment.id))
    charge = None
    if payment.charge_id is not None:
        charge = Charge.objects.get(organisation_id=organisation_id, id=payment.charge_id)
    return _settled(payment, charge, None, is_new=False)


def _settled(
    payment: Payment, charge: Charge | None, passed: "_Passed | None", *, is_new: bool
) -> Settled:
    progress = passed.progress if passed else None
    return Settled(
        payment_id=payment.id,
        is_new=is_new,
        state=payment.state,
        amount_cents=payment.amount_cents,
        paid_at=payment.paid_at,
        charge=card_of(charge) if charge else None,
        surplus_cents=passed.surplus_cents if passed else 0,
        shortfall_cents=passed.shortfall_cents if passed else 0,
        became_active=progress.became_active if progress else False,
        is_completed=progress.is_completed if progress else False,
        next_due_on=progress.next_due_on if progress else None,
        next_cents=progress.next_cents if progress else None,
    )


def _charge(txid: str) -> Charge | None:
    if not txid:
        return None
    charges = Charge.objects.filter(organisation_id=tenancy.current())
    found = charges.filter(txid=txid).first()
    if found is None:
        return None
    # Whoever ends the agreement for want of this payment has it first, or waits.
    lock_agreement(found.agreement_id)
    # Two charges of one instalment may be paid at once: whoever is second must see the first.
    siblings = charges.filter(instalment_id=found.instalment_id).order_by("id")
    return next(row for row in siblings.select_for_update() if row.id == found.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passed:
    """What agreement and debts took; `state` is the payment's."""

    state: str
    shares: tuple[Share, ...]
    progress: InstalmentProgress | None
    surplus_cents: int
    shortfall_cents: int


def _pass_on(charge: Charge, settlement: Settlement, heard_at: datetime) -> _Passed | None:
    """Tell agreement and debts; nothing if they did not take the money."""
    try:
        with transaction.atomic():
            return _divide_and_credit(charge, settlement, heard_at)
    except Error:
        raise
    except Exception as problem:  # an agreement in an odd state must not make money vanish
        _log.error("payment_unallocated", charge=str(charge.id), problem=type(problem).__name__)
        return None


def _divide_and_credit(charge: Charge, settlement: Settlement, heard_at: datetime) -> _Passed:
    at, amount = settlement.paid_at, settlement.amount_cents
    part = negotiation.instalment(charge.instalment_id)
    missing = max(part.amount_cents - part.paid_cents, 0)
    due = min(amount, missing)
    progress = None
    if due:
        progress = record_instalment_payment(
            charge.instalment_id, amount_cents=due, at=at, heard_at=heard_at
        )
        if progress is None:
            return _credit_debts(charge, settlement, heard_at)
    shares = divide(
        amount,
        missing_cents=missing,
        instalment_id=charge.instalment_id,
        open_cents=_open_cents(progress.debt_ids if progress else ()),
    )
    _credit(shares, at)
    return _Passed(
        state="matched",
        shares=shares,
        progress=progress,
        surplus_cents=amount - due,
        shortfall_cents=missing - due,
    )


def _credit_debts(charge: Charge, settlement: Settlement, heard_at: datetime) -> _Passed:
    """Credit the debts of an agreement that has ended: what was paid is off what is owed again.

    One of which nothing is left is settled, and whatever was about to be sent about it withdrawn.
    """
    amount = settlement.amount_cents
    owed = portfolios.debts(negotiation.agreement(charge.agreement_id).debt_ids)
    collected = tuple(i for i, debt in owed.items() if debt.state in OPEN)
    open_cents = [(i, max(cents, 0)) for i, cents in _open_cents(collected)]
    due = min(amount, sum(cents for _, cents in open_cents))
    shares = divide(amount, missing_cents=due, instalment_id=None, open_cents=open_cents)
    _credit(shares, settlement.paid_at)
    # What is in another agreement by now is that one's to settle.
    free = tuple(i for i in collected if owed[i].state != "in_agreement")
    done = [i for i, cents in _open_cents(free) if cents <= 0]
    change_debt_state(done, state="settled", reason="paid", at=heard_at)
    cancel_for_debts(done, reason="paid", at=heard_at)
    return _Passed(
        state="credited" if due else "unallocated",
        shares=shares,
        progress=None,
        surplus_cents=amount - due,
        shortfall_cents=0,
    )


def _credit(shares: tuple[Share, ...], at: datetime) -> None:
    for share in shares:
        if share.debt_id:
            credit_debt(share.debt_id, amount_cents=share.amount_cents, at=at)


def _open_cents(debt_ids: tuple[UUID, ...]) -> list[tuple[UUID, int]]:
    cards = portfolios.debts(debt_ids)
    return [(i, cards[i].principal_cents - cards[i].paid_cents) for i in debt_ids if i in cards]


def _loose(amount_cents: int) -> tuple[Share, ...]:
    return (Share(instalment_id=None, debt_id=None, amount_cents=amount_cents),)


def _keep(payment: Payment, shares: tuple[Share, ...]) -> None:
    payment.save(force_update=True)
    Allocation.objects.bulk_create(
        Allocation(
            organisation_id=payment.organisation_id,
            id=new_id(),
            payment_id=payment.id,
            instalment_id=share.instalment_id,
            debt_id=share.debt_id,
            amount_cents=share.amount_cents,
        )
        for share in shares
    )


def _advance(charge: Charge, *, paid_at: datetime, at: datetime) -> None:
    payments = Payment.objects.filter(organisation_id=charge.organisation_id, charge_id=charge.id)
    paid = payments.aggregate(cents=Sum("amount_cents", default=0))["cents"]
    is_paid = paid >= charge.amount_cents
    charge.state = "paid" if is_paid else "part_paid"
    if is_paid:
        charge.paid_at = charge.paid_at or paid_at
        # Somebody may hold a message with this code: nobody is asked to pay twice.
        cancel_for_origin(charge.id, reason="charge_paid", at=at)
    charge.save(force_update=True)
