"""Brings an exported chat in: first put down and looked at, then confirmed as evidence.

A file is known by its hash: the same one is never there twice. It is kept sealed as it came; its
messages go into a table, from which archive and monitor take them.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from trato.book.organisations import keys
from trato.casework.chats.drop_waiting import drop_waiting
from trato.casework.chats.models import Chat, ChatLine
from trato.casework.chats.rules import read_chat
from trato.casework.chats.unpack import open_upload
from trato.casework.chats.values import (
    Attachment,
    BadChat,
    ChatMessage,
    Kind,
    Opened,
    Order,
    ReadChat,
)
from trato.foundation import tenancy
from trato.foundation.ids import new_id, new_ids
from trato.journal.facts.evidence import ChatImported
from trato.journal.record import record

_AHEAD: Final = timedelta(days=1)
_AT_ONCE: Final = 2_000


class UnknownChat(LookupError):
    """No such chat in this organisation, or it is past what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutDown:
    """Where an uploaded file lies now; `is_known` if it was brought in before."""

    chat_id: UUID
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a waiting file would bring in. `missing` names media that did not come with it."""

    chat_id: UUID
    read: ReadChat
    attachments: tuple[Attachment, ...]
    missing: tuple[str, ...]


def put_down(body: bytes, *, file_name: str, by_user: int, at: datetime, zone: tzinfo) -> PutDown:
    """Keep an uploaded file until it is confirmed, a day at most.

    Raises:
        BadChat: it is no chat that could be brought in.
    """
    drop_waiting(now=at)
    sha256 = hashlib.sha256(body).hexdigest()
    known = Chat.objects.filter(organisation_id=tenancy.current(), sha256=sha256).first()
    if known is not None:
        return PutDown(chat_id=known.id, is_known=known.state != "waiting")
    read = _read(open_upload(body), None, at, zone)
    chat_id = new_id()
    Chat.objects.create(
        organisation_id=tenancy.current(), id=chat_id, sha256=sha256, file_name=file_name[-160:],
        size_bytes=len(body), body_sealed=keys.vault().seal_bytes(body, place=_place(chat_id)),
        platform=read.platform, date_order=read.order or "", uploaded_by=by_user, uploaded_at=at,
    )  # fmt: skip
    return PutDown(chat_id=chat_id, is_known=False)


def look(chat_id: UUID, *, order: Order | None = None, at: datetime, zone: tzinfo) -> Preview:
    """Return what a waiting file holds, with its dates read in an order if one was chosen.

    Raises:
        UnknownChat: there is none that waits.
        BadChat: it cannot be read like that.
    """
    opened = open_upload(_body(_waiting(chat_id)))
    read = _read(opened, order, at, zone)
    names = {one.name for one in opened.attachments}
    wanted = dict.fromkeys(one.media_name for one in read.messages if one.media_name)
    return Preview(
        chat_id=chat_id, read=read, attachments=opened.attachments,
        missing=tuple(name for name in wanted if name not in names),
    )  # fmt: skip


def confirm(
    chat_id: UUID, *, order: Order | None, ours: Collection[str], person_id: UUID | None,
    by_user: int, at: datetime, zone: tzinfo,
) -> int:  # fmt: skip
    """Bring a waiting file in; return how many messages it held. A second time changes nothing.

    Raises:
        UnknownChat: there is none, or it was thrown away.
        BadChat: its dates can be read two ways and no order was chosen, or it cannot be read.
    """
    row = Chat.objects.select_for_update().filter(id=chat_id).first()
    if row is None:
        raise UnknownChat(str(chat_id))
    if row.state != "waiting":
        return row.messages
    opened = open_upload(_body(row))
    read = _read(opened, order, at, zone)
    if read.order is None:
        raise BadChat("which_order")
    lines = _lines(row.id, read, opened, set(ours), zone)
    for start in range(0, len(lines), _AT_ONCE):
        # Ids are made just before they are stored: who takes them in looks back a minute only.
        some = lines[start : start + _AT_ONCE]
        for line, line_id in zip(some, new_ids(len(some)), strict=True):
            line.id = line_id
        ChatLine.objects.bulk_create(some)
    row.state, row.imported_at, row.date_order = "imported", at, read.order
    row.ours = sorted(set(ours) & set(read.authors))
    row.person_id, row.messages = person_id, len(lines)
    row.media = sum(1 for line in lines if line.media_sha256)
    row.first_at, row.last_at = min(x.at for x in lines), max(x.at for x in lines)
    row.save(force_update=True)
    fact = ChatImported(
        chat_id=chat_id, sha256=row.sha256, messages=row.messages, media=row.media, by_user=by_user
    )
    record(fact, at=at, subject_id=person_id)
    return row.messages


def throw_away(chat_id: UUID) -> bool:
    """Delete a file that waits; what was brought in stays. Return whether there was one."""
    rows = Chat.objects.filter(organisation_id=tenancy.current(), id=chat_id, state="waiting")
    return bool(rows.delete()[0])


def _waiting(chat_id: UUID) -> Chat:
    row = Chat.objects.filter(
        organisation_id=tenancy.current(), id=chat_id, state="waiting"
    ).first()  # fmt: skip
    if row is None:
        raise UnknownChat(str(chat_id))
    return row


def _body(row: Chat) -> bytes:
    return keys.vault().open_bytes(bytes(row.body_sealed), place=_place(row.id))


def _place(chat_id: UUID) -> str:
    return f"chat:{chat_id}"


def _read(opened: Opened, order: Order | None, at: datetime, zone: tzinfo) -> ReadChat:
    # A phone's clock may be ahead, or in a zone to the east.
    local = at.astimezone(zone).replace(tzinfo=None) + _AHEAD
    return read_chat(opened.text, order=order, now_local=local)


def _lines(
    chat_id: UUID, read: ReadChat, opened: Opened, ours: set[str], zone: tzinfo
) -> list[ChatLine]:
    came = {one.name: one for one in opened.attachments}
    return [
        _line(chat_id, place, message, came.get(message.media_name), ours, zone)
        for place, message in enumerate(read.messages, start=1)
    ]


def _line(
    chat_id: UUID, place: int, message: ChatMessage, came: Attachment | None, ours: set[str],
    zone: tzinfo,
) -> ChatLine:  # fmt: skip
    return ChatLine(
        organisation_id=tenancy.current(), chat_id=chat_id, position=place,
        file_line=message.line, at=message.local_at.replace(tzinfo=zone), author=message.author,
        is_ours=message.author in ours, kind=message.kind, text=message.text,
        is_edited=message.is_edited, media_name=message.media_name[:255],
        media_entry=came.entry[:400] if came and message.kind is Kind.MEDIA else "",
        media_sha256=came.sha256 if came else "", media_bytes=came.size_bytes if came else None,
    )  # fmt: skip
