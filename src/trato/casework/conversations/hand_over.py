"""Hands a conversation from the bot to people and back; the whole thread stays with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from trato.book.portfolios import read as portfolios
from trato.casework.conversations.hold_messages import end_hold
from trato.casework.conversations.models import Conversation, Queue
from trato.casework.conversations.move import move
from trato.casework.conversations.rules import queue_for
from trato.casework.conversations.values import Done
from trato.casework.conversations.whose import person_of
from trato.casework.sorting.tag import tag_by_rule
from trato.casework.sorting.values import On
from trato.foundation import tenancy
from trato.journal.facts.casework import ConversationGiven
from trato.journal.facts.routing import BotTold
from trato.journal.record import record


class HeldBySomebodyElse(Exception):
    """Another agent has the conversation; `by` is their user id."""

    def __init__(self, by: int) -> None:
        """Name them."""
        super().__init__(f"held by {by}")
        self.by = by


def hand_over(
    conversation_id: UUID,
    *,
    reason: str,
    actor: str,
    at: datetime,
    queue_id: UUID | None = None,
    chosen: str = "",
) -> None:
    """Put a conversation into the human queue; the bot falls silent but still obeys a stop.

    A person may have `chosen` a line of a menu that leads to a queue; one that is no longer there
    leaves the choice to the reason. Who ended it before does not have it any more; what an agent
    has now stays with them, and what waits already waits on in its queue.
    """
    row = held_row(conversation_id)
    if holder_of(row) is None:
        move(
            conversation_id,
            state="human_queue",
            actor=actor,
            reason=reason,
            at=at,
            handled_by="human",
        )
        if row.handled_by != "human" or row.waiting_since is None:
            _queue(row, _standing(queue_id), reason=reason, chosen=chosen, at=at)
    _sort(conversation_id, reason=reason, at=at)


def _queue(
    row: Conversation, queue_id: UUID | None, *, reason: str, chosen: str, at: datetime
) -> None:
    Conversation.objects.filter(organisation_id=row.organisation_id, id=row.id).update(
        agent_id=None,
        queue_id=queue_id or queue_for(reason, queues_open_to(row.id)),
        queued_at=at,
        waiting_since=at,
        handed_over_at=at,
        handed_over_because=(f"{reason}: {chosen}" if chosen else reason)[:120],
        answered_at=None,
        resolved_at=None,
        snoozed_until=None,
        silent_until=None,
    )


def _standing(queue_id: UUID | None) -> UUID | None:
    if queue_id is None:
        return None
    rows = Queue.objects.filter(organisation_id=tenancy.current(), id=queue_id)
    return queue_id if rows.exists() else None


def queues_open_to(conversation_id: UUID) -> list[tuple[UUID, list[str]]]:
    """Return the queues open to a conversation by its number, those of that number first."""
    here = tenancy.current()
    threads = Conversation.objects.filter(organisation_id=here, id=conversation_id)
    number = str(threads.values_list("number_id", flat=True).first())
    rows = Queue.objects.filter(organisation_id=here).order_by("position", "id")
    fit = [row for row in rows if not row.number_ids or number in row.number_ids]
    fit.sort(key=lambda row: not row.number_ids)
    return [(row.id, row.reasons) for row in fit]


def _sort(conversation_id: UUID, *, reason: str, at: datetime) -> None:
    """Put on the tags that rules have for what is handed over."""
    row = Conversation.objects.get(organisation_id=tenancy.current(), id=conversation_id)
    seen = [(On.REASON, reason)]
    if row.queue_id is not None:
        seen.append((On.QUEUE, str(row.queue_id)))
    for debt in portfolios.debts_of_person(row.person_id) if row.person_id else ():
        seen.append((On.CREDITOR, str(debt.creditor_id)))
        seen.append((On.PORTFOLIO, str(debt.portfolio_id)))
    tag_by_rule(conversation_id, seen, at=at, person_id=row.person_id)


def take_over(conversation_id: UUID, *, agent_id: int, at: datetime, force: bool = False) -> None:
    """Give a conversation to one agent, from the bot, from the queue or, by force, from another.

    Raises:
        HeldBySomebodyElse: another agent has it, and this is not by force.
    """
    row = held_row(conversation_id)
    refuse_if_held(row, by=agent_id, force=force)
    give(row, agent_id=agent_id, at=at, reason="taken", actor="human")


def held_row(conversation_id: UUID) -> Conversation:
    """Return a conversation that nobody else changes before this transaction ends."""
    return Conversation.objects.select_for_update(no_key=True).get(
        organisation_id=tenancy.current(), id=conversation_id
    )


def refuse_if_held(row: Conversation, *, by: int, force: bool) -> None:
    """Let only who has a conversation act on it, or anybody where no agent has it.

    Raises:
        HeldBySomebodyElse: another agent has it, and this is not by force.
    """
    holder = holder_of(row)
    if holder not in (None, by) and not force:
        raise HeldBySomebodyElse(holder or 0)


def give(
    row: Conversation,
    *,
    agent_id: int,
    at: datetime,
    reason: str,
    actor: str,
    helper_id: UUID | None = None,
    helped_after_minutes: int | None = None,
) -> None:
    """Make an agent the one who answers; the caller holds the row.

    `helper_id` is the team they are of, where it helps the queue's own after so many minutes.
    """
    before = holder_of(row)
    if before == agent_id and row.state == "human":
        return
    Conversation.objects.filter(organisation_id=row.organisation_id, id=row.id).update(
        agent_id=agent_id, snoozed_until=None, resolved_at=None, **with_people(row, at=at)
    )
    _end_hold(row, agent_id=agent_id, reason=reason, at=at)
    move(row.id, state="human", actor=actor, reason=reason, at=at, handled_by="human")
    fact = ConversationGiven(
        conversation_id=row.id,
        agent_id=agent_id,
        before_id=before,
        reason=reason,
        helper_id=helper_id,
        helped_after_minutes=helped_after_minutes,
    )
    record(fact, at=at, subject_id=row.person_id)


def holder_of(row: Conversation) -> int | None:
    """Return who has it now; one that the assistant has keeps the name of who ended it."""
    return row.agent_id if row.handled_by == "human" else None


def with_people(row: Conversation, *, at: datetime) -> dict[str, Any]:
    """Return since when people have it: anew where the assistant had it until now."""
    if row.handled_by == "human":
        return {"handed_over_at": row.handed_over_at or at}
    return {"handed_over_at": at, "handed_over_because": "", "answered_at": None}


def _end_hold(row: Conversation, *, agent_id: int, reason: str, at: datetime) -> None:
    """End a hold on somebody else's messages, and on what the holder would now let go themselves.

    One who passes a conversation on does not pass it out of a supervisor's sight.
    """
    is_own = row.held_by == agent_id
    if holder_of(row) is None and not is_own:
        return
    is_over = is_own or reason == "taken"
    by = agent_id if reason == "taken" else None
    end_hold(row.id, because=reason, by=by, at=at, keeps_all=not is_over)


def give_back(
    conversation_id: UUID,
    *,
    at: datetime,
    done: Done = Done.NOTHING,
    by: int | None = None,
    force: bool = False,
) -> None:
    """Let the bot go on from where the dialogue stood, knowing what people did meanwhile.

    Where nobody had taken or answered it there is nothing to know.

    Raises:
        HeldBySomebodyElse: another agent than `by` has it, and this is not by force.
    """
    if by is not None:
        refuse_if_held(held_row(conversation_id), by=by, force=force)
    row = Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
    row.exclude(agent_id=None, answered_at=None).update(back_at=at, back_done=done.value)
    row.update(
        agent_id=None,
        queue_id=None,
        waiting_since=None,
        snoozed_until=None,
        silent_until=None,
    )
    end_hold(conversation_id, because="given_back", by=by, at=at)
    move(conversation_id, state="open", actor="human", reason="given_back", at=at, handled_by="bot")
    if done:
        fact = BotTold(conversation_id=conversation_id, what=done.value, by=by)
        record(fact, at=at, subject_id=person_of(conversation_id))
