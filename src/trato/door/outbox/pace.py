"""Keeps to the provider's pair rate: one message per 6 s to one person, with a small burst."""

from datetime import datetime, timedelta
from uuid import UUID

from trato.door.outbox.models import Pace
from trato.foundation import tenancy

# Meta: 1 message per 6 s and up to 45 in 6 s borrowed from the future. We borrow far less (D).
SECONDS_PER_MESSAGE = 6.0
BURST = 10.0


def take_turn(contact_point_id: UUID, number_id: UUID, *, now: datetime) -> datetime | None:
    """Take one turn of a pair, or return when the next one is free."""
    pace = Pace.objects.filter(contact_point_id=contact_point_id, number_id=number_id).first()
    if pace is None:
        Pace.objects.create(
            organisation_id=tenancy.current(),
            contact_point_id=contact_point_id,
            number_id=number_id,
            allowance=BURST - 1,
            counted_at=now,
        )
        return None
    if pace.not_before and pace.not_before > now:
        return pace.not_before
    elapsed = max((now - pace.counted_at).total_seconds(), 0)
    allowance = min(BURST, pace.allowance + elapsed / SECONDS_PER_MESSAGE)
    if allowance < 1:
        return now + timedelta(seconds=(1 - allowance) * SECONDS_PER_MESSAGE)
    Pace.objects.filter(id=pace.id).update(allowance=allowance - 1, counted_at=now, not_before=None)
    return None


def back_off(contact_point_id: UUID, number_id: UUID, *, until: datetime) -> None:
    """Leave a pair alone until a time: the provider asked for it."""
    Pace.objects.filter(contact_point_id=contact_point_id, number_id=number_id).update(
        not_before=until
    )
