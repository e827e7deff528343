"""The one way from the desk to the door: whatever an agent sends may have to be seen first."""

from collections.abc import Sequence
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
    """Hand an agent's draft to the door and return what became of it. See `hand_in_together`."""
    return hand_in_together([draft], conversation_id=conversation_id, at=at)[0]


def hand_in_together(
    drafts: Sequence[Draft], *, conversation_id: UUID, at: datetime
) -> tuple[Submitted, ...]:
    """Hand in what belongs together, in order; idempotent by each draft's key.

    Where a supervisor holds this conversation's messages all of it waits for them, and so does the
    person: to whoever holds the next message, what was said at once is that message.
    """
    waits_for = standing_hold(conversation_id)
    done = tuple(_hand_in(draft, waits_for, conversation_id, at) for draft in drafts)
    if any(found.awaits_approval and found.is_new for found in done):
        spend_hold(conversation_id)
    return done


def _hand_in(draft: Draft, waits_for: int | None, conversation_id: UUID, at: datetime) -> Submitted:
    # One after the other: what the door knows of the person has the part before in it.
    found = submit(draft, at=at, awaits_approval_by=waits_for)
    is_going = found.verdict is not Verdict.REFUSE
    if found.is_new and is_going and draft.author_id is not None:
        note_barging_in(conversation_id, found.message_id, by=draft.author_id, at=at)
    if is_going and not found.awaits_approval:
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
