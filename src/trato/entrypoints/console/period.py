"""The stretch of days a page is about: a count of days until now, or two days chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

DAYS: Final = (7, 30, 90)
USUAL_DAYS: Final = 30
LONGEST_DAYS: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `since` until before `until`; `days` where it is one of the usual counts.

    `first_on` and `last_on` are the days as a reader names them, both of them in it. `is_refused`:
    what was chosen is no such stretch, and the usual one stands in for it.
    """

    since: datetime
    until: datetime
    first_on: date
    last_on: date
    days: int | None
    is_refused: bool = False

    @property
    def query(self) -> str:
        """How an address names it."""
        if self.days is not None:
            return f"dias={self.days}"
        return f"de={self.first_on}&ate={self.last_on}"


def chosen_period(given: Mapping[str, str], *, now: datetime, zone: tzinfo) -> Period:
    """Return the stretch an address names (`dias`, or `de` and `ate`), else the usual one."""
    if not (given.get("de") or given.get("ate")):
        asked = given.get("dias")
        return _last(next((d for d in DAYS if str(d) == asked), USUAL_DAYS), now, zone)
    today = now.astimezone(zone).date()
    first, last = _day(given.get("de", "")), _day(given.get("ate", "")) or today
    if first is None or not first <= last <= today or (last - first).days >= LONGEST_DAYS:
        return _last(USUAL_DAYS, now, zone, is_refused=True)
    return Period(
        since=datetime.combine(first, time.min, zone),
        until=min(datetime.combine(last + timedelta(days=1), time.min, zone), now),
        first_on=first,
        last_on=last,
        days=None,
    )


def _last(days: int, now: datetime, zone: tzinfo, *, is_refused: bool = False) -> Period:
    since = now - timedelta(days=days)
    return Period(
        since=since,
        until=now,
        first_on=since.astimezone(zone).date(),
        last_on=now.astimezone(zone).date(),
        days=days,
        is_refused=is_refused,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
