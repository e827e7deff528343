"""A thread from its first word to its last: where everything stands in time, and some of it by id.

For whoever takes a copy. Places are small; what stands there is asked for a few at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import InboundMessage, Media, Note, OutsideMessage
from trato.foundation import tenancy

Place = tuple[datetime, UUID]
"""When a message was written, and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What is known of an attachment; `state` as the message has it, `size_bytes` once stored."""

    state: str
    mime_type: str
    sha256: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message from the person, with the provider's id and its attachment."""

    inbound_id: UUID
    provider_message_id: str
    kind: str
    text: str
    written_at: datetime
    received_at: datetime
    attached: Attached | None


def inbound_places(conversation_id: UUID) -> list[Place]:
    """Return where the person's messages stand."""
    rows = InboundMessage.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id
    )
    return list(rows.values_list("written_at", "id"))


def outside_places(conversation_id: UUID) -> list[Place]:
    """Return where the messages stand that did not pass through here."""
    rows = OutsideMessage.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id
    )
    return list(rows.values_list("written_at", "id"))


def note_places(conversation_id: UUID, *, whispers: bool) -> list[Place]:
    """Return where a supervisor's whispers stand, or all other notes of colleagues."""
    rows = Note.objects.filter(organisation_id=tenancy.current(), conversation_id=conversation_id)
    rows = rows.filter(kind="whisper") if whispers else rows.exclude(kind="whisper")
    return list(rows.values_list("at", "id"))


def heard(inbound_ids: Sequence[UUID]) -> tuple[Heard, ...]:
    """Return the person's messages by id; unknown ids are left out."""
    mine = {"organisation_id": tenancy.current()}
    rows = list(
        InboundMessage.objects.filter(**mine, id__in=list(inbound_ids)).defer("payload_sealed")
    )
    kept = {
        one.inbound_id: one
        for one in Media.objects.filter(**mine, inbound_id__in=list(inbound_ids)).defer(
            "body_sealed"
        )
    }
    return tuple(
        Heard(
            inbound_id=row.id,
            provider_message_id=row.provider_message_id,
            kind=row.kind,
            text=row.text,
            written_at=row.written_at,
            received_at=row.received_at,
            attached=_attached(row, kept.get(row.id)),
        )
        for row in rows
    )


def _attached(row: InboundMessage, kept: Media | None) -> Attached | None:
    if not row.media_state:
        return None
    return Attached(
        state=row.media_state,
        mime_type=kept.mime_type if kept else "",
        sha256=row.media_sha256,
        size_bytes=kept.size_bytes if kept else None,
    )
