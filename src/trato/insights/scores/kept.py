"""Whether a word was kept: enough money, in time. Pure."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from trato.casework.negotiation.values import Commitment
from trato.casework.payments.values import PaidLine

GRACE_DAYS: Final = 3
"""Money may come so many days after the day that was named."""

ENOUGH_PERCENT: Final = 95
"""So much of what was promised is the promise kept."""


def honoured(
    word: Commitment, paid: Sequence[PaidLine], *, now: datetime, zone: tzinfo
) -> bool | None:
    """Return whether a word was kept; None: its day has not passed, or another word replaced it.

    A promise is kept by what the person paid after giving it, an agreement by its first part. What
    was kept early counts on its day only, as what was broken does.
    """
    end = datetime.combine(word.due_on + timedelta(days=GRACE_DAYS + 1), time.min, zone)
    if now < end:
        return None
    upto = min(end, word.replaced_at or end)
    if word.is_agreement:
        is_kept = word.first_paid_at is not None and word.first_paid_at < upto
    else:
        sums = [p.amount_cents for p in paid if word.given_at <= p.paid_at < upto]
        wanted = word.amount_cents
        is_kept = bool(sums) if wanted is None else 100 * sum(sums) >= ENOUGH_PERCENT * wanted
    return None if upto < end and not is_kept else is_kept
