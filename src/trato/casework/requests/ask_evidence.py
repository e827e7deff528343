"""Somebody asked the person or the creditor for evidence of what is contested."""

from datetime import datetime
from uuid import UUID

from trato.casework.negotiation.terms.states import DISPUTE, DisputeState, Guard, Stays, move
from trato.casework.requests.close_dispute import UnknownDispute
from trato.casework.requests.models import Dispute
from trato.foundation import tenancy
from trato.journal.facts.casework import EvidenceRequested
from trato.journal.record import record


def ask_evidence(dispute_id: UUID, *, by: int, at: datetime) -> bool:
    """Note that evidence was asked for; return whether that is new. The day of answer stays.

    Raises:
        UnknownDispute: there is none.
    """
    rows = Dispute.objects.filter(organisation_id=tenancy.current(), id=dispute_id)
    row = rows.select_for_update(no_key=True).first()
    if row is None:
        raise UnknownDispute(str(dispute_id))
    if row.closed_at is not None:
        return False
    asked = DisputeState.EVIDENCE_REQUESTED
    moved = move(DISPUTE, DisputeState(row.state), asked, holds={Guard.EVIDENCE_REQUESTED})
    if isinstance(moved, Stays):
        return False
    rows.update(state=moved.value)
    fact = EvidenceRequested(dispute_id=dispute_id, reason=row.reason, by=by)
    record(fact, at=at, subject_id=row.person_id)
    return True
