"""Takes sending tokens of numbers: the row lock is the rate limiter across all dispatchers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.book.organisations.read import number_card
from trato.book.organisations.values import NumberCard
from trato.foundation.database import OpenCursor

_GAIN_PER_SECOND = 0.5
# `greatest` keeps a bucket that was emptied into the future (after "slow down") from refilling.
# The lock is the weaker one: rows that merely refer to a number may be added meanwhile.
_HOLD = """
SELECT id, channel, phone_number_id, account_id, display, state, quality, tier_limit,
       floor(least(rate_per_second,
                   tokens + rate_per_second
                          * greatest(0, extract(epoch FROM %(now)s - tokens_at))))::int
  FROM organisations_number
 ORDER BY created_at, id
   FOR NO KEY UPDATE
"""
# A number that was slowed down gets faster again little by little, up to what it could do before.
_TAKE = """
UPDATE organisations_number n
   SET rate_per_second = greatest(rate_per_second, least(usual_per_second, rate_per_second
           + %(gain)s * greatest(0, extract(epoch FROM %(now)s - tokens_at)))),
       tokens = least(rate_per_second,
                      tokens + rate_per_second
                             * greatest(0, extract(epoch FROM %(now)s - tokens_at))) - taken.count,
       tokens_at = greatest(tokens_at, %(now)s)
  FROM unnest(%(numbers)s::uuid[], %(counts)s::int[]) AS taken (number_id, count)
 WHERE n.id = taken.number_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldNumber:
    """A number that stands still until commit, and how many messages it may carry now."""

    card: NumberCard
    tokens: int


def hold_numbers(*, now: datetime) -> tuple[HeldNumber, ...]:
    """Lock the organisation's numbers until commit and return them as they are, oldest first."""
    with OpenCursor() as cursor:
        cursor.execute(_HOLD, {"now": now})
        rows = cursor.fetchall()
    return tuple(HeldNumber(card=number_card(row[:-1]), tokens=row[-1]) for row in rows)


def take_tokens(counts: Mapping[UUID, int], *, now: datetime) -> None:
    """Take tokens of held numbers: at most what `hold_numbers` said there are."""
    taken = {number_id: count for number_id, count in counts.items() if count}
    if not taken:
        return
    with OpenCursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "numbers": list(taken),
                "counts": list(taken.values()),
                "now": now,
                "gain": _GAIN_PER_SECOND,
            },
        )
