"""The nouns of opening hours: spans of a week, days on which nobody is there, and their whole."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Minutes of a weekday (0 is Monday) during which people answer: `[opens, closes)`."""

    weekday: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Closure:
    """Days, first and last included, on which nobody answers, and what they are called.

    `text` is read on them instead of `Opening.absence_text`, with the same places; empty: that one.
    """

    first_on: date
    last_on: date
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """When people answer, in the organisation's time zone. No span at all: hours were never set.

    `absence_text` is what somebody reads who writes to people while nobody is there, with
    `{horario}` and `{motivo}` in it; empty: the usual words. Only with `tells_absence`.
    """

    spans: tuple[Span, ...] = ()
    closures: tuple[Closure, ...] = ()
    closes_on_holidays: bool = True
    zone: str = "America/Sao_Paulo"
    tells_absence: bool = True
    absence_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What may be told somebody who asks for a person just now; `hours` completes a sentence."""

    is_open: bool
    hours: str
