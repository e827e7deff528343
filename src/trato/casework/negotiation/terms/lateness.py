"""What days make of an agreement and its parts: due, overdue, late, lapsed, broken. Pure."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from trato.casework.negotiation.terms import promises
from trato.casework.negotiation.terms.states import (
    AGREEMENT,
    INSTALMENT,
    AgreementState,
    Guard,
    InstalmentState,
    move,
)
from trato.foundation.calendar import is_business_day, next_business_day

FIRST_GRACE_DAYS: Final = promises.GRACE_DAYS
"""An accepted agreement waits so many days for its first payment: as long as for any word (D)."""

GRACE_DAYS: Final = 30
"""One that runs waits so long for a part that is overdue: as long as its Pix can be paid (D)."""

_A, _I, _G = AgreementState, InstalmentState, Guard
OPEN: Final = frozenset({_A.ACCEPTED, _A.ACTIVE, _A.LATE})
"""An agreement that still runs."""

ENDED: Final = frozenset({_A.LAPSED, _A.BROKEN})
"""An agreement that ended because nobody paid."""

PAID: Final = frozenset({_I.PAID, _I.PAID_LATE})
# The better for the person first: each happens only where the one before it does not.
_BY_DAYS: Final = (_I.OVERDUE, _I.DUE)
_IN_TURN: Final = (_A.COMPLETED, _A.LAPSED, _A.BROKEN, _A.ACTIVE, _A.LATE)
_MENDED: Final = {_I.BROKEN: _I.OVERDUE, _I.CANCELLED: _I.SCHEDULED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One payment of an agreement and where it stands."""

    due_on: date
    state: InstalmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A state that an agreement comes to, and the due day of the part it is for, if it is one's."""

    after: AgreementState
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What an agreement comes to, turn by turn, and where each of its parts stands then."""

    turns: tuple[Turn, ...]
    parts: tuple[Part, ...]


def last_day(due_on: date) -> date:
    """Return the last day on which a part is paid in time: a day without banks moves it on.

    Law: Pix with a due date, `validadeAposVencimento` (V); banks rest on national days only: D.
    """
    return next_business_day(due_on)


def late_from(due_on: date, zone: tzinfo) -> datetime:
    """Return the instant from which a payment is late."""
    return _midnight(last_day(due_on) + timedelta(days=1), zone)


def waits_until(due_on: date, zone: tzinfo) -> datetime:
    """Return the instant from which a first payment is too late for what was accepted."""
    return _midnight(last_day(due_on) + timedelta(days=FIRST_GRACE_DAYS + 1), zone)


def newest_late(on: date, *, grace_days: int = 0) -> date:
    """Return the newest due day whose last day, and the grace after it, are over on a day."""
    day = on - timedelta(days=grace_days + 1)
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def settled(part: Part, *, is_late: bool) -> Part:
    """Return a part that was paid in full; `is_late`: the money came after its last day."""
    return replace(part, state=_I.PAID_LATE if is_late else _I.PAID)


def mended(part: Part) -> Part:
    """Return a part as it would stand had its agreement not ended."""
    return replace(part, state=_MENDED.get(part.state, part.state))


def follow(
    state: AgreementState, parts: Sequence[Part], *, on: date, may_end: bool = True
) -> Course:
    """Return what a day makes of an agreement that runs and of its parts, in order.

    Where it ends, what is overdue is broken and whatever else is unpaid is cancelled. With
    `may_end` False it waits on, however long nobody paid.
    """
    now = tuple(_on_day(part, on) for part in parts)
    turns = tuple(_turns(state, now, on, may_end=may_end))
    if turns and turns[-1].after in ENDED:
        now = tuple(_ended(part) for part in now)
    return Course(turns=turns, parts=now)


def _on_day(part: Part, on: date) -> Part:
    claims = {
        _G.DUE_DATE_REACHED: part.due_on <= on,
        _G.DUE_DATE_PASSED: last_day(part.due_on) < on,
    }
    holds = {guard for guard, is_so in claims.items() if is_so}
    moves = (move(INSTALMENT, part.state, target, holds=holds) for target in _BY_DAYS)
    after = next((found for found in moves if isinstance(found, InstalmentState)), part.state)
    return replace(part, state=after)


def _ended(part: Part) -> Part:
    after = _I.BROKEN if part.state is _I.OVERDUE else _I.CANCELLED
    found = move(INSTALMENT, part.state, after, holds={_G.GRACE_PASSED})
    return replace(part, state=found) if isinstance(found, InstalmentState) else part


def _turns(
    state: AgreementState, parts: Sequence[Part], on: date, *, may_end: bool
) -> Iterator[Turn]:
    overdue = min((p.due_on for p in parts if p.state is _I.OVERDUE), default=None)
    holds = _claims(parts, overdue, on, may_end=may_end)
    after = _next(state, holds)
    while after is not state:
        is_for_it = after in ENDED or after is _A.LATE
        yield Turn(after=after, due_on=overdue if is_for_it else None)
        state, after = after, _next(after, holds)


def _next(state: AgreementState, holds: Set[Guard]) -> AgreementState:
    moves = (move(AGREEMENT, state, target, holds=holds) for target in _IN_TURN)
    return next((after for after in moves if isinstance(after, AgreementState)), state)


def _claims(
    parts: Sequence[Part], overdue: date | None, on: date, *, may_end: bool
) -> frozenset[Guard]:
    paid = [part.state in PAID for part in parts]
    claims = {
        _G.FIRST_PAYMENT_SETTLED: any(paid),
        _G.ALL_SETTLED: all(paid),
        _G.INSTALMENT_OVERDUE: overdue is not None,
        _G.NOTHING_OVERDUE: overdue is None,
        _G.FIRST_PAYMENT_OVERDUE: (
            may_end and not any(paid) and _is_over(overdue, on, FIRST_GRACE_DAYS)
        ),
        _G.GRACE_PASSED: may_end and _is_over(overdue, on, GRACE_DAYS),
    }
    return frozenset(guard for guard, is_so in claims.items() if is_so)


def _is_over(due_on: date | None, on: date, grace_days: int) -> bool:
    return due_on is not None and last_day(due_on) + timedelta(days=grace_days) < on


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)
