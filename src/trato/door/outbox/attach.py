"""Keeps files that are to be sent, sealed, until and after the message that carries them leaves."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from trato.book.files.erase import erase_files
from trato.book.files.read import KeptFile, in_one_piece, in_parts
from trato.book.files.sealing import keep_file
from trato.book.organisations import keys
from trato.door.outbox.models import Attachment
from trato.foundation import tenancy
from trato.foundation.ids import new_id


class NoAttachment(LookupError):
    """There is no such file, or not for this conversation."""


def attach(
    pieces: Iterable[bytes], *, mime_type: str, conversation_id: UUID | None, at: datetime
) -> UUID:
    """Seal and keep a file; one without a conversation is the organisation's own material."""
    attachment_id = new_id()
    found = keep_file(attachment_id, pieces)
    Attachment.objects.create(
        organisation_id=tenancy.current(),
        id=attachment_id,
        conversation_id=conversation_id,
        mime_type=mime_type,
        sha256=found.sha256,
        size_bytes=found.size_bytes,
        body_sealed=b"",
        parts=found.parts,
        kept_at=at,
    )
    return attachment_id


def open_attachment(attachment_id: UUID, *, conversation_id: UUID | None = None) -> KeptFile:
    """Return a file, to be read a part at a time; with a conversation, only what is seen there.

    Raises:
        NoAttachment: there is none.
    """
    row = _there(attachment_id).defer("body_sealed").first()
    if row is None or (conversation_id and row.conversation_id not in (None, conversation_id)):
        raise NoAttachment(str(attachment_id))
    if row.parts:
        return in_parts(
            attachment_id, row.parts, mime_type=row.mime_type, sha256=row.sha256,
            size_bytes=row.size_bytes,
        )  # fmt: skip
    return in_one_piece(
        lambda: _whole(attachment_id), mime_type=row.mime_type, sha256=row.sha256,
        size_bytes=row.size_bytes,
    )  # fmt: skip


def discard(attachment_id: UUID, *, conversation_id: UUID) -> None:
    """Forget a file of a conversation that no message carries. Idempotent."""
    gone, _ = Attachment.objects.filter(
        organisation_id=tenancy.current(), id=attachment_id, conversation_id=conversation_id
    ).delete()
    if gone:
        erase_files([attachment_id])


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
    ).annotate(is_there=~_ERASED)
    found = rows.values_list("id", "mime_type", "sha256", "size_bytes", "is_there")
    return {
        i: Kept(mime_type=mime_type, sha256=sha256, size_bytes=size, is_there=is_there)
        for i, mime_type, sha256, size, is_there in found
    }


_ERASED = Q(body_sealed=b"", parts=0)


def _there(attachment_id: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(organisation_id=tenancy.current(), id=attachment_id).exclude(
        _ERASED
    )


def _whole(attachment_id: UUID) -> bytes:
    sealed = _there(attachment_id).values_list("body_sealed", flat=True).first()
    if sealed is None:
        raise NoAttachment(str(attachment_id))
    return keys.vault().open_bytes(bytes(sealed), place=f"attachment:{attachment_id}")
