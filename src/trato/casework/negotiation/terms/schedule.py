"""Instalments in cents and days: Price or even, dates on a wished day, effective yearly cost."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from trato.foundation.money import split_evenly

_MONTH_DAYS = 30
_NEWTON_STEPS_MAX = 200
_CLOSE = Decimal("1e-18")


def add_months(day: date, months: int, *, day_of_month: int | None = None) -> date:
    """Return the same day some months later; day 31 becomes the month's last."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    wished = day_of_month or day.day
    return date(year, month0 + 1, min(wished, monthrange(year, month0 + 1)[1]))


def next_day_of_month(after: date, day_of_month: int) -> date:
    """Return the first such day of the month on or after a date."""
    this_month = add_months(after, 0, day_of_month=day_of_month)
    return this_month if this_month >= after else add_months(after, 1, day_of_month=day_of_month)


def due_dates(*, first_on: date, count: int, day_of_month: int | None = None) -> tuple[date, ...]:
    """Return one date a month, from the first one on."""
    wished = day_of_month or first_on.day
    later = (add_months(first_on, k, day_of_month=wished) for k in range(1, count))
    return (first_on, *later)


def first_period_days(*, on: date, first_on: date) -> int:
    """Return the days charged for in the first period; one calendar month counts as 30."""
    return _MONTH_DAYS if first_on == add_months(on, 1) else (first_on - on).days


def price(
    *, principal_cents: int, rate_bps_month: int, count: int, first_days: int = _MONTH_DAYS
) -> tuple[tuple[int, int], ...]:
    """Return `(amount_cents, interest_cents)` per instalment, equal but for the last.

    Price table; a first period of other than 30 days bears simple interest pro rata. Interest is
    rounded half-even at each posting and the last instalment takes what is left, so that the
    amounts less the interest are the principal exactly. Zero interest splits evenly.

    Raises:
        ValueError: nothing to share, or into nothing.
    """
    if count < 1 or principal_cents < 1 or rate_bps_month < 0 or first_days < 0:
        raise ValueError("need a positive principal and at least one instalment")
    if rate_bps_month == 0:
        return tuple((amount, 0) for amount in split_evenly(principal_cents, count))
    rate = Decimal(rate_bps_month) / 10_000
    first_rate = rate * first_days / _MONTH_DAYS
    annuity = sum(((1 + rate) ** -k for k in range(count)), Decimal(0))
    payment_cents = _round(principal_cents * (1 + first_rate) / annuity)
    rows: list[tuple[int, int]] = []
    left_cents = principal_cents
    for k in range(count):
        interest_cents = _round(left_cents * (rate if k else first_rate))
        last = k == count - 1
        amount_cents = left_cents + interest_cents if last else payment_cents
        amount_cents = min(amount_cents, left_cents + interest_cents)
        rows.append((amount_cents, interest_cents))
        left_cents -= amount_cents - interest_cents
    return tuple(rows)


def cet_percent_year(
    *, financed_cents: int, on: date, payments: Sequence[tuple[date, int]]
) -> Decimal:
    """Return the effective yearly cost in percent, two decimals: IRR over days/365.

    Zero when the payments add nothing to what is financed, or all fall on the first day.
    Law: Res. CMN 4.881/2020 art. 4 (S); days/365 is the practice before it (U).
    """
    at_once = sum(cents for due_on, cents in payments if due_on <= on)
    later = [((due_on - on).days, cents) for due_on, cents in payments if due_on > on]
    open_cents = financed_cents - at_once
    if open_cents <= 0 or sum(cents for _, cents in later) <= open_cents:
        return Decimal("0.00")
    factor = _daily_factor(open_cents, later)
    yearly = (factor**-365 - 1) * 100
    return yearly.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def _daily_factor(open_cents: int, later: Sequence[tuple[int, int]]) -> Decimal:
    """Solve `Σ cents · x^days = open` by Newton from the right: the sum is convex and rising."""
    x = Decimal(1)
    for _ in range(_NEWTON_STEPS_MAX):
        value = sum((cents * x**days for days, cents in later), Decimal(0)) - open_cents
        slope = sum((cents * days * x ** (days - 1) for days, cents in later), Decimal(0))
        step = value / slope
        x -= step
        if abs(step) < _CLOSE:
            break
    return x


def _round(cents: Decimal) -> int:
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
