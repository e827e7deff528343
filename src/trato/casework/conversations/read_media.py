"""Finds an attachment that a person sent."""

from uuid import UUID

from django.db.models import QuerySet

from trato.book.files.read import KeptFile, in_one_piece, in_parts
from trato.book.organisations import keys
from trato.casework.conversations.models import InboundMessage, Media
from trato.foundation import tenancy


class NoMedia(LookupError):
    """There is no such attachment in that conversation, or it has not arrived."""


def open_media(conversation_id: UUID, inbound_id: UUID) -> KeptFile:
    """Return one attachment of a conversation, to be read a part at a time.

    Raises:
        NoMedia: there is none.
    """
    here = InboundMessage.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id, id=inbound_id
    )
    row = _rows(inbound_id).defer("body_sealed").first()
    if row is None or not here.exists():
        raise NoMedia(str(inbound_id))
    if row.parts:
        return in_parts(
            inbound_id, row.parts, mime_type=row.mime_type, sha256=row.sha256,
            size_bytes=row.size_bytes,
        )  # fmt: skip
    return in_one_piece(
        lambda: _whole(inbound_id), mime_type=row.mime_type, sha256=row.sha256,
        size_bytes=row.size_bytes,
    )  # fmt: skip


def _rows(inbound_id: UUID) -> QuerySet[Media]:
    return Media.objects.filter(organisation_id=tenancy.current(), inbound_id=inbound_id)


def _whole(inbound_id: UUID) -> bytes:
    sealed = _rows(inbound_id).values_list("body_sealed", flat=True).first()
    if sealed is None:
        raise NoMedia(str(inbound_id))
    return keys.vault().open_bytes(bytes(sealed), place=f"media:{inbound_id}")
