"""Opens an attachment that a person sent."""

from dataclasses import dataclass
from uuid import UUID

from trato.book.organisations import keys
from trato.casework.conversations.models import InboundMessage, Media
from trato.foundation import tenancy


class NoMedia(LookupError):
    """There is no such attachment in that conversation, or it has not arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedMedia:
    """An attachment's bytes, as they were sent."""

    mime_type: str
    sha256: str
    body: bytes


def open_media(conversation_id: UUID, inbound_id: UUID) -> OpenedMedia:
    """Return one attachment of a conversation.

    Raises:
        NoMedia: there is none.
    """
    here = InboundMessage.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id, id=inbound_id
    )
    row = Media.objects.filter(organisation_id=tenancy.current(), inbound_id=inbound_id).first()
    if row is None or not here.exists():
        raise NoMedia(str(inbound_id))
    body = keys.vault().open_bytes(bytes(row.body_sealed), place=f"media:{inbound_id}")
    return OpenedMedia(mime_type=row.mime_type, sha256=row.sha256, body=body)
