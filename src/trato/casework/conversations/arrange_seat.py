"""Changes what an agent can do and how many conversations they take at once."""

from collections.abc import Iterable
from datetime import datetime

from trato.casework.conversations.models import Seat
from trato.foundation import tenancy
from trato.journal.facts.routing import SeatArranged
from trato.journal.record import record

LOAD_MAX = 100


class BadSeat(ValueError):
    """There is no such agent, or the load is none that anybody can bear."""


def arrange_seat(
    user_id: int, *, load_max: int, skills: Iterable[str], by: int, at: datetime
) -> None:
    """Set an agent's limit and skills; what they hold already stays theirs.

    Raises:
        BadSeat: there is no such agent, or the limit is not 1 to 100.
    """
    able = sorted({s.strip().lower()[:40] for s in skills if s.strip()})
    seat = Seat.objects.filter(organisation_id=tenancy.current(), user_id=user_id)
    if not 1 <= load_max <= LOAD_MAX or not seat.update(load_max=load_max, skills=able):
        raise BadSeat(str(user_id))
    record(SeatArranged(agent_id=user_id, by=by, load_max=load_max, skills=len(able)), at=at)
