"""What others may ask about chats that were brought in: a list, one of them, what is in it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from trato.book.organisations import keys
from trato.casework.chats.bring_in import UnknownChat
from trato.casework.chats.models import Chat, ChatLine
from trato.casework.chats.unpack import open_entry
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.foundation.turning import NEWEST_FIRST, Leaf, turn

ROWS_MAX: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatCard:
    """One chat as a list shows it."""

    chat_id: UUID
    sha256: str
    file_name: str
    size_bytes: int
    state: str
    platform: str
    date_order: str
    ours: tuple[str, ...]
    person_id: UUID | None
    messages: int
    media: int
    first_at: datetime | None
    last_at: datetime | None
    uploaded_by: int
    uploaded_at: datetime
    imported_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLineCard:
    """One message of a chat; `media_sha256` is empty where the file did not come with it."""

    line_id: UUID
    chat_id: UUID
    person_id: UUID | None
    position: int
    at: datetime
    author: str
    is_ours: bool
    kind: str
    text: str
    is_edited: bool
    media_name: str
    media_sha256: str
    media_bytes: int | None


def chats(place: str = "") -> Leaf[ChatCard]:
    """Return a page of chats, newest first."""
    found = turn(_rows(), NEWEST_FIRST, place, limit=ROWS_MAX)
    return Leaf(rows=tuple(map(_card, found.rows)), before=found.before, after=found.after)


def chat(chat_id: UUID) -> ChatCard:
    """Return one chat.

    Raises:
        UnknownChat: there is none.
    """
    row = _rows().filter(id=chat_id).first()
    if row is None:
        raise UnknownChat(str(chat_id))
    return _card(row)


def lines_of(
    chat_id: UUID, *, after: int = 0, limit: int = ROWS_MAX
) -> tuple[ChatLineCard, ...]:  # fmt: skip
    """Return a chat's messages that stand after a position, in the file's order."""
    rows = ChatLine.objects.filter(
        organisation_id=tenancy.current(), chat_id=chat_id, position__gt=after
    )
    return _lines(rows.order_by("position")[: min(limit, ROWS_MAX)])


_AFTER = """
SELECT id FROM chats_chatline WHERE organisation_id = %s AND id > %s ORDER BY id LIMIT %s
"""


def ids_after(after: UUID, *, limit: int) -> list[UUID]:
    """Return the ids of messages brought in after one, in order."""
    return [i for (i,) in ask(_AFTER, [tenancy.current(), after, limit])]


def said(line_ids: Sequence[UUID]) -> tuple[ChatLineCard, ...]:
    """Return messages by id; unknown ids are left out."""
    return _lines(ChatLine.objects.filter(organisation_id=tenancy.current(), id__in=list(line_ids)))


def people_in(chat_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return by what names people other than the company write in these chats."""
    rows = ChatLine.objects.filter(
        organisation_id=tenancy.current(), chat_id__in=list(chat_ids), is_ours=False
    ).exclude(author="")
    found: dict[UUID, list[str]] = {}
    named = rows.order_by("chat_id", "author").values_list("chat_id", "author").distinct()
    for chat_id, author in named:
        found.setdefault(chat_id, []).append(author)
    return {chat_id: tuple(names) for chat_id, names in found.items()}


def open_media(chat_id: UUID, position: int) -> tuple[str, bytes]:
    """Return an attachment's name and bytes.

    Raises:
        UnknownChat: there is no such chat, or no such attachment in it.
        BadChat: the file that it came in does not open.
    """
    here = {"organisation_id": tenancy.current()}
    line = ChatLine.objects.filter(**here, chat_id=chat_id, position=position).first()
    row = Chat.objects.filter(**here, id=chat_id).first()
    if line is None or row is None or not line.media_entry or row.erased_at:
        raise UnknownChat(str(chat_id))
    body = keys.vault().open_bytes(bytes(row.body_sealed), place=f"chat:{chat_id}")
    return line.media_name, open_entry(body, line.media_entry)


def _rows() -> QuerySet[Chat]:
    return Chat.objects.filter(organisation_id=tenancy.current()).defer("body_sealed")


def _card(row: Chat) -> ChatCard:
    return ChatCard(
        chat_id=row.id, sha256=row.sha256, file_name=row.file_name, size_bytes=row.size_bytes,
        state=row.state, platform=row.platform, date_order=row.date_order, ours=tuple(row.ours),
        person_id=row.person_id, messages=row.messages, media=row.media, first_at=row.first_at,
        last_at=row.last_at, uploaded_by=row.uploaded_by, uploaded_at=row.uploaded_at,
        imported_at=row.imported_at, erased_at=row.erased_at,
    )  # fmt: skip


def _lines(rows: Iterable[ChatLine]) -> tuple[ChatLineCard, ...]:
    found = list(rows)
    whose = dict(
        Chat.objects.filter(
            organisation_id=tenancy.current(), id__in={row.chat_id for row in found}
        ).values_list("id", "person_id")
    )
    return tuple(
        ChatLineCard(
            line_id=row.id, chat_id=row.chat_id, person_id=whose.get(row.chat_id),
            position=row.position, at=row.at, author=row.author, is_ours=row.is_ours,
            kind=row.kind, text=row.text, is_edited=row.is_edited, media_name=row.media_name,
            media_sha256=row.media_sha256, media_bytes=row.media_bytes,
        )
        for row in found
    )  # fmt: skip
