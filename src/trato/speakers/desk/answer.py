"""An agent answers: where no agent has the conversation yet, they have it from then on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.attend import note_answer
from trato.casework.conversations.hand_over import give, held_row, holder_of
from trato.door.outbox.values import Submitted
from trato.door.policy.values import Verdict
from trato.speakers.desk.say import Saying, say_together


def answer(
    conversation_id: UUID, sayings: Sequence[Saying], *, by: int, at: datetime, key: str = ""
) -> tuple[Submitted, ...]:
    """Say what belongs together and return the door's verdict on each part; idempotent by `key`.

    The assistant is silent from then on: two voices would answer the same person. What a colleague
    has stays theirs, and what the door refuses takes nothing.

    Raises:
        NobodyThere: the thread is not linked to a person.
        Unsayable: the channel has no room for a part; nothing is kept.
    """
    # First: whoever answers or hands over at this moment locks it before they ask the door, too.
    row = held_row(conversation_id)
    done = say_together(conversation_id, sayings, by=by, at=at, key=key)
    going = [one for one in done if one.is_new and one.verdict is not Verdict.REFUSE]
    if going and holder_of(row) is None:
        give(row, agent_id=by, at=at, reason="answered", actor="human")
        if not all(one.awaits_approval for one in going):
            note_answer(conversation_id, at=at)
    return done
