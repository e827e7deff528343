"""Takes sending tokens of a number: the row lock is the rate limiter across all dispatchers."""

from datetime import datetime
from uuid import UUID

from django.db import connection

# `greatest` keeps a bucket that was emptied into the future (after "slow down") from refilling.
_TAKE = """
WITH locked AS (
    SELECT organisation_id, id, least(rate_per_second,
               tokens + rate_per_second * greatest(0, extract(epoch FROM %(now)s - tokens_at)))
               AS available
      FROM organisations_number
     WHERE id = %(number)s
       FOR UPDATE
)
UPDATE organisations_number n
   SET tokens = locked.available - least(%(want)s, floor(locked.available)),
       tokens_at = greatest(n.tokens_at, %(now)s)
  FROM locked
 WHERE n.organisation_id = locked.organisation_id AND n.id = locked.id
RETURNING least(%(want)s, floor(locked.available))::int
"""


def take_tokens(number_id: UUID, *, want: int, now: datetime) -> int:
    """Take up to `want` tokens and return how many there were; holds the number until commit."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"number": number_id, "want": want, "now": now})
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def give_back_tokens(number_id: UUID, *, count: int) -> None:
    """Return tokens that were not needed after all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organisations_number SET tokens = least(rate_per_second, tokens + %s)"
            " WHERE id = %s",
            [count, number_id],
        )
