"""Somebody has decided what a person contested, and the person knows: the dispute is closed."""

from datetime import datetime
from uuid import UUID

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.casework.negotiation import read as negotiation
from trato.casework.negotiation.terms.states import DisputeState
from trato.casework.requests.models import Dispute
from trato.casework.requests.rules import is_collected_again, may_close
from trato.foundation import tenancy
from trato.journal.facts.casework import DisputeClosed
from trato.journal.record import record


class NotDecided(ValueError):
    """A dispute cannot end so: that is no outcome, or the person was not answered."""


class UnknownDispute(LookupError):
    """There is no such dispute of this person."""


def close_dispute(
    dispute_id: UUID, *, person_id: UUID, outcome: str, is_answered: bool, by: int, at: datetime
) -> bool:
    """Close a dispute; return whether it was open. One that was closed keeps its outcome.

    What no other open dispute is about goes back to collection, into its agreement if that still
    runs, unless the person is right: then it stays contested until the creditor takes it back.

    Raises:
        NotDecided: `outcome` is none, or the person was not answered.
        UnknownDispute: there is none of this person.
    """
    mine = Dispute.objects.filter(organisation_id=tenancy.current(), person_id=person_id)
    if not mine.filter(id=dispute_id).exists():
        raise UnknownDispute(str(dispute_id))
    # All of them: of two that are closed at once the later one must know of the earlier.
    still_open = mine.filter(closed_at__isnull=True).select_for_update(no_key=True)
    found = {row.id: row for row in still_open.order_by("id")}
    row = found.pop(dispute_id, None)
    if row is None:
        return False
    decided = _decided(row, outcome, is_answered=is_answered)
    mine.filter(id=dispute_id).update(state=decided.value, closed_at=at)
    fact = DisputeClosed(dispute_id=dispute_id, reason=row.reason, outcome=decided.value, by=by)
    record(fact, at=at, subject_id=person_id)
    if is_collected_again(decided):
        kept = {debt_id for other in found.values() for debt_id in other.debt_ids}
        debt_ids = [UUID(i) for i in row.debt_ids if i not in kept]
        _collect_again(person_id, debt_ids, reason=f"dispute_{decided.value}", at=at)
    return True


def _decided(row: Dispute, outcome: str, *, is_answered: bool) -> DisputeState:
    try:
        decided = DisputeState(outcome)
    except ValueError as none:
        raise NotDecided(outcome) from none
    if not may_close(DisputeState(row.state), decided, is_answered=is_answered):
        raise NotDecided(outcome)
    return decided


def _collect_again(person_id: UUID, debt_ids: list[UUID], *, reason: str, at: datetime) -> None:
    contested = [i for i, debt in portfolios.debts(debt_ids).items() if debt.state == "disputed"]
    change_debt_state(contested, state="active", reason=reason, at=at)
    agreed = negotiation.debts_in_agreement(person_id)
    change_debt_state(agreed.intersection(contested), state="in_agreement", reason=reason, at=at)
