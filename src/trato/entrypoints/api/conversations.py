"""Conversations and what was said in them, in both directions."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Router, Schema

from trato.book.organisations import read as organisations
from trato.book.organisations.rules import read_with
from trato.book.tokens.values import Scope
from trato.casework.conversations import read
from trato.door.outbox import read as outbox
from trato.door.outbox.read import MessageCard
from trato.entrypoints.api.entered import Asked, entered, sees_personal, shown
from trato.entrypoints.api.shapes import Cursor, Limit, may_end

router = Router(tags=["conversations"])


class ConversationOut(Schema):
    """One thread between a person and a number of ours."""

    conversation_id: UUID
    person_id: UUID | None
    state: str
    state_reason: str
    tabulation: str
    handled_by: str
    opened_at: datetime
    last_inbound_at: datetime | None
    last_event_at: datetime


class ConversationPage(Schema):
    """Conversations from the last opened on; `next_cursor` is null on the last page."""

    conversations: list[ConversationOut]
    next_cursor: UUID | None


class SaidOut(Schema):
    """One message; `message_id` is null for the person's own, `text` without `personal`."""

    direction: Literal["in", "out"]
    message_id: UUID | None
    kind: str
    state: str
    text: str | None
    at: datetime


class ThreadOut(Schema):
    """The newest messages of a conversation, oldest first."""

    conversation_id: UUID
    messages: list[SaidOut]


@router.get("/conversations", response=may_end({200: ConversationPage}), summary="Conversations")
@entered(Scope.READ)
def list_conversations(
    request: Asked, cursor: Cursor = None, limit: Limit = 50
) -> ConversationPage:
    """A page of conversations, by when they were opened, newest first. Scope: read."""
    rows = read.page(before=cursor, limit=limit)
    return ConversationPage(
        conversations=[ConversationOut.from_orm(row) for row in rows],
        next_cursor=rows[-1].conversation_id if len(rows) == limit else None,
    )


@router.get(
    "/conversations/{conversation_id}/messages", response=may_end({200: ThreadOut}, 404),
    summary="What was said",
)  # fmt: skip
@entered(Scope.READ)
def get_thread(request: Asked, conversation_id: UUID, limit: Limit = 50) -> ThreadOut:
    """The newest messages in both directions. Scope: read; the words: personal."""
    conversation = read.conversation(conversation_id)
    is_open = sees_personal(request)
    if is_open:
        shown(request, "conversation", conversation.person_id)
    heard = [
        SaidOut(
            direction="in",
            message_id=None,
            kind=line.kind,
            state="received",
            text=line.text if is_open else None,
            at=line.written_at,
        )
        for line in read.thread(conversation_id, limit=limit)
    ]
    sent = outbox.of_conversation(conversation_id, limit=limit)
    texts = _texts(sent) if is_open else {}
    told = [
        SaidOut(
            direction="out",
            message_id=card.message_id,
            kind=card.kind,
            state=card.stage,
            text=texts.get(card.message_id),
            at=card.sent_at or card.created_at,
        )
        for card in sent
    ]
    newest = sorted(heard + told, key=lambda said: said.at)[-limit:]
    return ThreadOut(conversation_id=conversation_id, messages=newest)


def _texts(cards: tuple[MessageCard, ...]) -> dict[UUID, str]:
    """Return what each message said, templates filled in as they read now."""
    wanted = {card.template_id for card in cards if card.template_id}
    templates = organisations.templates_by_id(wanted)
    return {
        card.message_id: read_with(templates[card.template_id].body, card.template_parameters)
        if card.template_id in templates
        else card.text
        for card in cards
    }
