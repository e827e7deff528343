"""How the desk writes instants and days: another year is named, an offer has a last day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from trato.entrypoints.console.templatetags import desk
from trato.foundation import clock

TODAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    clock.set_virtual(clock.VirtualTime(starts_at=TODAY, anchor_epoch=0, speed=0))
    yield
    clock.set_virtual(None)


@pytest.mark.parametrize(
    ("language", "at", "written"),
    [
        ("pt-br", datetime(2026, 11, 20, 15, 0, tzinfo=UTC), "sex., 20 nov., 12:00"),
        ("pt-br", datetime(2024, 6, 7, 3, 0, tzinfo=UTC), "sex., 7 jun. 2024, 00:00"),
        ("en", datetime(2024, 6, 7, 3, 0, tzinfo=UTC), "Fri, 7 Jun 2024, 00:00"),
        # Still last year in Brasília.
        ("pt-br", datetime(2026, 1, 1, 2, 59, tzinfo=UTC), "qua., 31 dez. 2025, 23:59"),
    ],
)
def test_an_instant_of_another_year_names_it(language: str, at: datetime, written: str) -> None:
    with translation.override(language):
        assert written in desk.at(at)
        assert written in desk.when(at)


@pytest.mark.parametrize(
    ("language", "at", "written"),
    [
        ("pt-br", TODAY, "terça-feira, 24 de novembro"),
        (
            "pt-br",
            datetime(2025, 12, 31, 15, 0, tzinfo=UTC),
            "quarta-feira, 31 de dezembro de 2025",
        ),
        ("en", TODAY, "Tuesday, 24 November"),
        ("en", datetime(2025, 12, 31, 15, 0, tzinfo=UTC), "Wednesday, 31 December 2025"),
    ],
)
def test_a_threads_day_is_written_as_one_says_it(language: str, at: datetime, written: str) -> None:
    with translation.override(language):
        assert desk.daystamp(at) == written


@pytest.mark.parametrize(
    ("end", "last"),
    [
        # What ends with the 29th ends at the first instant of the 30th.
        (datetime(2026, 11, 30, 3, 0, tzinfo=UTC), date(2026, 11, 29)),
        (datetime(2026, 11, 30, 14, 20, tzinfo=UTC), date(2026, 11, 30)),
    ],
)
def test_what_ends_at_midnight_stands_until_the_day_before(end: datetime, last: date) -> None:
    assert desk.last_day(end) == last
