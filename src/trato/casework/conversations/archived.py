"""What the archive takes in of what people wrote, by the order in which it was stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation, InboundMessage
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.database import ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message from a person, in the thread it belongs to."""

    inbound_id: UUID
    conversation_id: UUID
    person_id: UUID | None
    kind: str
    text: str
    written_at: datetime


_AFTER = """
SELECT id FROM conversations_inboundmessage
WHERE organisation_id = %s AND id > %s ORDER BY id LIMIT %s
"""


_SAID = Asked(
    lambda here, messages: InboundMessage.objects.filter(
        organisation_id=here, id__anyof=messages
    ).only("id", "conversation_id", "kind", "text", "written_at"),
    here=UUID,
    messages=list,
)
_PEOPLE = Asked(
    lambda here, threads: Conversation.objects.filter(
        organisation_id=here, id__anyof=threads
    ).values_list("id", "person_id"),
    here=UUID,
    threads=list,
)


def ids_after(after: UUID, *, limit: int) -> list[UUID]:
    """Return the ids of messages stored after one, in order."""
    return [i for (i,) in ask(_AFTER, [tenancy.current(), after, limit])]


def said(inbound_ids: Sequence[UUID]) -> tuple[Heard, ...]:
    """Return messages by id; unknown ids are left out."""
    here = tenancy.current()
    found = _SAID(here=here, messages=list(inbound_ids))
    people = dict(_PEOPLE(here=here, threads=list({row.conversation_id for row in found})))
    return tuple(
        Heard(
            inbound_id=row.id,
            conversation_id=row.conversation_id,
            person_id=people.get(row.conversation_id),
            kind=row.kind,
            text=row.text,
            written_at=row.written_at,
        )
        for row in found
    )
