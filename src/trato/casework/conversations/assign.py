"""Gives waiting conversations to agents: the longest waiting to the least busy who can.

Where a queue's team has nobody free for too long, to the teams that help it.
"""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from trato.casework.conversations.due import FIRST_SECONDS, NEXT_SECONDS, due_at
from trato.casework.conversations.hand_over import give
from trato.casework.conversations.models import Conversation, Queue, Seat
from trato.casework.conversations.rules import Waiter, Worker, choose, share_out
from trato.casework.reception.read import opening
from trato.casework.reception.rules import after_open
from trato.casework.reception.values import Opening
from trato.foundation import tenancy
from trato.foundation.database import ask

AT_ONCE = 100


def assign_waiting(*, now: datetime) -> int:
    """Give out what waits and return how many conversations found somebody.

    Any number of processes may call it: one assigns at a time in an organisation, the others
    return at once, and a conversation that somebody holds just now is left for the next time.
    """
    organisation_id = tenancy.current()
    seats = list(Seat.objects.filter(is_available=True))
    if not seats:
        return 0
    key = f"assign:{organisation_id}"
    if not ask("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])[0][0]:
        return 0
    queues, workers = {q.id: q for q in Queue.objects.all()}, _workers(seats)
    rows = {
        row.id: row
        for row in Conversation.objects.select_for_update(skip_locked=True)
        .filter(
            organisation_id=organisation_id,
            handled_by="human",
            state="human_queue",
            agent_id=None,
            waiting_since__isnull=False,
        )
        .exclude(queue_id__in=_without_anybody(queues, workers, now))
        .order_by("waiting_since", "id")[:AT_ONCE]
    }
    if not rows:
        return 0
    hours = opening()
    given = share_out([_waiter(row, queues, hours) for row in rows.values()], workers, now=now)
    for one in given:
        row = rows[one.conversation_id]
        queue = queues.get(row.queue_id) if row.queue_id and one.helper_id else None
        give(
            row,
            agent_id=one.agent_id,
            at=now,
            reason="helped" if queue else "assigned",
            actor="system",
            helper_id=one.helper_id,
            helped_after_minutes=queue.help_after_seconds // 60 if queue else None,
        )
    return len(given)


def _without_anybody(queues: dict[UUID, Queue], workers: list[Worker], now: datetime) -> list[UUID]:
    """Return the queues that nobody can take from: their many must not hide the others' few."""
    return [
        queue.id
        for queue in queues.values()
        if all(
            choose(workers, skill=queue.skill, now=now, team_id=team_id) is None
            for team_id in (queue.team_id, *queue.helpers)
        )
    ]


def _waiter(row: Conversation, queues: dict[UUID, Queue], hours: Opening) -> Waiter:
    queue = queues.get(row.queue_id) if row.queue_id else None
    since = row.waiting_since or row.last_event_at
    helpers = queue.helpers if queue else ()
    answer_by = due_at(
        hours,
        since,
        first=queue.answer_within_seconds if queue else FIRST_SECONDS,
        later=queue.next_within_seconds if queue else NEXT_SECONDS,
        answered_at=row.answered_at,
    )
    return Waiter(
        conversation_id=row.id,
        skill=queue.skill if queue else "",
        waiting_since=since,
        answer_by=answer_by,
        team_id=queue.team_id if queue else None,
        helpers=helpers,
        helped_from=after_open(hours, max(since, row.queued_at or since), queue.help_after_seconds)
        if queue and helpers
        else None,
    )


def _workers(seats: list[Seat]) -> list[Worker]:
    held = Conversation.objects.filter(
        organisation_id=tenancy.current(), handled_by="human", state="human", snoozed_until=None
    )
    load = Counter(held.values_list("agent_id", flat=True))
    last = dict(held.values_list("agent_id").annotate(at=Max("last_event_at")))
    return [
        Worker(
            user_id=seat.user_id,
            skills=frozenset(seat.skills),
            load=load[seat.user_id],
            load_max=max(seat.load_max, 1),
            is_available=seat.is_available,
            seen_at=seat.seen_at,
            last_given_at=last.get(seat.user_id),
            team_id=seat.team_id,
        )
        for seat in seats
    ]
