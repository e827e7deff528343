"""Which stretch of days an address asks for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from trato.entrypoints.console.period import chosen_period

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SP = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("given", "days"), [({}, 30), ({"dias": "7"}, 7), ({"dias": "90"}, 90), ({"dias": "8"}, 30)]
)
def test_a_count_of_days_ends_now(given: dict[str, str], days: int) -> None:
    found = chosen_period(given, now=NOW, zone=SP)
    assert (found.days, found.until, found.until - found.since) == (days, NOW, timedelta(days=days))
    assert found.query == f"dias={days}"


def test_two_days_are_both_in_it_as_the_clock_on_the_wall_has_them() -> None:
    found = chosen_period({"de": "2026-11-02", "ate": "2026-11-03"}, now=NOW, zone=SP)
    assert found.since == datetime(2026, 11, 2, 3, tzinfo=UTC)
    assert found.until == datetime(2026, 11, 4, 3, tzinfo=UTC)
    assert (found.days, found.query) == (None, "de=2026-11-02&ate=2026-11-03")


def test_today_ends_now() -> None:
    found = chosen_period({"de": "2026-11-24"}, now=NOW, zone=SP)
    assert (found.last_on, found.until) == (date(2026, 11, 24), NOW)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"de": "2026-11-03", "ate": "2026-11-02"}, id="backwards"),
        pytest.param({"de": "2026-11-03", "ate": "2026-11-25"}, id="the future"),
        pytest.param({"de": "2025-11-23", "ate": "2026-11-24"}, id="more than a year"),
        pytest.param({"de": "ontem"}, id="no day"),
        pytest.param({"ate": "2026-11-02"}, id="no beginning"),
    ],
)
def test_what_is_no_stretch_is_said_and_the_usual_one_shown(given: dict[str, str]) -> None:
    found = chosen_period(given, now=NOW, zone=SP)
    assert (found.is_refused, found.days) == (True, 30)
