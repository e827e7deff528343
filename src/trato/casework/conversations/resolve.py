"""Ends a person's work on a conversation, with a word from the closed list of what came of it."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation
from trato.casework.conversations.move import move
from trato.casework.conversations.rules import TABULATIONS
from trato.foundation import tenancy


class UnknownTabulation(ValueError):
    """The word is not on the list."""


def resolve(conversation_id: UUID, *, tabulation: str, at: datetime) -> None:
    """Close it; when the person writes again the assistant answers first.

    Raises:
        UnknownTabulation: the word is not on the list.
    """
    if tabulation not in TABULATIONS:
        raise UnknownTabulation(tabulation)
    Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id).update(
        resolved_at=at, waiting_since=None, snoozed_until=None, queue_id=None
    )
    move(
        conversation_id,
        state="resolved",
        actor="human",
        reason="resolved",
        at=at,
        handled_by="bot",
        tabulation=tabulation,
    )
