"""Charges an instalment: asked for in the caller's transaction, issued at the PSP outside it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.db.models import QuerySet

from trato.book.people import read as people
from trato.book.portfolios import read as portfolios
from trato.casework.negotiation import read as negotiation
from trato.casework.negotiation.hold_agreements import hold_agreement, is_open
from trato.casework.negotiation.terms.lateness import GRACE_DAYS
from trato.casework.payments.claim import claim, ring
from trato.casework.payments.models import Charge
from trato.casework.payments.provider import (
    ChargeOrder,
    IssuedCharge,
    Psp,
    PspRefused,
    PspUnavailable,
)
from trato.casework.payments.read import WANTED, card_of
from trato.casework.payments.values import ChargeCard
from trato.casework.payments.withdraw import withdraw_charge
from trato.foundation import tenancy
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_id
from trato.journal.facts.payments import ChargeIssued
from trato.journal.record import record

# A code of an agreement that runs can be paid as long as that waits for it.
VALID_DAYS_AFTER_DUE = GRACE_DAYS
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=30)
_REASON_CHARACTERS = 120
# Bacen's rules count the civil days of Brasília.
_BRASILIA = ZoneInfo("America/Sao_Paulo")

OnIssued = Callable[[ChargeCard], object]

_log = structlog.get_logger(__name__)


class NothingToCharge(Exception):
    """The instalment has nothing left to pay."""


class AgreementEnded(Exception):
    """The instalment's agreement does not run any more."""


def request_charge(instalment_id: UUID, *, at: datetime, asked_by: int | None = None) -> UUID:
    """Ask for a charge of what is left of an instalment; return its id. HTTP comes after commit.

    An equal charge that can still be paid is returned instead of a second one; one of another
    amount or day is withdrawn, so that an instalment has one code at a time. `asked_by` is the
    agent who asks: what has not been issued yet becomes their message.

    Raises:
        NothingToCharge: it is paid.
        AgreementEnded: its agreement does not run any more.
    """
    # Held first: of one that ends at this moment no code may be left that can be paid.
    held = hold_agreement(negotiation.instalment(instalment_id).agreement_id)
    agreement = negotiation.agreement(held.agreement_id)
    part = negotiation.instalment(instalment_id)
    missing_cents = part.amount_cents - part.paid_cents
    if missing_cents <= 0:
        raise NothingToCharge(str(instalment_id))
    if not is_open(held):
        raise AgreementEnded(str(held.agreement_id))
    organisation_id = tenancy.current()
    standing = Charge.objects.select_for_update().filter(
        organisation_id=organisation_id, instalment_id=instalment_id, state__in=WANTED
    )
    for row in standing.order_by("id"):
        if (row.amount_cents, row.due_on) == (missing_cents, part.due_on):
            if asked_by is not None and row.state == "requested":
                _rows([row.id]).update(asked_by=asked_by)
            return row.id
        withdraw_charge(row.id, at=at)
    charge_id = new_id()
    Charge.objects.create(
        organisation_id=organisation_id,
        id=charge_id,
        instalment_id=instalment_id,
        agreement_id=agreement.agreement_id,
        person_id=agreement.person_id,
        creditor_id=agreement.creditor_id,
        conversation_id=agreement.conversation_id,
        asked_by=asked_by,
        txid=charge_id.hex,
        amount_cents=missing_cents,
        due_on=part.due_on,
        next_try_at=at,
        requested_at=at,
    )
    ring()
    return charge_id


def issue_waiting(
    organisation_id: UUID,
    psp: Psp,
    *,
    now: datetime,
    limit: int = 50,
    on_issued: OnIssued | None = None,
) -> int:
    """Issue the charges that wait at the PSP; return how many now can be paid.

    A claim is committed before the PSP is called and lapses after `LEASE`: a crash in between only
    repeats a call that names the same `txid`. `on_issued` runs in the transaction that stores the
    code; if it fails, the code is not stored and the charge is tried again.
    """
    charge_ids = [i for i, _ in claim(organisation_id, "requested", now=now, limit=limit)]
    if charge_ids:
        fault_point("issue.claimed")
    return sum(_issue(organisation_id, i, psp, now, on_issued) for i in charge_ids)


def _order(row: Charge, now: datetime) -> ChargeOrder:
    creditor = portfolios.creditor(row.creditor_id)
    today = now.astimezone(_BRASILIA).date()
    return ChargeOrder(
        txid=row.txid,
        pix_key=creditor.pix_key,
        amount_cents=row.amount_cents,
        due_on=max(row.due_on, today),
        valid_days_after_due=VALID_DAYS_AFTER_DUE,
        payer_name=people.card(row.person_id).name,
        payer_document=people.document_of(row.person_id),
        description=f"Acordo com {creditor.name}",
    )


def _issue(
    organisation_id: UUID,
    charge_id: UUID,
    psp: Psp,
    now: datetime,
    on_issued: OnIssued | None,
) -> bool:
    try:
        with tenancy.within(organisation_id):
            row = _requested(charge_id).first()
            order = _order(row, now) if row else None
        if order is None:
            return False
        issued = psp.issue(order)
        fault_point("issue.after_call")
        with tenancy.within(organisation_id):
            is_stored = _store(charge_id, issued, now, on_issued)
            fault_point("issue.before_commit")
            return is_stored
    except PspRefused as problem:
        with tenancy.within(organisation_id):
            _requested(charge_id).update(state="failed", failure=str(problem)[:_REASON_CHARACTERS])
        _log.error("charge_refused", charge=str(charge_id))
    except PspUnavailable as problem:
        _postpone(organisation_id, charge_id, str(problem), now)
    except Exception as problem:  # one charge's trouble must not hold the others
        _log.error("charge_failed", charge=str(charge_id), problem=type(problem).__name__)
        _postpone(organisation_id, charge_id, type(problem).__name__, now)
    return False


def _store(
    charge_id: UUID, issued: IssuedCharge, now: datetime, on_issued: OnIssued | None
) -> bool:
    row = _requested(charge_id).select_for_update().first()
    if row is None:
        # Withdrawn or issued by somebody else while the PSP was working.
        return False
    row.state, row.brcode, row.issued_at, row.failure = "issued", issued.brcode, now, ""
    row.save(force_update=True)
    fact = ChargeIssued(
        charge_id=row.id, instalment_id=row.instalment_id, amount_cents=row.amount_cents
    )
    record(fact, at=now, subject_id=row.person_id, private=issued.brcode.encode())
    if on_issued is not None:
        on_issued(card_of(row))
    return True


def _postpone(organisation_id: UUID, charge_id: UUID, failure: str, now: datetime) -> None:
    with tenancy.within(organisation_id):
        row = _requested(charge_id).select_for_update().first()
        if row is None:
            return
        row.failures = min(row.failures + 1, 30_000)
        row.failure = failure[:_REASON_CHARACTERS]
        wait: timedelta = _FIRST_WAIT * 2 ** min(row.failures - 1, 12)
        row.next_try_at = now + min(wait, _LONGEST_WAIT)
        row.save(force_update=True)


def _requested(charge_id: UUID) -> QuerySet[Charge]:
    return _rows([charge_id]).filter(state="requested")


def _rows(charge_ids: list[UUID]) -> QuerySet[Charge]:
    return Charge.objects.filter(organisation_id=tenancy.current(), id__in=charge_ids)
