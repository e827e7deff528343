"""Messages that no machine can settle: shown to a person, asked again at the door, closed.

What may have left is never sent again: only a message that the provider surely refused may go back
to the door, which decides anew before it leaves.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trato.door.outbox.models import SEEN, Message, State
from trato.foundation import tenancy
from trato.foundation.queues import Queue, measure
from trato.foundation.set_aside import LISTED_MAX, SetAside
from trato.foundation.turning import OLDEST_FIRST, Leaf, turn
from trato.journal.facts.set_aside import SetAsideDismissed, SetAsideRetried
from trato.journal.record import record

MESSAGE = "message"
_TURNS = (("replies", False), ("openings", True))
_WAITING = ((State.READY, "id", "created_at"), (State.HELD, "hold_until", "hold_until"))


def queues() -> tuple[Queue, ...]:
    """Return how many messages wait for what; a held one waits since it fell due."""
    waiting = [
        measure(
            f"messages_{state}_{kind}",
            _mine().filter(state=state, is_business_initiated=opens, awaits_approval_by=None),
            order=order,
            since=since,
        )
        for state, order, since in _WAITING
        for kind, opens in _TURNS
    ]
    flying = [
        measure(f"messages_{state}", _mine().filter(state=state), order="sending_at",
                since="sending_at")
        for state in (State.SENDING, State.UNKNOWN)
    ]  # fmt: skip
    person = measure("messages_for_person", _for_person(), order="id", since="created_at")
    unapproved = _mine().filter(state=State.HELD, awaits_approval_by__isnull=False)
    approval = measure("messages_for_approval", unapproved, order="id", since="created_at")
    return (*waiting, *flying, person, approval)


def set_aside(case: str, place: str = "") -> Leaf[SetAside]:
    """Return a page of the messages that wait for a person in one kind of trouble, oldest first."""
    rows = _for_person().defer("draft")
    is_unknown = case == "unknown_message"
    rows = rows.filter(state=State.UNKNOWN) if is_unknown else rows.exclude(state=State.UNKNOWN)
    found = turn(rows, OLDEST_FIRST, place, limit=LISTED_MAX, counts=True)
    return found.of(
        SetAside(
            kind=MESSAGE,
            case=case,
            item_id=row.id,
            at=row.sending_at or row.created_at,
            what=row.needs_human,
            may_retry=_surely_not_sent(row),
            conversation_id=row.conversation_id,
            message_id=row.id,
        )
        for row in found.rows
    )


def retry(item_id: UUID, *, by_user: int, at: datetime) -> bool:
    """Put a refused message before the door again; return whether that was still possible."""
    row = _for_person().select_for_update(no_key=True).filter(id=item_id).first()
    if row is None or not _surely_not_sent(row):
        return False
    _mine().filter(id=item_id).update(
        state=State.HELD,
        hold_until=at,
        ended_at=None,
        failed_code=None,
        failed_reason="",
        needs_human="",
    )
    fact = SetAsideRetried(item=MESSAGE, item_id=item_id, by_user=by_user)
    record(fact, at=at, subject_id=row.person_id)
    return True


def dismiss(item_id: UUID, *, reason: str, by_user: int, at: datetime) -> bool:
    """Take a message off the list as it stands; a later status still settles it.

    Return whether it was still there.
    """
    row = _for_person().select_for_update(no_key=True).filter(id=item_id).first()
    if row is None:
        return False
    _mine().filter(id=item_id).update(needs_human=SEEN)
    fact = SetAsideDismissed(item=MESSAGE, item_id=item_id, by_user=by_user, reason=reason)
    record(fact, at=at, subject_id=row.person_id)
    return True


def _surely_not_sent(row: Message) -> bool:
    return row.state == State.FAILED and not row.provider_message_id and row.attempts > 0


def _mine() -> QuerySet[Message]:
    return Message.objects.filter(organisation_id=tenancy.current())


def _for_person() -> QuerySet[Message]:
    return _mine().exclude(needs_human__in=["", SEEN])
