"""Takes charges back: a charge that should no longer be paid is withdrawn at the PSP."""

from datetime import datetime, timedelta
from uuid import UUID

from trato.casework.payments.claim import claim, ring
from trato.casework.payments.models import Charge
from trato.casework.payments.provider import Psp, PspRefused, PspUnavailable
from trato.door.outbox.cancel import cancel_for_origin
from trato.foundation import tenancy
from trato.journal.facts.payments import ChargeWithdrawn
from trato.journal.record import record

_PAUSE = timedelta(minutes=1)


def withdraw_charge(charge_id: UUID, *, at: datetime) -> None:
    """Withdraw one charge. One the PSP has not seen ends at once; the rest waits for a job.

    Whatever message still waits to carry its code goes with it.
    """
    rows = Charge.objects.filter(organisation_id=tenancy.current(), id=charge_id)
    # A requested charge may be on its way to the PSP this moment: it is withdrawn there too.
    rows.filter(state__in=["requested", "issued", "part_paid"]).update(
        state="withdrawing", next_try_at=at
    )
    ring()
    rows.filter(state="failed").update(state="cancelled")
    cancel_for_origin(charge_id, reason="charge_withdrawn", at=at)


def withdraw_charges(agreement_id: UUID, *, at: datetime) -> int:
    """Withdraw every charge of an agreement that can still be paid; return how many."""
    rows = Charge.objects.filter(
        organisation_id=tenancy.current(),
        agreement_id=agreement_id,
        state__in=["requested", "issued", "part_paid", "failed"],
    )
    ids = list(rows.values_list("id", flat=True))
    for charge_id in ids:
        withdraw_charge(charge_id, at=at)
    return len(ids)


def withdraw_waiting(organisation_id: UUID, psp: Psp, *, now: datetime, limit: int = 50) -> int:
    """Withdraw waiting charges at the PSP; return how many are gone.

    One that was paid in the meantime goes back to `issued`: its settlement is on the way.
    """
    claimed = claim(organisation_id, "withdrawing", now=now, limit=limit)
    if not claimed:
        return 0
    outcomes = [(charge_id, _cancel(psp, txid)) for charge_id, txid in claimed]
    with tenancy.within(organisation_id):
        for charge_id, state in outcomes:
            own = Charge.objects.filter(
                organisation_id=organisation_id, id=charge_id, state="withdrawing"
            )
            if own.update(state=state, next_try_at=now + _PAUSE) and state == "cancelled":
                _tell(charge_id, at=now)
    return sum(state == "cancelled" for _, state in outcomes)


def _tell(charge_id: UUID, *, at: datetime) -> None:
    row = Charge.objects.get(organisation_id=tenancy.current(), id=charge_id)
    fact = ChargeWithdrawn(charge_id=charge_id, amount_cents=row.amount_cents)
    record(fact, at=at, subject_id=row.person_id)


def _cancel(psp: Psp, txid: str) -> str:
    try:
        psp.cancel(txid)
    except PspUnavailable:
        return "withdrawing"
    except PspRefused:
        return "issued"
    return "cancelled"
