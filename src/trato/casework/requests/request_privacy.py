"""A data subject uses a right; the clock of LGPD art. 19 starts."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.casework.requests.models import PrivacyRequest
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.casework import PrivacyRequested
from trato.journal.record import record

# Law: LGPD art. 19 II (V) for access: 15 days. For the other rights no number was found: 15 (D).
ANSWER_WITHIN = timedelta(days=15)
_BRASILIA = ZoneInfo("America/Sao_Paulo")


def request_privacy(
    *, person_id: UUID | None, conversation_id: UUID | None, right: str, words: str, at: datetime
) -> UUID:
    """Open a request and return its id; an open one for the same right is not opened again."""
    known = PrivacyRequest.objects.filter(
        person_id=person_id, kind=right, closed_at__isnull=True
    ).first()
    if known:
        return known.id
    row = PrivacyRequest(
        organisation_id=tenancy.current(),
        id=new_id(),
        person_id=person_id,
        conversation_id=conversation_id,
        kind=right,
        words=words,
        opened_at=at,
        answer_by_on=(at.astimezone(_BRASILIA) + ANSWER_WITHIN).date(),
    )
    row.save(force_insert=True)
    fact = PrivacyRequested(request_id=row.id, right=right, answer_by_on=row.answer_by_on)
    record(fact, at=at, subject_id=person_id, private=words.encode())
    return row.id
