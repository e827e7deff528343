"""Moves a conversation between states, with who did it and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from trato.casework.conversations.models import Conversation
from trato.journal.facts.casework import ConversationMoved
from trato.journal.record import record


def move(
    conversation_id: UUID,
    *,
    state: str,
    actor: str,
    reason: str,
    at: datetime,
    handled_by: str | None = None,
    tabulation: str | None = None,
) -> None:
    """Set a conversation's state (and who handles it); the same state again changes nothing."""
    row = Conversation.objects.select_for_update().get(id=conversation_id)
    before = row.state
    unchanged = before == state and handled_by in {None, row.handled_by} and not tabulation
    if unchanged:
        return
    row.state, row.state_reason = state, reason[:120]
    row.handled_by = handled_by or row.handled_by
    row.tabulation = tabulation or row.tabulation
    row.last_event_at = max(row.last_event_at, at)
    row.save(force_update=True)
    fact = ConversationMoved(
        conversation_id=row.id, before=before, after=state, actor=actor, reason=reason[:100]
    )
    record(fact, at=at, subject_id=row.person_id)


def keep_bot_state(conversation_id: UUID, bot_state: dict[str, Any]) -> None:
    """Keep the dialogue's state for the next message."""
    Conversation.objects.filter(id=conversation_id).update(bot_state=bot_state)
