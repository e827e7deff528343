"""Keeps to the provider's pair rate: one message per 6 s to one person, with a small burst."""

from datetime import datetime, timedelta
from uuid import UUID

from trato.door.outbox import models
from trato.door.outbox.count import Pace

# Meta: 1 message per 6 s and up to 45 in 6 s borrowed from the future. We borrow far less (D).
SECONDS_PER_MESSAGE = 6.0
BURST = 10.0


def take_turn(pace: Pace | None, *, now: datetime) -> float | datetime:
    """Return what is left of a pair's allowance after this turn, or when the next turn is free."""
    if pace is None:
        return BURST - 1
    if pace.not_before and pace.not_before > now:
        return pace.not_before
    elapsed = max((now - pace.counted_at).total_seconds(), 0)
    allowance = min(BURST, pace.allowance + elapsed / SECONDS_PER_MESSAGE)
    if allowance < 1:
        return now + timedelta(seconds=(1 - allowance) * SECONDS_PER_MESSAGE)
    return allowance - 1


def back_off(contact_point_id: UUID, number_id: UUID, *, until: datetime) -> None:
    """Leave a pair alone until a time: the provider asked for it."""
    models.Pace.objects.filter(contact_point_id=contact_point_id, number_id=number_id).update(
        not_before=until
    )
