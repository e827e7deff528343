"""Gives up waiting for the outcome of a call: first `unknown`, then a person is asked to look."""

from datetime import datetime, timedelta

from trato.door.outbox.models import Message, State
from trato.journal.facts.outbox import MessageUnanswered, PersonNeeded
from trato.journal.record import record

NO_OUTCOME = "sem resposta do provedor: conferir no painel antes de reenviar"


def settle_unknown(*, now: datetime, patience: timedelta) -> tuple[int, int]:
    """Mark calls without an outcome as unknown, and unknown ones past `patience` for a person.

    Return (newly unknown, newly for a person). Never sends anything again.
    """
    orphans = Message.objects.select_for_update(skip_locked=True).filter(
        state=State.SENDING, sending_at__lt=now - patience / 2
    )
    lost = list(orphans[:200])
    for row in lost:
        row.state = State.UNKNOWN
        row.save(force_update=True)
        record(MessageUnanswered(message_id=row.id), at=now, subject_id=row.person_id)
    waiting = Message.objects.select_for_update(skip_locked=True).filter(
        state=State.UNKNOWN, needs_human="", sending_at__lt=now - patience
    )
    stuck = list(waiting[:200])
    for row in stuck:
        row.needs_human = NO_OUTCOME
        row.save(force_update=True)
        fact = PersonNeeded(message_id=row.id, reason="no_outcome")
        record(fact, at=now, subject_id=row.person_id)
    return len(lost), len(stuck)
