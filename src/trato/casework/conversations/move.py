"""Moves a conversation between states, with who did it and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from trato.casework.conversations import sql
from trato.foundation import tenancy
from trato.foundation.database import ask
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
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "conversation_id": conversation_id,
        "state": state,
        "reason": reason[:120],
        "handled_by": handled_by or None,
        "tabulation": tabulation or None,
        "at": at,
    }
    for before, person_id in ask(sql.MOVE, values):
        fact = ConversationMoved(
            conversation_id=conversation_id,
            before=before,
            after=state,
            actor=actor,
            reason=reason[:100],
        )
        record(fact, at=at, subject_id=person_id)
