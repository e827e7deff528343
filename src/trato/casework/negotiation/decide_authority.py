"""A supervisor lends their authority to an agent for a day, or says why not."""

from datetime import datetime
from uuid import UUID

from trato.casework.negotiation.ask_for_authority import checked
from trato.casework.negotiation.authority import LASTS
from trato.casework.negotiation.models import AuthorityRequest
from trato.foundation import tenancy
from trato.journal.facts.casework import AuthorityDecided
from trato.journal.record import record


def grant_authority(request_id: UUID, *, by: int, at: datetime) -> bool:
    """Lend the supervisor's level to the agent for a day; return False where none is open."""
    return _decide(request_id, state="granted", by=by, at=at, reason="", until=at + LASTS)


def refuse_authority(request_id: UUID, *, reason: str, by: int, at: datetime) -> bool:
    """Say no, and why; return False where none is open.

    Raises:
        BadWords: no words, or more than 240 characters.
    """
    return _decide(request_id, state="refused", by=by, at=at, reason=checked(reason), until=None)


def _decide(
    request_id: UUID, *, state: str, by: int, at: datetime, reason: str, until: datetime | None
) -> bool:
    rows = AuthorityRequest.objects.filter(organisation_id=tenancy.current(), id=request_id)
    row = rows.select_for_update().filter(state="asked").first()
    if row is None:
        return False
    rows.update(state=state, decided_by=by, decided_at=at, reason=reason, expires_at=until)
    fact = AuthorityDecided(
        request_id=request_id, verdict=state, by=by, agent_id=row.agent_id, until=until
    )
    record(fact, at=at, subject_id=row.person_id, private=reason.encode())
    return True
