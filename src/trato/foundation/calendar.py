"""The Brazilian calendar: holidays by state, business days, and when a place next opens.

Pure: every answer follows from its arguments. It knows nothing of messages or debts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

# Points of rest that most of the country keeps although no federal law makes them holidays.
_KEPT_OPTIONAL: Final = ("Carnaval", "Corpus Christi")

_SEARCH_DAYS: Final = 60

Span = tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Opening minutes of the day for Monday to Sunday, `[opens, closes)`; `None` is closed."""

    week: tuple[Span, Span, Span, Span, Span, Span, Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A clock, a holiday calendar (`uf` None: national only) and the opening windows there."""

    uf: str | None
    zone: ZoneInfo
    windows: Windows


def windows(*, weekdays: Span, saturday: Span = None, sunday: Span = None) -> Windows:
    """Build a week from three spans of minutes."""
    return Windows(week=(weekdays, weekdays, weekdays, weekdays, weekdays, saturday, sunday))


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name."""
    return ZoneInfo(name)


@lru_cache(maxsize=512)
def holidays_in(uf: str | None, year: int) -> dict[date, str]:
    """Return national and state holidays with Carnival and Corpus Christi, by day.

    The result is shared: treat it as read-only.

    Raises:
        NotImplementedError: `uf` is none of the 27.
    """
    official = holidays.country_holidays("BR", subdiv=uf, years=year, language="pt_BR")
    found = {day: str(name) for day, name in official.items()}
    optional = holidays.country_holidays(
        "BR", subdiv=uf, years=year, categories=("optional",), language="pt_BR"
    )
    for day, name in optional.items():
        if any(kept in name for kept in _KEPT_OPTIONAL):
            found.setdefault(day, str(name))
    return found


def holiday_name(day: date, uf: str | None, local: Collection[date] = ()) -> str | None:
    """Return the name of the holiday on that day at that place, or None."""
    name = holidays_in(uf, day.year).get(day)
    if name is None and day in local:
        return "feriado municipal"
    return name


def is_business_day(day: date, uf: str | None = None, local: Collection[date] = ()) -> bool:
    """Tell whether the day is Monday to Friday and no holiday there."""
    return day.weekday() < 5 and holiday_name(day, uf, local) is None


def next_business_day(day: date, uf: str | None = None, local: Collection[date] = ()) -> date:
    """Return the day itself when it is a business day, else the first one after it."""
    while not is_business_day(day, uf, local):
        day += timedelta(days=1)
    return day


def add_business_days(
    day: date, count: int, uf: str | None = None, local: Collection[date] = ()
) -> date:
    """Return the `count`-th business day after `day`; zero returns `day` unchanged.

    Raises:
        ValueError: `count` is negative.
    """
    if count < 0:
        raise ValueError("count business days forwards only")
    for _ in range(count):
        day = next_business_day(day + timedelta(days=1), uf, local)
    return day


def is_open(place: Place, at: datetime, local: Collection[date] = ()) -> bool:
    """Tell whether the instant lies inside the place's window on a day that is no holiday."""
    there = at.astimezone(place.zone)
    span = place.windows.week[there.weekday()]
    if span is None or not span[0] <= there.hour * 60 + there.minute < span[1]:
        return False
    return holiday_name(there.date(), place.uf, local) is None


def _opening_on(place: Place, day: date, local: Collection[date]) -> Span:
    if holiday_name(day, place.uf, local) is not None:
        return None
    return place.windows.week[day.weekday()]


def _next_open_at(place: Place, at: datetime, local: Collection[date]) -> datetime | None:
    """Return the first instant from `at` on when this one place is open."""
    if is_open(place, at, local):
        return at
    there = at.astimezone(place.zone)
    for ahead in range(_SEARCH_DAYS):
        day = there.date() + timedelta(days=ahead)
        span = _opening_on(place, day, local)
        if span is None:
            continue
        opens = datetime.combine(
            day, time(span[0] // 60, span[0] % 60), tzinfo=place.zone
        ).astimezone(UTC)
        if opens >= at:
            return opens
    return None


def next_opening(
    places: Sequence[Place], at: datetime, local: Collection[date] = ()
) -> datetime | None:
    """Return the first instant from `at` on when every place is open, in UTC.

    `None` when the windows share no instant within two months.
    """
    moment = at.astimezone(UTC)
    limit = moment + timedelta(days=_SEARCH_DAYS)
    while moment <= limit:
        latest = moment
        for place in places:
            opens = _next_open_at(place, moment, local)
            if opens is None:
                return None
            latest = max(latest, opens)
        if latest == moment:
            return moment
        moment = latest
    return None
