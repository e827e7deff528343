"""Takes in money: once per end-to-end id, to the cent, whether or not anybody knows what for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import Error, InterfaceError, OperationalError, transaction
from django.db.models import Sum

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.credit_payment import credit_debt
from trato.casework.negotiation import read as negotiation
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
from trato.door.outbox.cancel import cancel_for_origin
from trato.foundation import tenancy
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_id
from trato.journal.facts.payments import PaymentReceived
from trato.journal.record import record

OnSettled = Callable[[Settled], object]

_log = structlog.get_logger(__name__)


def settle(settlement: Settlement, *, heard_by: str, at: datetime) -> Settled:
    """Book one settlement and return what became of it. Idempotent by end-to-end id.

    `heard_by` is webhook or poll. Money is always booked: if the agreement does not take it, the
    payment is kept as unallocated for a person to decide.
    """
    payment = _book(settlement, heard_by, at)
    if payment is None:
        return _known(settlement)
    fault_point("settle.booked")
    charge = _charge(settlement.txid)
    passed = _pass_on(charge, settlement) if charge else None
    if charge is None:
        payment.state = "unmatched"
    else:
        payment.charge_id = charge.id
        payment.state = "matched" if passed else "unallocated"
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
    # Two charges of one instalment may be paid at once: whoever is second must see the first.
    siblings = charges.filter(instalment_id=found.instalment_id).order_by("id")
    return next(row for row in siblings.select_for_update() if row.id == found.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passed:
    """What agreement and debts took."""

    shares: tuple[Share, ...]
    progress: InstalmentProgress | None
    surplus_cents: int
    shortfall_cents: int


def _pass_on(charge: Charge, settlement: Settlement) -> _Passed | None:
    """Tell agreement and debts; nothing if they did not take the money."""
    try:
        with transaction.atomic():
            return _divide_and_credit(charge, settlement)
    except Error:
        raise
    except Exception as problem:  # an agreement in an odd state must not make money vanish
        _log.error("payment_unallocated", charge=str(charge.id), problem=type(problem).__name__)
        return None


def _divide_and_credit(charge: Charge, settlement: Settlement) -> _Passed:
    at, amount = settlement.paid_at, settlement.amount_cents
    part = negotiation.instalment(charge.instalment_id)
    missing = max(part.amount_cents - part.paid_cents, 0)
    due = min(amount, missing)
    progress = None
    if due:
        progress = record_instalment_payment(charge.instalment_id, amount_cents=due, at=at)
    shares = divide(
        amount,
        missing_cents=missing,
        instalment_id=charge.instalment_id,
        open_cents=_open_cents(progress.debt_ids if progress else ()),
    )
    for share in shares:
        if share.debt_id:
            credit_debt(share.debt_id, amount_cents=share.amount_cents, at=at)
    return _Passed(
        shares=shares,
        progress=progress,
        surplus_cents=amount - due,
        shortfall_cents=missing - due,
    )


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
