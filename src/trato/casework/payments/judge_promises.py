"""Tells by what was paid what became of promises: kept, kept in part, or broken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from trato.casework.negotiation.hold_promises import hold_over, hold_paid
from trato.casework.negotiation.move_promises import move_promises
from trato.casework.negotiation.terms.promises import judge, paid_between
from trato.casework.negotiation.values import HeldPromise
from trato.casework.payments.count import paid_by

JUDGED_AT_ONCE: Final = 200


def judge_over(*, now: datetime, limit: int = JUDGED_AT_ONCE) -> int:
    """Judge promises that no more money counts for, the oldest first; return how many moved.

    Each is judged once, however many do this at a time. Nothing is said to anybody.
    """
    return _judge(hold_over(now=now, limit=limit), at=now)


def judge_paid(person_id: UUID, *, paid_at: datetime, at: datetime) -> int:
    """Judge the promises that a payment counts for; return how many moved.

    The payment is stored already. One that is heard of late may mend what was taken for broken.
    """
    return _judge(hold_paid(person_id, paid_at=paid_at), at=at)


def _judge(held: Sequence[HeldPromise], *, at: datetime) -> int:
    if not held:
        return 0
    # Asked once they are held: of two payments at a time the second one sees the first.
    paid = paid_by(
        {one.word.person_id for one in held}, since=min(one.word.given_at for one in held)
    )
    moved = []
    for one in held:
        word = one.word
        cents = paid_between(paid.get(word.person_id, ()), word.given_at, one.until)
        after = judge(
            one.state,
            amount_cents=word.amount_cents,
            paid_cents=cents,
            is_over=at >= one.until,
            is_replaced=one.is_replaced,
        )
        if after is not one.state:
            moved.append((one, after, cents))
    if moved:
        move_promises(moved, at=at)
    return len(moved)
