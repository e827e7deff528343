"""Makes, changes and drops the queues in which conversations wait for people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation, Queue
from trato.casework.conversations.rules import queue_for
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.routing import QueueArranged
from trato.journal.record import record

WITHIN_MAX_MINUTES = 7 * 24 * 60
QUEUES_MAX = 60


class BadQueue(ValueError):
    """A queue that cannot be kept; the text says why: `name`, `taken`, `minutes` or `many`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCard:
    """A queue: who may serve it (`skill`, empty: all), and which hand-over reasons lead to it."""

    queue_id: UUID
    name: str
    skill: str
    reasons: tuple[str, ...]
    answer_within_minutes: int
    next_within_minutes: int = 30
    number_ids: tuple[UUID, ...] = ()


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
) -> UUID:
    """Make a queue (`queue_id` None) or change one; what already waits stays where it waits.

    A queue with numbers takes only what came to one of them; without, what came to any.

    Raises:
        BadQueue: no name, a name of another queue, a promise out of range, or too many queues.
    """
    label, known = name.strip()[:60], Queue.objects.filter(organisation_id=tenancy.current())
    if not label:
        raise BadQueue("name")
    same = known.filter(name=label).values_list("id", flat=True).first()
    if same is not None and same != queue_id:
        raise BadQueue("taken")
    asked = (answer_within_minutes, next_within_minutes)
    if not all(1 <= minutes <= WITHIN_MAX_MINUTES for minutes in asked):
        raise BadQueue("minutes")
    if queue_id is None and known.count() >= QUEUES_MAX:
        raise BadQueue("many")
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
        },
    )
    _tell(chosen, by=by, reasons=reasons, minutes=answer_within_minutes, at=at)
    return chosen


def drop_queue(queue_id: UUID, *, by: int | None, at: datetime) -> None:
    """Drop a queue; what waits in it goes to the queue for the rest, and waits on."""
    here = tenancy.current()
    if not Queue.objects.filter(organisation_id=here, id=queue_id).delete()[0]:
        return
    left = Queue.objects.filter(organisation_id=here).order_by("position", "id")
    rest = queue_for("", list(left.values_list("id", "reasons")))
    Conversation.objects.filter(organisation_id=here, queue_id=queue_id).update(queue_id=rest)
    _tell(queue_id, by=by, is_dropped=True, at=at)


def _tell(
    queue_id: UUID,
    *,
    by: int | None,
    at: datetime,
    reasons: Collection[str] = (),
    minutes: int = 0,
    is_dropped: bool = False,
) -> None:
    fact = QueueArranged(
        queue_id=queue_id,
        by=by,
        is_dropped=is_dropped,
        reasons=tuple(sorted(set(reasons))),
        answer_within_seconds=minutes * 60,
    )
    record(fact, at=at)
