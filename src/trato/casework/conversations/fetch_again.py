"""Asks once more for an attachment that could not be fetched; whoever fetches finds it waiting."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import InboundMessage
from trato.casework.conversations.whose import person_of
from trato.foundation import tenancy
from trato.journal.facts.casework import MediaAskedAgain
from trato.journal.record import record


def fetch_again(conversation_id: UUID, inbound_id: UUID, *, by: int, at: datetime) -> bool:
    """Let an attachment be tried from the beginning; return False where none was given up.

    A provider keeps a file for some weeks only: it may be given up again.
    """
    rows = InboundMessage.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id, id=inbound_id,
        media_state="failed",
    )  # fmt: skip
    if not rows.update(media_state="waiting", media_after=None, failures=0):
        return False
    fact = MediaAskedAgain(conversation_id=conversation_id, inbound_id=inbound_id, by=by)
    record(fact, at=at, subject_id=person_of(conversation_id))
    return True
