"""What others may ask about messages that did not pass through here: of one thread, or since."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation, OutsideMessage
from trato.foundation import tenancy

ROWS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideLine:
    """One message as a reader sees it; `is_ours` if whoever holds the number wrote it."""

    outside_id: UUID
    conversation_id: UUID
    is_ours: bool
    is_past: bool
    kind: str
    text: str
    written_at: datetime
    received_at: datetime


def outside_of(conversation_id: UUID, *, limit: int = ROWS_MAX) -> tuple[OutsideLine, ...]:
    """Return the newest messages of a thread, in the order they were written."""
    rows = OutsideMessage.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id
    ).defer("payload_sealed")
    newest = list(rows.order_by("-written_at", "-id")[: min(limit, ROWS_MAX)])
    return tuple(_line(row) for row in reversed(newest))


def outside_since(after: UUID, *, limit: int) -> tuple[OutsideLine, ...]:
    """Return what was kept after an id, oldest first; ids are in the order of time."""
    rows = OutsideMessage.objects.filter(organisation_id=tenancy.current(), id__gt=after)
    return tuple(_line(row) for row in rows.defer("payload_sealed").order_by("id")[:limit])


def person_of(conversation_id: UUID) -> UUID | None:
    """Return whose thread it is, where that is known."""
    rows = Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
    return rows.values_list("person_id", flat=True).first()


def _line(row: OutsideMessage) -> OutsideLine:
    return OutsideLine(
        outside_id=row.id,
        conversation_id=row.conversation_id,
        is_ours=row.is_ours,
        is_past=row.is_past,
        kind=row.kind,
        text=row.text,
        written_at=row.written_at,
        received_at=row.received_at,
    )
