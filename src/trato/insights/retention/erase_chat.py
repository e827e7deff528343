"""Erases a chat from elsewhere with its lines in the archive, and journals that it was."""

from datetime import datetime
from uuid import UUID

from trato.casework.chats import erase as chats
from trato.casework.chats.erase import KeptChat
from trato.insights.archive.forget import forget_chat
from trato.insights.retention.values import Amounts, Kind
from trato.journal.facts.evidence import ContentErased
from trato.journal.record import record


def erase_chat(chat: KeptChat, *, at: datetime) -> Amounts:
    """Erase one chat; return what went, nothing if that was done before."""
    messages = chats.erase_chat(chat.chat_id, at=at)
    if not messages:
        return Amounts()
    lines = forget_chat(chat.chat_id)
    fact = ContentErased(
        conversation_id=None, chat_id=chat.chat_id, what=Kind.TEXT, items=messages
    )  # fmt: skip
    record(fact, at=at, subject_id=chat.person_id)
    return Amounts(chats=1, index_lines=lines)


def erase_chats_of(person_id: UUID, *, at: datetime) -> None:
    """Erase every chat that was filed under somebody."""
    for chat in chats.chats_of({person_id}):
        erase_chat(chat, at=at)
