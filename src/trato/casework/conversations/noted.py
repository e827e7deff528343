"""What the archive takes in of the words between colleagues, by the order they were stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation, Note
from trato.foundation import tenancy
from trato.foundation.database import ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One note beside a thread. `kind`: note, transfer or whisper."""

    note_id: UUID
    conversation_id: UUID
    person_id: UUID | None
    author_id: int
    author: str
    kind: str
    text: str
    at: datetime


_AFTER = """
SELECT id FROM conversations_note WHERE organisation_id = %s AND id > %s ORDER BY id LIMIT %s
"""


def ids_after(after: UUID, *, limit: int) -> list[UUID]:
    """Return the ids of notes kept after one, in order."""
    return [i for (i,) in ask(_AFTER, [tenancy.current(), after, limit])]


def said(note_ids: Sequence[UUID]) -> tuple[Noted, ...]:
    """Return notes by id; unknown ids are left out."""
    rows = list(Note.objects.filter(organisation_id=tenancy.current(), id__in=list(note_ids)))
    threads = Conversation.objects.filter(
        organisation_id=tenancy.current(), id__in={row.conversation_id for row in rows}
    )
    people = dict(threads.values_list("id", "person_id"))
    return tuple(
        Noted(
            note_id=row.id,
            conversation_id=row.conversation_id,
            person_id=people.get(row.conversation_id),
            author_id=row.author_id,
            author=row.author,
            kind=row.kind,
            text=row.text,
            at=row.at,
        )
        for row in rows
    )
