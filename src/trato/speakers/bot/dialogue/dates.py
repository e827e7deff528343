"""Days as people say them in Portuguese, relative to a given date; and birthdays."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from trato.casework.negotiation.terms.schedule import add_months, next_day_of_month
from trato.speakers.bot.dialogue.fold import fold
from trato.speakers.bot.dialogue.numbers import with_figures

_MONTHS = (
    "janeiro",
    "fevereiro",
    "marco",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
)
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_WEEKDAYS = ("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo")
_WEEKDAY = "|".join(_WEEKDAYS)
_ORDINALS = {
    "primeiro": 1,
    "segundo": 2,
    "terceiro": 3,
    "quarto": 4,
    "quinto": 5,
    "sexto": 6,
    "setimo": 7,
    "oitavo": 8,
    "nono": 9,
    "decimo": 10,
}

_NUMERIC = re.compile(r"(?<![\d/.,])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2}|\d{4}))?(?![\d/])")
_NAMED = re.compile(rf"\b(\d{{1,2}})o? (?:de |d )?({_MONTH})\b(?: (?:de )?(\d{{4}}))?")
_DAY = re.compile(
    r"\b(?:dia|do dia|todo dia|no dia) (\d{1,2})\b(?P<next> (?:do|de) (?:mes que vem|proximo mes))?"
)
_IN_DAYS = re.compile(
    r"\b(?:daqui(?: a| ha)?|em|dentro de|mais|uns|umas|depois de) (?:uns |umas )?(\d{1,3}) "
    r"(dias?|semanas?|mes(?:es)?)\b"
)
_BUSINESS = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_ORDINALS)})[oa]? dia util\b")
_WEEK = re.compile(
    rf"\b(?P<next1>proxim[ao] )?(?P<day>{_WEEKDAY})(?: feira)?\b(?! via)"
    r"(?P<next2> (?:que vem|da semana que vem|proxima|da proxima semana))?"
)
_PART = re.compile(r"\b(?:segunda|terca|quarta|quinta|sexta) (?:parcela|vez|via|opcao)\b")


def when(text: str, *, today: date) -> date | None:
    """Read the first day that a sentence names, on or after today. None: no day is named.

    "Dia 10" is the next tenth; a weekday is the next such day after today; "semana que vem" is
    its Monday, "mês que vem" its first day; "fim do mês" is its last day. Business days leave out
    weekends only.
    """
    folded = _PART.sub(" ", with_figures(_ordinal_guard(fold(text))))
    for read in (_relative, _business, _numeric, _named, _in_days, _day, _weekday, _period):
        found = _guarded(read, folded, today)
        if found is not None:
            return found
    return None


def day_of_month(text: str) -> int | None:
    """Read a day that recurs each month (`todo dia 10`, `dia 5`)."""
    match = _DAY.search(with_figures(text))
    number = int(match[1]) if match else 0
    return number if 1 <= number <= 31 else None


def birthday(text: str) -> tuple[int, int] | None:
    """Read day and month of birth (`07/03`, `7 de março`, `07031985`, `sete de março`)."""
    folded = with_figures(fold(text).replace("primeiro", "1"))
    named = _NAMED.search(folded)
    if named:
        return _valid(int(named[1]), _month(named[2]))
    parts = re.search(r"(?<!\d)(\d{1,2}) ?[/\-. ] ?(?:de |do |e |mes )?(\d{1,2})(?!\d)", folded)
    if parts:
        return _valid(int(parts[1]), int(parts[2]))
    solid = re.fullmatch(r"\D*(\d{2})(\d{2})(?:\d{2}|\d{4})?\D*", folded)
    return _valid(int(solid[1]), int(solid[2])) if solid else None


def is_vague(text: str) -> bool:
    """Whether a time is meant that no calendar holds (`quando eu receber`)."""
    return bool(
        re.search(
            r"\bquando (?:eu )?(?:receber|cair|entrar|der|puder)|\bassim que (?:eu )?(?:receber|"
            r"cair)"
            r"|\bqualquer dia\b|\bum dia\b|\bmais pra frente\b|\bnao sei quando\b",
            fold(text),
        )
    )


_Read = Callable[[str, date], date | None]


def _guarded(read: _Read, folded: str, today: date) -> date | None:
    try:
        return read(folded, today)
    except (ValueError, OverflowError):
        return None


def _ordinal_guard(folded: str) -> str:
    """Keep `quinto dia útil` from being read as a number by the figures pass."""
    for name, number in _ORDINALS.items():
        folded = re.sub(rf"\b{name} dia util\b", f"{number} dia util", folded)
    return folded


def _relative(folded: str, today: date) -> date | None:
    if re.search(r"\bdepois de amanha\b", folded):
        return today + timedelta(days=2)
    if re.search(r"\bamanha\b", folded):
        return today + timedelta(days=1)
    return today if re.search(r"\bhoje\b|\bagora\b(?! nao)", folded) else None


def _business(folded: str, today: date) -> date | None:
    match = _BUSINESS.search(folded)
    if match is None:
        return None
    number = _ORDINALS.get(match[1]) or int(match[1])
    later = "mes que vem" in folded or "proximo mes" in folded
    month = add_months(today, 1 if later else 0, day_of_month=1)
    found = _business_day(month, number)
    return found if found >= today else _business_day(add_months(month, 1), number)


def _business_day(month: date, number: int) -> date:
    """Return the n-th weekday of a month; holidays are not known here."""
    day, seen = month - timedelta(days=1), 0
    while seen < min(max(number, 1), 20):
        day += timedelta(days=1)
        seen += day.weekday() < 5
    return day


def _numeric(folded: str, today: date) -> date | None:
    match = _NUMERIC.search(folded)
    return _upcoming(int(match[1]), int(match[2]), match[3], today) if match else None


def _named(folded: str, today: date) -> date | None:
    match = _NAMED.search(folded)
    return _upcoming(int(match[1]), _month(match[2]), match[3], today) if match else None


def _upcoming(day: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _in_days(folded: str, today: date) -> date | None:
    match = _IN_DAYS.search(folded)
    if match is None:
        return None
    count, unit = int(match[1]), match[2]
    if unit.startswith("mes"):
        return add_months(today, min(count, 120))
    return today + timedelta(days=count * (7 if unit.startswith("sem") else 1))


def _day(folded: str, today: date) -> date | None:
    match = _DAY.search(folded)
    if match is None or not 1 <= int(match[1]) <= 31:
        return None
    if match["next"] or re.search(r"\b(?:mes que vem|proximo mes)\b", folded):
        return add_months(today, 1, day_of_month=int(match[1]))
    return next_day_of_month(today, int(match[1]))


def _weekday(folded: str, today: date) -> date | None:
    match = _WEEK.search(folded)
    if match is None:
        return None
    ahead = (_WEEKDAYS.index(match["day"]) - today.weekday() - 1) % 7 + 1
    found = today + timedelta(days=ahead)
    wants_next_week = bool(match["next1"] or match["next2"])
    same_week = found.isocalendar()[:2] == today.isocalendar()[:2]
    return found + timedelta(days=7) if wants_next_week and same_week else found


def _period(folded: str, today: date) -> date | None:
    if re.search(r"\b(?:semana que vem|proxima semana)\b", folded):
        return today + timedelta(days=7 - today.weekday())
    if re.search(r"\b(?:mes que vem|proximo mes|outro mes)\b", folded):
        return add_months(today, 1, day_of_month=1)
    if re.search(r"\bcomeco do mes\b|\binicio do mes\b", folded):
        return add_months(today, 1, day_of_month=1)
    if re.search(r"\b(?:fim|final) do mes\b", folded):
        return add_months(today, 0, day_of_month=31)
    return None


def _month(name: str) -> int:
    return next(k for k, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))


def _valid(day: int, month: int) -> tuple[int, int] | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2024, month)[1]:
        return None
    return day, month
