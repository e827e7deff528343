"""Hands a conversation from the bot to people and back; the whole thread stays with it."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation
from trato.casework.conversations.move import move


def hand_over(conversation_id: UUID, *, reason: str, actor: str, at: datetime) -> None:
    """Put a conversation into the human queue; the bot falls silent but still obeys a stop."""
    move(
        conversation_id,
        state="human_queue",
        actor=actor,
        reason=reason,
        at=at,
        handled_by="human",
    )


def take_over(conversation_id: UUID, *, agent_id: int, at: datetime) -> None:
    """Give a conversation to one agent."""
    Conversation.objects.filter(id=conversation_id).update(agent_id=agent_id)
    move(conversation_id, state="human", actor="human", reason="taken", at=at, handled_by="human")


def give_back(conversation_id: UUID, *, at: datetime) -> None:
    """Let the bot go on from where the dialogue stood."""
    Conversation.objects.filter(id=conversation_id).update(agent_id=None)
    move(conversation_id, state="open", actor="human", reason="given_back", at=at, handled_by="bot")
