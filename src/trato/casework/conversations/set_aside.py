"""Messages of people that the bot gave up on: shown to a person, tried again, closed."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trato.casework.conversations.hand_over import give_back
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.casework.conversations.take_turn import FAILURES_MAX
from trato.casework.conversations.whose import person_of
from trato.foundation import tenancy
from trato.foundation.queues import Queue, measure
from trato.foundation.set_aside import LISTED_MAX, SetAside
from trato.foundation.turning import OLDEST_FIRST, Leaf, turn
from trato.journal.facts.set_aside import SetAsideDismissed, SetAsideRetried
from trato.journal.record import record

TURN = "turn"


def queues() -> tuple[Queue, ...]:
    """Return how many messages wait for an answer, for their attachment, for a person."""
    mine = _mine()
    waiting = mine.filter(handled_at__isnull=True)
    media = mine.filter(media_state="waiting")
    with_people = Conversation.objects.filter(
        organisation_id=tenancy.current(), handled_by="human", waiting_since__isnull=False
    )
    return (
        measure("turns", waiting, order="handle_after", since="received_at"),
        measure("media", media, order="id", since="received_at"),
        measure("turns_set_aside", _given_up(), order="id", since="received_at"),
        measure("people_waiting", with_people, order="waiting_since", since="waiting_since"),
    )


def set_aside(place: str = "") -> Leaf[SetAside]:
    """Return a page of the messages that the bot gave up on and nobody answered, oldest first."""
    rows = _given_up().defer("payload_sealed", "text")
    found = turn(rows, OLDEST_FIRST, place, limit=LISTED_MAX, counts=True)
    return found.of(
        SetAside(
            kind=TURN,
            case="turn",
            item_id=row.id,
            at=row.received_at,
            what=row.failure,
            may_retry=True,
            conversation_id=row.conversation_id,
        )
        for row in found.rows
    )


def retry(item_id: UUID, *, by_user: int, at: datetime) -> bool:
    """Let the bot try again, unless somebody answers there; return whether it was still set aside.

    The conversation goes back to the bot where no agent has taken it.
    """
    row = _take(item_id)
    if row is None:
        return False
    _mine().filter(id=item_id).update(handled_at=None, failures=0, failure="", handle_after=at)
    thread = Conversation.objects.filter(
        organisation_id=tenancy.current(), id=row.conversation_id, agent_id__isnull=True
    )
    if thread.exists():
        give_back(row.conversation_id, at=at)
    fact = SetAsideRetried(item=TURN, item_id=item_id, by_user=by_user)
    record(fact, at=at, subject_id=person_of(row.conversation_id))
    return True


def dismiss(item_id: UUID, *, reason: str, by_user: int, at: datetime) -> bool:
    """Take a message off the list; it stays in its thread. Return whether it was still there."""
    row = _take(item_id)
    if row is None:
        return False
    _mine().filter(id=item_id).update(failures=0)
    fact = SetAsideDismissed(item=TURN, item_id=item_id, by_user=by_user, reason=reason)
    record(fact, at=at, subject_id=person_of(row.conversation_id))
    return True


def _take(item_id: UUID) -> InboundMessage | None:
    return _given_up().select_for_update().filter(id=item_id).first()


def _mine() -> QuerySet[InboundMessage]:
    return InboundMessage.objects.filter(organisation_id=tenancy.current())


def _given_up() -> QuerySet[InboundMessage]:
    found = _mine().filter(handled_at__isnull=False, failures__gte=FAILURES_MAX)
    return found.exclude(failure="")
