"""When people answer, and how it is said."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.casework.reception.rules import (
    BadHours,
    attendance,
    check,
    closures_ahead,
    hours_in_words,
    is_open,
    next_opening,
)
from trato.casework.reception.values import Closure, Opening, Span


def span(weekday: int, opens: float, closes: float) -> Span:
    return Span(weekday=weekday, opens_minute=round(opens * 60), closes_minute=round(closes * 60))


MORNING_AND_AFTERNOON = tuple(s for d in range(5) for s in (span(d, 9, 12), span(d, 13.5, 18)))
WEEK = (*MORNING_AND_AFTERNOON, span(5, 9, 13))
RECESS = Closure(first_on=date(2026, 12, 24), last_on=date(2027, 1, 3), name="recesso")
OPENING = Opening(spans=WEEK, closures=(RECESS,))


def brasilia(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}:00-03:00")


@pytest.mark.parametrize(
    ("day", "hour", "wanted"),
    [
        ("2026-11-24", "08:59", False),
        ("2026-11-24", "09:00", True),
        ("2026-11-24", "11:59", True),
        ("2026-11-24", "12:00", False),
        ("2026-11-24", "13:30", True),
        ("2026-11-24", "18:00", False),
        ("2026-11-28", "12:59", True),  # Saturday
        ("2026-11-29", "10:00", False),  # Sunday
        ("2026-12-25", "10:00", False),  # within the recess
        ("2026-09-07", "10:00", False),  # a Monday, Independence Day
    ],
)
def test_open_only_within_an_interval_of_a_day_that_is_not_closed(
    day: str, hour: str, wanted: bool
) -> None:
    assert is_open(OPENING, brasilia(day, hour)) is wanted


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (("2026-11-24", "10:00"), ("2026-11-24", "10:00")),
        (("2026-11-24", "12:10"), ("2026-11-24", "13:30")),
        (("2026-11-24", "19:00"), ("2026-11-25", "09:00")),
        (("2026-11-28", "14:00"), ("2026-11-30", "09:00")),
        (("2026-12-23", "19:00"), ("2027-01-04", "09:00")),
    ],
)
def test_the_next_opening_skips_breaks_weekends_and_closures(
    at: tuple[str, str], wanted: tuple[str, str]
) -> None:
    assert next_opening(OPENING, brasilia(*at)) == brasilia(*wanted)


def test_who_never_opens_again_has_no_next_opening() -> None:
    for_ever = Closure(first_on=date(2026, 1, 1), last_on=date(2030, 1, 1), name="mudança")
    opening = Opening(spans=WEEK, closures=(for_ever,))
    at = brasilia("2026-11-24", "10:00")
    assert next_opening(opening, at) is None
    assert "Respondemos" not in attendance(opening, at).hours


def test_hours_are_said_the_short_way() -> None:
    assert hours_in_words(WEEK) == (
        "de segunda a sexta, das 9h às 12h e das 13h30 às 18h; no sábado, das 9h às 13h"
    )
    assert hours_in_words((span(0, 8, 18), span(1, 8, 18))) == "segunda e terça, das 8h às 18h"
    assert hours_in_words((span(0, 8, 24),)) == "na segunda, das 8h às 24h"


@pytest.mark.parametrize(
    ("at", "is_there", "words"),
    [
        (("2026-11-24", "10:00"), True, ""),
        (("2026-11-24", "12:10"), False, ". Respondemos a partir de hoje, às 13h30"),
        (("2026-11-24", "20:00"), False, ". Respondemos a partir de amanhã, às 9h"),
        (("2026-11-28", "15:00"), False, ". Respondemos a partir de segunda, 30/11, às 9h"),
        (
            ("2026-12-28", "10:00"),
            False,
            " (hoje não: recesso). Respondemos a partir de segunda, 04/01, às 9h",
        ),
    ],
)
def test_whoever_asks_for_a_person_is_told_when_people_answer(
    at: tuple[str, str], is_there: bool, words: str
) -> None:
    found = attendance(OPENING, brasilia(*at))
    assert (found.is_open, found.hours) == (is_there, hours_in_words(WEEK) + words)


def test_without_hours_people_are_taken_to_be_there() -> None:
    assert attendance(Opening(), brasilia("2026-11-29", "03:00")).is_open


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"spans": (span(7, 9, 10),)}, "span"),
        ({"spans": (span(0, 10, 9),)}, "span"),
        ({"spans": (span(0, 9, 24.5),)}, "span"),
        ({"spans": (span(0, 9, 12), span(0, 11, 13))}, "overlap"),
        ({"closures": (Closure(first_on=date(2026, 2, 2), last_on=date(2026, 2, 1), name="x"),)},
         "closure"),
        ({"closures": (Closure(first_on=date(2026, 2, 1), last_on=date(2026, 2, 1), name=" "),)},
         "closure"),
        ({"zone": "Lua/Crateras"}, "zone"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_kept_are_refused(wrong: dict[str, Any], what: str) -> None:
    with pytest.raises(BadHours, match=what):
        check(Opening(**wrong))
    check(OPENING)


def test_closures_that_are_over_are_left_out() -> None:
    assert closures_ahead(OPENING, date(2027, 1, 3)) == (RECESS,)
    assert closures_ahead(OPENING, date(2027, 1, 4)) == ()


spans = st.lists(
    st.builds(
        lambda d, o, n: Span(weekday=d, opens_minute=o, closes_minute=min(o + n, 1440)),
        st.integers(0, 6),
        st.integers(0, 1438),
        st.integers(1, 600),
    ),
    min_size=1,
    max_size=8,
).map(tuple)


@given(spans, st.integers(0, 400 * 24 * 60))
def test_it_is_open_at_the_next_opening_and_closed_until_then(
    week: tuple[Span, ...], minutes: int
) -> None:
    opening = Opening(spans=week, closures=(RECESS,))
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    opens = next_opening(opening, at)
    assert opens is not None
    assert opens >= at
    assert is_open(opening, opens)
    step = (opens - at) / 7
    assert all(not is_open(opening, at + step * n) for n in range(7) if step)
