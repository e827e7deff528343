"""Erases what a chat from elsewhere says; that it was there, and its file's hash, stay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trato.casework.chats.models import Chat, ChatLine
from trato.foundation import tenancy


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptChat:
    """A chat as far as its age matters."""

    chat_id: UUID
    person_id: UUID | None
    last_at: datetime
    messages: int


def chats_of(person_ids: Collection[UUID]) -> tuple[KeptChat, ...]:
    """Return the chats of some people that still say something."""
    return _kept(_standing().filter(person_id__in=list(person_ids)))


def chats_after(chat_id: UUID, *, limit: int) -> tuple[KeptChat, ...]:
    """Return the next chats that still say something, whosever they are, in a fixed order."""
    return _kept(_standing().filter(id__gt=chat_id)[:limit])


def _standing() -> QuerySet[Chat]:
    return Chat.objects.filter(
        organisation_id=tenancy.current(), erased_at__isnull=True, imported_at__isnull=False
    ).order_by("id")


def _kept(rows: QuerySet[Chat]) -> tuple[KeptChat, ...]:
    found = rows.values_list("id", "person_id", "imported_at", "messages")
    return tuple(
        KeptChat(chat_id=i, person_id=person_id, last_at=at, messages=messages)
        for i, person_id, at, messages in found
        if at is not None
    )


def erase_chat(chat_id: UUID, *, at: datetime) -> int:
    """Erase a chat's file and every message in it; return how many, 0 if that was done before."""
    row = Chat.objects.select_for_update().filter(id=chat_id, erased_at__isnull=True).first()
    if row is None:
        return 0
    ChatLine.objects.filter(organisation_id=tenancy.current(), chat_id=chat_id).update(
        text="", author="", media_name="", media_entry=""
    )
    row.body_sealed, row.file_name, row.ours, row.erased_at = b"", "", [], at
    row.save(force_update=True)
    return row.messages
