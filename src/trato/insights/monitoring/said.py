"""What there is to watch: every message both ways, also outside the desk, as it was stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from trato.casework.chats import read as chats
from trato.casework.conversations import archived as conversations
from trato.casework.conversations import said_outside as outside
from trato.door.outbox import archived as outbox
from trato.door.outbox.read import cards
from trato.insights.monitoring.values import Side, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message with where it belongs. `author` is who of ours wrote it, chat, or empty."""

    message_id: UUID
    written: Written
    author: str
    agent_id: int | None
    person_id: UUID | None
    conversation_id: UUID | None
    at: datetime


def _inbound(ids: Sequence[UUID]) -> list[Said]:
    return [
        Said(
            message_id=one.inbound_id,
            written=Written(side=Side.PERSON, text=one.text),
            author="",
            agent_id=None,
            person_id=one.person_id,
            conversation_id=one.conversation_id,
            at=one.written_at,
        )
        for one in conversations.said(ids)
    ]


def _outbound(ids: Sequence[UUID]) -> list[Said]:
    # Also what the door refused: somebody wanted it said.
    codes = {card.message_id: card.refusal_codes for card in cards(ids)}
    return [
        Said(
            message_id=one.message_id,
            written=Written(side=Side.COMPANY, text=one.text, codes=codes.get(one.message_id, ())),
            author=one.author,
            agent_id=one.agent_id,
            person_id=one.person_id,
            conversation_id=one.conversation_id,
            at=one.created_at,
        )
        for one in outbox.said(ids)
    ]


def _outside(ids: Sequence[UUID]) -> list[Said]:
    # What was said before the number was connected is kept for readers: nobody can act on it now.
    return [
        Said(
            message_id=one.outside_id,
            written=Written(side=Side.COMPANY if one.is_ours else Side.PERSON, text=one.text),
            author="outside" if one.is_ours else "",
            agent_id=None,
            person_id=one.person_id,
            conversation_id=one.conversation_id,
            at=one.written_at,
        )
        for one in outside.said(ids)
        if not one.is_past
    ]


def _chats(ids: Sequence[UUID]) -> list[Said]:
    # What was held elsewhere is watched when it is brought in, however long ago it was said.
    return [
        Said(
            message_id=one.line_id,
            written=Written(side=Side.COMPANY if one.is_ours else Side.PERSON, text=one.text),
            author="chat",
            agent_id=None,
            person_id=one.person_id,
            conversation_id=None,
            at=one.at,
        )
        for one in chats.said(ids)
        if one.author
    ]


Ids = Callable[..., list[UUID]]
Read = Callable[[Sequence[UUID]], list[Said]]
SOURCES: Final[dict[str, tuple[Ids, Read]]] = {
    "inbound": (conversations.ids_after, _inbound),
    "outbound": (outbox.ids_after, _outbound),
    "outside": (outside.ids_after, _outside),
    "chat": (chats.ids_after, _chats),
}
"""How each source is read: the ids stored after one, and the messages of some ids."""


def by_ids(ids: Sequence[UUID]) -> dict[UUID, Said]:
    """Return messages of any way by id."""
    return {one.message_id: one for _, read in SOURCES.values() for one in read(ids)}
