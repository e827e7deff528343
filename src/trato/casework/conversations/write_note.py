"""Keeps words between colleagues beside a thread; they never go to the person."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations import sql
from trato.casework.conversations.models import Note
from trato.casework.conversations.whose import person_of
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.foundation.ids import new_id
from trato.journal.facts.casework import NoteWritten
from trato.journal.record import record

LONGEST = 2000
KINDS = frozenset({"note", "transfer", "whisper"})


class EmptyNote(ValueError):
    """Nothing was written, or more than fits."""


def write_note(
    conversation_id: UUID, text: str, *, kind: str, by: int, author: str, at: datetime
) -> None:
    """Add a note, a transfer's note or a supervisor's whisper to a thread.

    Raises:
        EmptyNote: there are no words, or more than 2000 characters.
    """
    words = text.strip()
    if not words or len(words) > LONGEST or kind not in KINDS:
        raise EmptyNote(kind)
    note_id = new_id()
    Note.objects.create(
        organisation_id=tenancy.current(),
        id=note_id,
        conversation_id=conversation_id,
        author_id=by,
        author=author[:80],
        kind=kind,
        text=words,
        at=at,
    )
    fact = NoteWritten(conversation_id=conversation_id, note_id=note_id, what=kind, author_id=by)
    record(fact, at=at, subject_id=person_of(conversation_id), private=words.encode())
    ask(sql.TELL, {"organisation_id": tenancy.current()})
