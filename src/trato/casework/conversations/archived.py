"""What the archive takes in of what people wrote, by the order in which it was stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation, InboundMessage
from trato.foundation import tenancy


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message from a person, in the thread it belongs to."""

    inbound_id: UUID
    conversation_id: UUID
    person_id: UUID | None
    kind: str
    text: str
    written_at: datetime


def ids_after(after: UUID, *, limit: int) -> list[UUID]:
    """Return the ids of messages stored after one, in order."""
    rows = InboundMessage.objects.filter(organisation_id=tenancy.current(), id__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def said(inbound_ids: Sequence[UUID]) -> tuple[Heard, ...]:
    """Return messages by id; unknown ids are left out."""
    rows = InboundMessage.objects.filter(
        organisation_id=tenancy.current(), id__in=list(inbound_ids)
    ).only("id", "conversation_id", "kind", "text", "written_at")
    found = list(rows)
    threads = Conversation.objects.filter(
        organisation_id=tenancy.current(), id__in={row.conversation_id for row in found}
    )
    people = dict(threads.values_list("id", "person_id"))
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
