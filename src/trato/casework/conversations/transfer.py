"""Passes a conversation to another agent or queue, with a note for whoever gets it."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.hand_over import give
from trato.casework.conversations.models import Conversation, Queue, Seat
from trato.casework.conversations.move import move
from trato.casework.conversations.write_note import write_note
from trato.foundation import tenancy


class NobodyToTakeIt(Exception):
    """There is no such agent or queue."""


def transfer(
    conversation_id: UUID,
    *,
    to_agent: int | None,
    to_queue: UUID | None,
    note: str,
    by: int,
    author: str,
    at: datetime,
) -> None:
    """Give it to one agent, or let it wait in a queue; the note stays with the thread.

    Raises:
        NobodyToTakeIt: the agent or queue does not exist, or neither was named.
    """
    row = Conversation.objects.select_for_update().get(
        organisation_id=tenancy.current(), id=conversation_id
    )
    if note.strip():
        write_note(conversation_id, note, kind="transfer", by=by, author=author, at=at)
    if to_agent is not None:
        if not Seat.objects.filter(user_id=to_agent).exists():
            raise NobodyToTakeIt(str(to_agent))
        give(row, agent_id=to_agent, at=at, reason="transferred", actor="human")
        return
    if to_queue is None or not Queue.objects.filter(id=to_queue).exists():
        raise NobodyToTakeIt(str(to_queue))
    Conversation.objects.filter(organisation_id=row.organisation_id, id=row.id).update(
        agent_id=None,
        queue_id=to_queue,
        queued_at=at,
        waiting_since=row.waiting_since or at,
        handed_over_at=row.handed_over_at or at,
        snoozed_until=None,
    )
    move(
        row.id, state="human_queue", actor="human", reason="transferred", at=at, handled_by="human"
    )
