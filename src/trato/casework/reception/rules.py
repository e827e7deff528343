"""Whether people are there at an instant, when they are next, and how to say so. Pure."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise

from trato.casework.reception.values import Attendance, Closure, Opening, Span
from trato.foundation.calendar import holiday_name, zone

DAY_MINUTES = 24 * 60
_SEARCH_DAYS = 60
_WEEK = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
_ABSENCE = (
    "Agora não há ninguém no atendimento. Ele funciona {horario}. "
    "O que você escrever fica guardado e será lido."
)
ABSENCE_PLACES = frozenset({"horario", "motivo"})
ABSENCE_MAX = 600
_PLACE = re.compile(r"\{([^{}]*)\}")
_UNKNOWN = Attendance(is_open=True, hours="de segunda a sexta, das 9h às 18h")


class BadHours(ValueError):
    """Hours that cannot be kept; the text says which part.

    `span`, `overlap`, `closure`, `zone`, `absence` (too long, or a place it does not know),
    `closure_text` (the same of a closure's own), `debt`. `where` is the closure's name.
    """

    def __init__(self, wrong: str, *, where: str = "") -> None:
        """Say which part, and of which closure."""
        super().__init__(wrong)
        self.where = where


def check(opening: Opening) -> None:
    """Make sure that every span and closure can be kept.

    Raises:
        BadHours: a span is empty or leaves its day, spans overlap, a closure ends too early.
    """
    for span in opening.spans:
        inside = 0 <= span.weekday <= 6 and 0 <= span.opens_minute < span.closes_minute
        if not inside or span.closes_minute > DAY_MINUTES:
            raise BadHours("span")
    for one, other in pairwise(sorted(opening.spans)):
        if one.weekday == other.weekday and other.opens_minute < one.closes_minute:
            raise BadHours("overlap")
    if any(c.last_on < c.first_on or not c.name.strip() for c in opening.closures):
        raise BadHours("closure")
    if not _is_sayable(opening.absence_text):
        raise BadHours("absence")
    for closure in opening.closures:
        if not _is_sayable(closure.text):
            raise BadHours("closure_text", where=closure.name)
    try:
        zone(opening.zone)
    except (KeyError, ValueError, OSError) as unknown:
        raise BadHours("zone") from unknown


def closed_for(opening: Opening, day: date) -> str:
    """Return what closes a whole day (a closure's or a holiday's name), or an empty text."""
    if closure := _closure_on(opening, day):
        return closure.name
    return (holiday_name(day, None) or "") if opening.closes_on_holidays else ""


def is_open(opening: Opening, at: datetime) -> bool:
    """Tell whether people answer at an instant."""
    there = at.astimezone(zone(opening.zone))
    minute = there.hour * 60 + there.minute
    return any(s.opens_minute <= minute < s.closes_minute for s in _spans_on(opening, there.date()))


def next_opening(opening: Opening, at: datetime) -> datetime | None:
    """Return the first instant from `at` on when people answer, in UTC; None within two months."""
    if is_open(opening, at):
        return at.astimezone(UTC)
    place = zone(opening.zone)
    today = at.astimezone(place).date()
    for ahead in range(_SEARCH_DAYS):
        day = today + timedelta(days=ahead)
        for span in _spans_on(opening, day):
            wall = time(span.opens_minute // 60, span.opens_minute % 60)
            opens = datetime.combine(day, wall, place).astimezone(UTC)
            if opens >= at:
                return opens
    return None


def closed_since(opening: Opening, at: datetime) -> datetime | None:
    """Return when people were last there before an instant, in UTC; None while they are there.

    Hours that are nowhere within two months give the beginning of that search.
    """
    if not opening.spans or is_open(opening, at):
        return None
    start = at - timedelta(days=_SEARCH_DAYS)
    return next((end for _, end in _times(opening, start, at, is_backwards=True)), start)


def absent_since(opening: Opening, at: datetime) -> datetime | None:
    """Return since when one and the same absence lasts, in UTC; None while people are there.

    A closure with words of its own is an absence of its own: who read on its eve that nobody was
    there reads them, too.
    """
    since, place = closed_since(opening, at), zone(opening.zone)
    closure = _closure_on(opening, at.astimezone(place).date())
    if since is None or closure is None or not closure.text.strip():
        return since
    return max(since, datetime.combine(closure.first_on, time(), place).astimezone(UTC))


def absence(opening: Opening, at: datetime) -> str:
    """Return what somebody reads who writes to people while nobody is there."""
    there = at.astimezone(zone(opening.zone))
    closure = _closure_on(opening, there.date())
    words = (closure.text.strip() if closure else "") or opening.absence_text.strip() or _ABSENCE
    told = {
        "{horario}": attendance(opening, at).hours,
        "{motivo}": closed_for(opening, there.date()),
    }
    for name, value in told.items():
        words = words.replace(name, value)
    return words


def after_open(opening: Opening, since: datetime, seconds: int) -> datetime:
    """Return when people will have been there for so many seconds; without hours, always there.

    What does not come about within two months comes at their end.
    """
    end = since + timedelta(days=_SEARCH_DAYS)
    left = timedelta(seconds=seconds)
    if not opening.spans:
        return since + left
    for opens, closes in _times(opening, since, end):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return end


def before_open(opening: Opening, until: datetime, seconds: int) -> datetime:
    """Return since when people were there for so many seconds: the mirror of `after_open`."""
    start = until - timedelta(days=_SEARCH_DAYS)
    left = timedelta(seconds=seconds)
    if not opening.spans:
        return until - left
    for opens, closes in _times(opening, start, until, is_backwards=True):
        if closes - opens >= left:
            return closes - left
        left -= closes - opens
    return start


def _times(
    opening: Opening, start: datetime, end: datetime, *, is_backwards: bool = False
) -> Iterator[tuple[datetime, datetime]]:
    """Give the stretches between two instants in which people are there, in UTC."""
    place = zone(opening.zone)
    first, last = start.astimezone(place).date(), end.astimezone(place).date()
    for n in range((last - first).days + 1):
        day = last - timedelta(days=n) if is_backwards else first + timedelta(days=n)
        midnight = datetime.combine(day, time(), place)
        spans = _spans_on(opening, day)
        for span in reversed(spans) if is_backwards else spans:
            # Wall-clock minutes: on a day that changes the clock a span keeps its hours.
            opens = (midnight + timedelta(minutes=span.opens_minute)).astimezone(UTC)
            closes = (midnight + timedelta(minutes=span.closes_minute)).astimezone(UTC)
            opens, closes = max(opens, start), min(closes, end)
            if opens < closes:
                yield opens, closes


def attendance(opening: Opening, at: datetime) -> Attendance:
    """Return what may be told somebody who asks for a person; without hours, as if open."""
    if not opening.spans:
        return _UNKNOWN
    hours = hours_in_words(opening.spans)
    if is_open(opening, at):
        return Attendance(is_open=True, hours=hours)
    there = at.astimezone(zone(opening.zone))
    opens = next_opening(opening, at)
    why = closed_for(opening, there.date())
    said = f" (hoje não: {why})" if why else ""
    if opens is None:
        return Attendance(is_open=False, hours=hours + said)
    back = _when(opens.astimezone(zone(opening.zone)), there.date())
    return Attendance(is_open=False, hours=f"{hours}{said}. Respondemos a partir de {back}")


def hours_in_words(spans: tuple[Span, ...]) -> str:
    """Return a week's spans as Portuguese: days with the same hours are named together."""
    days = [
        (day, tuple((s.opens_minute, s.closes_minute) for s in sorted(spans) if s.weekday == day))
        for day in range(7)
    ]
    parts = []
    for hours, alike in groupby(days, key=lambda one: one[1]):
        if hours:
            parts.append(f"{_days([day for day, _ in alike])}, {_hours(hours)}")
    return "; ".join(parts)


def _is_sayable(words: str) -> bool:
    return len(words) <= ABSENCE_MAX and set(_PLACE.findall(words)) <= ABSENCE_PLACES


def _closure_on(opening: Opening, day: date) -> Closure | None:
    return next((c for c in opening.closures if c.first_on <= day <= c.last_on), None)


def _spans_on(opening: Opening, day: date) -> list[Span]:
    if closed_for(opening, day):
        return []
    return sorted(s for s in opening.spans if s.weekday == day.weekday())


def _days(days: list[int]) -> str:
    if len(days) == 1:
        return ("no " if days[0] > 4 else "na ") + _WEEK[days[0]]
    if len(days) == 2:
        return f"{_WEEK[days[0]]} e {_WEEK[days[1]]}"
    return f"de {_WEEK[days[0]]} a {_WEEK[days[-1]]}"


def _hours(hours: tuple[tuple[int, int], ...]) -> str:
    return " e ".join(f"das {_clock(opens)} às {_clock(closes)}" for opens, closes in hours)


def _clock(minute: int) -> str:
    return f"{minute // 60}h{minute % 60:02d}" if minute % 60 else f"{minute // 60}h"


def _when(there: datetime, today: date) -> str:
    hour = _clock(there.hour * 60 + there.minute)
    if there.date() == today:
        return f"hoje, às {hour}"
    if there.date() == today + timedelta(days=1):
        return f"amanhã, às {hour}"
    return f"{_WEEK[there.weekday()]}, {there:%d/%m}, às {hour}"


def closures_ahead(opening: Opening, on: date) -> tuple[Closure, ...]:
    """Return the closures that are not over yet, soonest first."""
    return tuple(sorted(c for c in opening.closures if c.last_on >= on))
