"""Passes a conversation to another agent, queue or team, with a note for whoever gets it."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.hand_over import (
    give,
    held_row,
    holder_of,
    queues_open_to,
    refuse_if_held,
    with_people,
)
from trato.casework.conversations.hold_messages import end_hold
from trato.casework.conversations.models import Conversation, Queue, Seat
from trato.casework.conversations.move import move
from trato.casework.conversations.rules import queue_of_team
from trato.casework.conversations.write_note import write_note
from trato.foundation import tenancy
from trato.journal.facts.casework import ConversationPassed
from trato.journal.record import record


class NobodyToTakeIt(Exception):
    """There is no such agent or queue, or the team serves no queue."""


def transfer(
    conversation_id: UUID,
    *,
    to_agent: int | None,
    to_queue: UUID | None,
    note: str,
    by: int,
    author: str,
    at: datetime,
    to_team: UUID | None = None,
    force: bool = False,
) -> None:
    """Give it to one agent, or let it wait in a queue or for a team, with a note in the thread.

    Whoever waits already waits on since then: the queue that gets it serves them by that. For a
    team it waits in that of its queues where it would have been handed over to.

    Raises:
        HeldBySomebodyElse: another agent has it, and this is not by force.
        NobodyToTakeIt: the agent or queue does not exist, the team serves none, or none was named.
    """
    row = held_row(conversation_id)
    refuse_if_held(row, by=by, force=force)
    if to_agent is None and to_team is not None:
        to_queue = _queue_of(row, to_team)
    if not _is_there(to_agent, to_queue):
        raise NobodyToTakeIt(str(to_agent or to_team or to_queue))
    if note.strip():
        write_note(conversation_id, note, kind="transfer", by=by, author=author, at=at)
    if to_agent is not None:
        give(row, agent_id=to_agent, at=at, reason="transferred", actor="human")
        return
    assert to_queue is not None  # noqa: S101  (it is there)
    Conversation.objects.filter(organisation_id=row.organisation_id, id=row.id).update(
        agent_id=None,
        queue_id=to_queue,
        queued_at=at,
        waiting_since=row.waiting_since or at,
        resolved_at=None,
        snoozed_until=None,
        **with_people(row, at=at),
    )
    end_hold(row.id, because="transferred", by=by, at=at, keeps_all=True)
    move(
        row.id, state="human_queue", actor="human", reason="transferred", at=at, handled_by="human"
    )
    fact = ConversationPassed(
        conversation_id=row.id,
        queue_id=to_queue,
        team_id=to_team,
        by=by,
        before_id=holder_of(row),
        has_note=bool(note.strip()),
    )
    record(fact, at=at, subject_id=row.person_id)


def _is_there(agent_id: int | None, queue_id: UUID | None) -> bool:
    here = tenancy.current()
    if agent_id is not None:
        return Seat.objects.filter(organisation_id=here, user_id=agent_id).exists()
    return queue_id is not None and Queue.objects.filter(organisation_id=here, id=queue_id).exists()


def _queue_of(row: Conversation, team_id: UUID) -> UUID | None:
    """Return the team's queue for it: by number and reason as when it was handed over."""
    own = Queue.objects.filter(organisation_id=row.organisation_id, team_id=team_id)
    served = {queue.id: queue.reasons for queue in own.order_by("position", "id")}
    because = row.handed_over_because.partition(":")[0]
    fitting = [queue_id for queue_id, _ in queues_open_to(row.id) if queue_id in served]
    return queue_of_team(because, [(i, served[i]) for i in fitting or served])
