"""How long somebody who asks for a person now will probably wait, by how long others just did."""

from datetime import datetime, timedelta
from uuid import UUID

from trato.foundation import clock, tenancy
from trato.foundation.database import ask

LOOKED_BACK = timedelta(hours=2)
ANSWERS_MIN = 3
"""With fewer answers nothing is announced: one lucky answer is no promise."""

_AGAIN_AFTER_SECONDS = 20.0
_WAITS = """
SELECT count(*), percentile_cont(0.75) WITHIN GROUP (
           ORDER BY extract(epoch FROM answered_at - handed_over_at))
  FROM conversations_conversation
 WHERE organisation_id = %s AND answered_at > %s AND answered_at <= %s
   AND answered_at >= handed_over_at
"""
_known: dict[UUID, tuple[float, int | None]] = {}


def expected_wait_minutes(*, now: datetime) -> int | None:
    """Return what three of four people waited at most in the last two hours, rounded up.

    None: too few were answered. Every process looks again after a while, not for each message.
    """
    here, machine = tenancy.current(), clock.monotonic()
    kept = _known.get(here)
    if kept and machine - kept[0] < _AGAIN_AFTER_SECONDS:
        return kept[1]
    minutes = wait_minutes(now=now)
    _known[here] = (machine, minutes)
    return minutes


def wait_minutes(*, now: datetime) -> int | None:
    """Return the same, looked up now."""
    ((count, seconds),) = ask(_WAITS, [tenancy.current(), now - LOOKED_BACK, now])
    return None if count < ANSWERS_MIN else max(-(-int(seconds) // 60), 1)
