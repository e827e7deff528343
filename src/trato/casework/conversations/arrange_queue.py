"""Makes, changes and drops the queues in which conversations wait for people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation, Queue, Team
from trato.casework.conversations.rules import queue_for
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.routing import QueueArranged
from trato.journal.record import record

WITHIN_MAX_MINUTES = 7 * 24 * 60
QUEUES_MAX = 60
HELPERS_MAX = 3


class BadQueue(ValueError):
    """A queue that cannot be kept; the text says why.

    `name`, `taken`, `minutes`, `many`, or `help`: too many teams that do.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCard:
    """A queue: who may serve it (`skill`, empty: all), and which hand-over reasons lead to it.

    Once nobody of its team was free for `help_after_minutes`, the teams `helper_ids` help.
    """

    queue_id: UUID
    name: str
    skill: str
    reasons: tuple[str, ...]
    answer_within_minutes: int
    next_within_minutes: int = 30
    number_ids: tuple[UUID, ...] = ()
    team_id: UUID | None = None
    helper_ids: tuple[UUID, ...] = ()
    help_after_minutes: int = 10


def queue_cards() -> tuple[QueueCard, ...]:
    """Return the queues by position."""
    rows = Queue.objects.filter(organisation_id=tenancy.current()).order_by("position", "name")
    return tuple(
        QueueCard(
            queue_id=row.id,
            name=row.name,
            skill=row.skill,
            reasons=tuple(row.reasons),
            answer_within_minutes=max(row.answer_within_seconds // 60, 1),
            next_within_minutes=max(row.next_within_seconds // 60, 1),
            number_ids=tuple(UUID(text) for text in row.number_ids),
            team_id=row.team_id,
            helper_ids=tuple(UUID(text) for text in row.helper_ids),
            help_after_minutes=max(row.help_after_seconds // 60, 1),
        )
        for row in rows
    )


def keep_queue(
    queue_id: UUID | None,
    *,
    name: str,
    skill: str,
    reasons: Collection[str],
    answer_within_minutes: int,
    by: int | None,
    at: datetime,
    next_within_minutes: int = 30,
    number_ids: Collection[UUID] = (),
    helper_ids: Sequence[UUID] = (),
    help_after_minutes: int = 10,
) -> UUID:
    """Make a queue (`queue_id` None) or change one; what already waits stays where it waits.

    A queue with numbers takes only what came to one of them; without, what came to any. The teams
    that help do so in the order given; unknown ones, and the same one again, are left out.

    Raises:
        BadQueue: no name, a name of another queue, a promise or a patience out of range, too many
            queues, or too many teams that help.
    """
    label, known = name.strip()[:60], Queue.objects.filter(organisation_id=tenancy.current())
    if not label:
        raise BadQueue("name")
    same = known.filter(name=label).values_list("id", flat=True).first()
    if same is not None and same != queue_id:
        raise BadQueue("taken")
    asked = (answer_within_minutes, next_within_minutes, help_after_minutes)
    if not all(1 <= minutes <= WITHIN_MAX_MINUTES for minutes in asked):
        raise BadQueue("minutes")
    if queue_id is None and known.count() >= QUEUES_MAX:
        raise BadQueue("many")
    teams = set(Team.objects.filter(organisation_id=tenancy.current()).values_list("id", flat=True))
    helpers = [team_id for team_id in dict.fromkeys(helper_ids) if team_id in teams]
    if len(helpers) > HELPERS_MAX:
        raise BadQueue("help")
    chosen = queue_id or new_id()
    Queue.objects.update_or_create(
        organisation_id=tenancy.current(),
        id=chosen,
        defaults={
            "name": label,
            "skill": skill.strip().lower()[:40],
            "reasons": sorted(set(reasons)),
            "answer_within_seconds": answer_within_minutes * 60,
            "next_within_seconds": next_within_minutes * 60,
            "number_ids": sorted(str(number_id) for number_id in set(number_ids)),
            "helper_ids": [str(team_id) for team_id in helpers],
            "help_after_seconds": help_after_minutes * 60,
        },
    )
    fact = QueueArranged(
        queue_id=chosen,
        by=by,
        is_dropped=False,
        reasons=tuple(sorted(set(reasons))),
        answer_within_seconds=answer_within_minutes * 60,
        helpers=tuple(helpers),
        help_after_seconds=help_after_minutes * 60 if helpers else 0,
    )
    record(fact, at=at)
    return chosen


def drop_queue(queue_id: UUID, *, by: int | None, at: datetime) -> None:
    """Drop a queue; what waits in it goes to the queue for the rest, and waits on."""
    here = tenancy.current()
    if not Queue.objects.filter(organisation_id=here, id=queue_id).delete()[0]:
        return
    left = Queue.objects.filter(organisation_id=here).order_by("position", "id")
    rest = queue_for("", list(left.values_list("id", "reasons")))
    Conversation.objects.filter(organisation_id=here, queue_id=queue_id).update(
        queue_id=rest, queued_at=at
    )
    fact = QueueArranged(
        queue_id=queue_id, by=by, is_dropped=True, reasons=(), answer_within_seconds=0
    )
    record(fact, at=at)
