"""Lets days pass over agreements: parts come due, agreements are late, lapse and are broken."""

from datetime import datetime
from typing import Final

from trato.casework.negotiation.hold_agreements import BRASILIA, hold_over
from trato.casework.negotiation.move_agreements import move_agreements
from trato.casework.negotiation.terms.lateness import follow
from trato.casework.negotiation.values import Followed
from trato.casework.payments.withdraw import withdraw_charges

FOLLOWED_AT_ONCE: Final = 200


def follow_agreements(*, now: datetime, limit: int = FOLLOWED_AT_ONCE) -> int:
    """Move what a day or a grace has ended, the oldest first; return how many parts that was.

    Each moves once, however many do this at a time. Of agreements that end, the codes that could
    still be paid are withdrawn with the messages that carry them. Nothing is said to anybody.
    """
    held, found = hold_over(now=now, limit=limit)
    today = now.astimezone(BRASILIA).date()
    followed = [
        Followed(
            held=one,
            course=follow(one.state, [held_part.part for held_part in one.parts], on=today),
        )
        for one in held
    ]
    for agreement_id in move_agreements(followed, at=now):
        withdraw_charges(agreement_id, at=now)
    return found
