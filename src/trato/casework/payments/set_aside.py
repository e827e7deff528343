"""Charges that the PSP refused: shown to a person, asked for again, given up."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from trato.casework.payments.models import Charge
from trato.casework.payments.withdraw import withdraw_charge
from trato.foundation import tenancy
from trato.foundation.queues import Queue, measure
from trato.foundation.set_aside import LISTED_MAX, SetAside
from trato.foundation.turning import Key, Leaf, turn
from trato.journal.facts.set_aside import SetAsideDismissed, SetAsideRetried
from trato.journal.record import record

CHARGE = "charge"
_QUEUES = {"requested": "charges_issue", "withdrawing": "charges_withdraw",
           "failed": "charges_set_aside"}  # fmt: skip
_AS_THEY_FAILED: Final = (Key(field="next_try_at", kind=datetime), Key(field="id", kind=UUID))


def queues() -> tuple[Queue, ...]:
    """Return how many charges wait for the PSP, and how many for a person."""
    return tuple(
        measure(name, _mine().filter(state=state), order="next_try_at", since="requested_at")
        for state, name in _QUEUES.items()
    )


def set_aside(place: str = "") -> Leaf[SetAside]:
    """Return a page of the charges that the PSP refused, oldest first."""
    found = turn(_refused(), _AS_THEY_FAILED, place, limit=LISTED_MAX, counts=True)
    return found.of(
        SetAside(
            kind=CHARGE,
            case="charge",
            item_id=row.id,
            at=row.requested_at,
            what=row.failure,
            may_retry=True,
            conversation_id=row.conversation_id,
        )
        for row in found.rows
    )


def retry(item_id: UUID, *, by_user: int, at: datetime) -> bool:
    """Ask the PSP again under the same id; return whether it was still set aside."""
    row = _refused().select_for_update().filter(id=item_id).first()
    if row is None:
        return False
    _mine().filter(id=item_id).update(state="requested", failures=0, failure="", next_try_at=at)
    fact = SetAsideRetried(item=CHARGE, item_id=item_id, by_user=by_user)
    record(fact, at=at, subject_id=row.person_id)
    return True


def dismiss(item_id: UUID, *, reason: str, by_user: int, at: datetime) -> bool:
    """Give the charge up; return whether it was still set aside."""
    row = _refused().select_for_update().filter(id=item_id).first()
    if row is None:
        return False
    withdraw_charge(item_id, at=at)
    fact = SetAsideDismissed(item=CHARGE, item_id=item_id, by_user=by_user, reason=reason)
    record(fact, at=at, subject_id=row.person_id)
    return True


def _mine() -> QuerySet[Charge]:
    return Charge.objects.filter(organisation_id=tenancy.current())


def _refused() -> QuerySet[Charge]:
    return _mine().filter(state="failed")
