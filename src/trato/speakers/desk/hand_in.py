"""The one way from the desk to the door: whatever an agent sends may have to be seen first."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.attend import note_answer, note_barging_in
from trato.casework.conversations.hold_messages import spend_hold, standing_hold
from trato.door.outbox import approve as outbox
from trato.door.outbox.read import message
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Draft, Submitted
from trato.door.policy.values import Verdict


def hand_in(draft: Draft, *, conversation_id: UUID, at: datetime) -> Submitted:
    """Hand an agent's draft to the door and return what became of it; idempotent by its key.

    Where a supervisor holds this conversation's messages it waits for them, and so does the person.
    """
    waits_for = standing_hold(conversation_id)
    found = submit(draft, at=at, awaits_approval_by=waits_for)
    if found.is_new and found.verdict is not Verdict.REFUSE and draft.author_id is not None:
        note_barging_in(conversation_id, found.message_id, by=draft.author_id, at=at)
    if found.awaits_approval and found.is_new:
        spend_hold(conversation_id)
    elif found.verdict is not Verdict.REFUSE and not found.awaits_approval:
        note_answer(conversation_id, at=at)
    return found


def let_go(message_id: UUID, *, by: int, at: datetime) -> bool:
    """Let a message go that waited for approval; return False where none waits.

    Raises:
        UnknownMessage: there is no such message.
    """
    card = message(message_id)
    if not outbox.approve(message_id, by=by, at=at):
        return False
    if card.conversation_id:
        note_answer(card.conversation_id, at=at)
    return True
