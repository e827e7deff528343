"""An agent asks for more than their own authority (alçada) over one person's debts."""

from datetime import datetime
from typing import Final
from uuid import UUID

from trato.casework.negotiation.models import AuthorityRequest
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.casework import AuthorityAsked
from trato.journal.record import record

WORDS_LONGEST: Final = 240


class BadWords(ValueError):
    """The words are missing, or more than fit."""


def ask_for_authority(
    person_id: UUID, *, conversation_id: UUID | None, words: str, by: int, at: datetime
) -> UUID:
    """Ask for a supervisor's authority; while a request is open, asking again is the same one.

    Raises:
        BadWords: no words, or more than 240 characters.
    """
    said = checked(words)
    row, is_new = AuthorityRequest.objects.get_or_create(
        organisation_id=tenancy.current(),
        person_id=person_id,
        agent_id=by,
        state="asked",
        defaults={
            "id": new_id(),
            "conversation_id": conversation_id,
            "words": said,
            "asked_at": at,
        },
    )
    if is_new:
        fact = AuthorityAsked(request_id=row.id, by=by)
        record(fact, at=at, subject_id=person_id, private=said.encode())
    return row.id


def checked(words: str) -> str:
    """Return words without blanks around them.

    Raises:
        BadWords: none are left, or more than 240 characters.
    """
    said = words.strip()
    if not said or len(said) > WORDS_LONGEST:
        raise BadWords
    return said
