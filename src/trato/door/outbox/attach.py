"""Keeps files that are to be sent, sealed, until and after the message that carries them leaves."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from trato.book.organisations import keys
from trato.door.outbox.models import Attachment
from trato.foundation import tenancy
from trato.foundation.ids import new_id


class NoAttachment(LookupError):
    """There is no such file, or not for this conversation."""


def attach(body: bytes, *, mime_type: str, conversation_id: UUID | None, at: datetime) -> UUID:
    """Seal and keep a file; one without a conversation is the organisation's own material."""
    attachment_id = new_id()
    Attachment.objects.create(
        organisation_id=tenancy.current(),
        id=attachment_id,
        conversation_id=conversation_id,
        mime_type=mime_type,
        sha256=hashlib.sha256(body).hexdigest(),
        size_bytes=len(body),
        body_sealed=keys.vault().seal_bytes(body, place=_place(attachment_id)),
        kept_at=at,
    )
    return attachment_id


def open_attachment(
    attachment_id: UUID, *, conversation_id: UUID | None = None
) -> tuple[bytes, str]:
    """Return a file's bytes and MIME type; with a conversation, only what may be seen there.

    Raises:
        NoAttachment: there is none.
    """
    row = Attachment.objects.filter(organisation_id=tenancy.current(), id=attachment_id).first()
    if row is None or (conversation_id and row.conversation_id not in (None, conversation_id)):
        raise NoAttachment(str(attachment_id))
    sealed = bytes(row.body_sealed)
    if not sealed:
        raise NoAttachment(str(attachment_id))
    return keys.vault().open_bytes(sealed, place=_place(attachment_id)), row.mime_type


def discard(attachment_id: UUID, *, conversation_id: UUID) -> None:
    """Forget a file of a conversation that no message carries. Idempotent."""
    Attachment.objects.filter(
        organisation_id=tenancy.current(), id=attachment_id, conversation_id=conversation_id
    ).delete()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of a file without opening it; `is_there`: its bytes were not erased."""

    mime_type: str
    sha256: str
    size_bytes: int
    is_there: bool


def kept(attachment_ids: Collection[UUID]) -> dict[UUID, Kept]:
    """Return files by id, unopened; unknown ids are left out."""
    rows = Attachment.objects.filter(
        organisation_id=tenancy.current(), id__in=list(attachment_ids)
    ).annotate(is_there=~Q(body_sealed=b""))
    found = rows.values_list("id", "mime_type", "sha256", "size_bytes", "is_there")
    return {
        i: Kept(mime_type=mime_type, sha256=sha256, size_bytes=size, is_there=is_there)
        for i, mime_type, sha256, size, is_there in found
    }


def _place(attachment_id: UUID) -> str:
    return f"attachment:{attachment_id}"
