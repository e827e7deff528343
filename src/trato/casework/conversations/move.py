"""Moves a conversation between states, with who did it and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from trato.casework.conversations.models import Conversation
from trato.foundation import tenancy
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
    row = _own(conversation_id).select_for_update(no_key=True).get()
    before = row.state
    unchanged = before == state and handled_by in {None, row.handled_by} and not tabulation
    if unchanged:
        return
    row.state, row.state_reason = state, reason[:120]
    row.handled_by = handled_by or row.handled_by
    row.tabulation = tabulation or row.tabulation
    row.last_event_at = max(row.last_event_at, at)
    row.save(update_fields=["state", "state_reason", "handled_by", "tabulation", "last_event_at"])
    fact = ConversationMoved(
        conversation_id=row.id, before=before, after=state, actor=actor, reason=reason[:100]
    )
    record(fact, at=at, subject_id=row.person_id)


def keep_bot_state(conversation_id: UUID, bot_state: dict[str, Any]) -> None:
    """Keep the dialogue's state for the next message."""
    _own(conversation_id).update(bot_state=bot_state)


def _own(conversation_id: UUID) -> QuerySet[Conversation]:
    return Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
