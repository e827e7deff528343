"""Whether a promise was kept: enough money, in time. What a promise becomes follows from it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Protocol

from trato.casework.negotiation.terms.states import PROMISE, Guard, PromiseState, move

GRACE_DAYS: Final = 3
"""Money may come so many days after the day that was named."""

ENOUGH_PERCENT: Final = 95
"""So much of what was promised is the promise kept."""

# The better for the person first: each happens only where the one before it does not.
_IN_TURN: Final = (
    PromiseState.KEPT,
    PromiseState.RESCHEDULED,
    PromiseState.PARTLY_KEPT,
    PromiseState.BROKEN,
)


class Paid(Protocol):
    """Money that arrived."""

    @property
    def paid_at(self) -> datetime:
        """When the person paid, not when we heard of it."""

    @property
    def amount_cents(self) -> int:
        """How much."""


def counts_until(due_on: date, zone: tzinfo) -> datetime:
    """Return the instant from which money is too late for a word given for a day."""
    return datetime.combine(due_on + timedelta(days=GRACE_DAYS + 1), time.min, zone)


def over_by(now: datetime, zone: tzinfo) -> date:
    """Return the newest day for which money that comes now is too late."""
    return now.astimezone(zone).date() - timedelta(days=GRACE_DAYS + 1)


def paid_between(paid: Iterable[Paid], since: datetime, until: datetime) -> int:
    """Return the cents that were paid in `[since, until)`."""
    return sum(one.amount_cents for one in paid if since <= one.paid_at < until)


def is_enough(paid_cents: int, amount_cents: int | None) -> bool:
    """Return whether a sum keeps a promise; where no amount was named (None), any does."""
    if amount_cents is None:
        return paid_cents > 0
    return 100 * paid_cents >= ENOUGH_PERCENT * amount_cents


def judge(
    state: PromiseState,
    *,
    amount_cents: int | None,
    paid_cents: int,
    is_over: bool,
    is_replaced: bool,
) -> PromiseState:
    """Return what a promise becomes, or the state it is in.

    `paid_cents` came while it counted; `is_over`: no more of it counts; `is_replaced`: by a newer
    promise, before it was over.
    """
    claims = {
        Guard.ENOUGH_PAID: is_enough(paid_cents, amount_cents),
        Guard.PART_PAID: paid_cents > 0,
        Guard.DUE_DATE_PASSED: is_over,
        Guard.NEW_PROMISE: is_replaced,
    }
    holds = {guard for guard, is_so in claims.items() if is_so}
    moves = (move(PROMISE, state, target, holds=holds) for target in _IN_TURN)
    return next((after for after in moves if isinstance(after, PromiseState)), state)
