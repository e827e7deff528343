"""Whether a word was kept: enough money, in time. Pure."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from trato.casework.negotiation.terms.lateness import waits_until
from trato.casework.negotiation.terms.promises import counts_until, is_enough, paid_between
from trato.casework.negotiation.values import Commitment
from trato.casework.payments.values import PaidLine


def honoured(
    word: Commitment, paid: Sequence[PaidLine], *, now: datetime, zone: tzinfo
) -> bool | None:
    """Return whether a word was kept; None: its day has not passed, or another word replaced it.

    A promise is kept by what the person paid after giving it, an agreement by its first part. What
    was kept early counts on its day only, as what was broken does.
    """
    ends = waits_until if word.is_agreement else counts_until
    end = ends(word.due_on, zone)
    if now < end:
        return None
    upto = min(end, word.replaced_at or end)
    if word.is_agreement:
        is_kept = word.first_paid_at is not None and word.first_paid_at < upto
    else:
        is_kept = is_enough(paid_between(paid, word.given_at, upto), word.amount_cents)
    return None if upto < end and not is_kept else is_kept
