"""What waits in each queue and how much of it is late, counted while people are there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from trato.casework.conversations.due import FIRST_SECONDS, NEXT_SECONDS, since_when
from trato.casework.conversations.models import Conversation, Queue
from trato.casework.conversations.read import ConversationLine, many
from trato.casework.reception.read import opening
from trato.casework.reception.rules import before_open
from trato.casework.reception.values import Opening
from trato.foundation import tenancy


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """A queue and what waits in it; `late` is past its promise, `soon` in its last quarter.

    `team_id` is the team that serves it; None: everybody does. `helped` wait for so long that the
    teams of `helper_ids` may take them: since `help_since` or longer.
    """

    queue_id: UUID | None
    name: str
    skill: str
    team_id: UUID | None
    answer_within_seconds: int
    waiting: int
    late: int
    soon: int
    oldest_at: datetime | None
    helper_ids: tuple[UUID, ...] = ()
    help_after_seconds: int = 0
    help_since: datetime | None = None
    helped: int = 0

    def may_help(self, row: ConversationLine) -> bool:
        """Whether helping teams may take a conversation of this queue by now, as counted here."""
        since, came = self.help_since, row.queued_at
        if since is None or row.agent_id is not None or row.waiting_since is None:
            return False
        return row.waiting_since <= since and (came is None or came <= since)


def longest_waiting(
    *,
    limit: int,
    queue_ids: Collection[UUID] | None = None,
    agent_ids: Collection[int] = (),
    helped_ids: Collection[UUID] = (),
) -> tuple[tuple[ConversationLine, ...], int]:
    """Return those who wait longest for a person, and how many wait altogether.

    Of a team: who waits in its own queues, with its agents or, held by nobody, in those it helps;
    `queue_ids` None: everybody.
    """
    rows = Conversation.objects.filter(
        organisation_id=tenancy.current(),
        handled_by="human",
        waiting_since__isnull=False,
        snoozed_until=None,
    )
    if queue_ids is not None:
        rows = rows.filter(
            Q(queue_id__in=list(queue_ids))
            | Q(agent_id__in=list(agent_ids))
            | Q(agent_id=None, queue_id__in=list(helped_ids))
        )
    ordered = rows.order_by("waiting_since", "-last_event_at", "id").values_list("id", flat=True)
    ids = list(ordered[: limit + 1])
    lines = {line.conversation_id: line for line in many(ids[:limit])}
    shown = tuple(lines[one] for one in ids[:limit] if one in lines)
    return shown, len(ids) if len(ids) <= limit else rows.count()


def waiting_by_queue(*, now: datetime) -> tuple[QueueLine, ...]:
    """Return each queue with what waits in it for an answer, held by an agent or not."""
    known = list(
        Queue.objects.filter(organisation_id=tenancy.current()).order_by("position", "name")
    )
    hours = opening()
    found = [_queue(queue, hours, now) for queue in known]
    rest = _queue(None, hours, now)
    return (*found, rest) if rest.waiting or not known else tuple(found)


def _queue(queue: Queue | None, hours: Opening, now: datetime) -> QueueLine:
    first = queue.answer_within_seconds if queue else FIRST_SECONDS
    later = queue.next_within_seconds if queue else NEXT_SECONDS
    is_late, is_soon = Q(), Q()
    for seconds, is_unanswered in ((first, True), (later, False)):
        of_kind = Q(answered_at__isnull=is_unanswered)
        late_since, soon_since = since_when(hours, seconds, now=now)
        is_late |= of_kind & Q(waiting_since__lte=late_since)
        is_soon |= of_kind & Q(waiting_since__gt=late_since, waiting_since__lte=soon_since)
    helpers = queue.helpers if queue else ()
    patience = queue.help_after_seconds if queue and helpers else 0
    # As the assignment counts it: from the later of the wait's begin and the way into the queue.
    long_ago = before_open(hours, now, patience)
    is_helped = Q(agent_id=None, waiting_since__lte=long_ago) & (
        Q(queued_at=None) | Q(queued_at__lte=long_ago)
    )
    figures = Conversation.objects.filter(
        organisation_id=tenancy.current(),
        handled_by="human",
        waiting_since__isnull=False,
        snoozed_until=None,
        queue_id=queue.id if queue else None,
    ).aggregate(
        waiting=Count("id"),
        late=Count("id", filter=is_late),
        soon=Count("id", filter=is_soon),
        oldest=Min("waiting_since"),
        helped=Count("id", filter=is_helped),
    )
    return QueueLine(
        queue_id=queue.id if queue else None,
        name=queue.name if queue else "",
        skill=queue.skill if queue else "",
        team_id=queue.team_id if queue else None,
        answer_within_seconds=first,
        waiting=figures["waiting"],
        late=figures["late"],
        soon=figures["soon"],
        oldest_at=figures["oldest"],
        helper_ids=helpers,
        help_after_seconds=patience,
        help_since=long_ago if helpers else None,
        helped=figures["helped"] if helpers else 0,
    )
