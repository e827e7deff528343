"""Holidays, business days and openings, checked against the wall calendar."""

from datetime import UTC, date, datetime

import pytest

from trato.door.policy.hours import HOURS_BY_UF, UnknownJurisdiction, schedule_for
from trato.foundation import calendar as cal
from trato.foundation.regions import UF_BY_DDD, UFS, ZONE_BY_UF, uf_of_ddd, zone_of


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "uf", "name"),
    [
        (date(2026, 11, 20), None, "Consciência Negra"),
        (date(2026, 7, 9), "SP", "Revolução"),
        (date(2026, 7, 9), "RJ", None),
        (date(2027, 2, 9), "MG", "Carnaval"),
        (date(2027, 2, 10), "MG", None),
        (date(2027, 5, 27), "SP", "Corpus Christi"),
        (date(2027, 10, 28), None, None),
        (date(2027, 12, 24), None, None),
    ],
)
def test_holidays(day: date, uf: str | None, name: str | None) -> None:
    found = cal.holiday_name(day, uf)
    assert (found is None) if name is None else (found is not None and name in found)


def test_a_local_holiday_is_one_too() -> None:
    day = date(2027, 1, 25)
    assert cal.holiday_name(day, "SP") is None
    assert cal.holiday_name(day, "SP", (day,)) == "feriado municipal"
    assert not cal.is_business_day(day, "SP", (day,))


def test_business_days() -> None:
    assert cal.is_business_day(date(2026, 11, 19))
    assert not cal.is_business_day(date(2026, 11, 20))
    assert not cal.is_business_day(date(2026, 11, 21))
    assert cal.next_business_day(date(2026, 11, 20)) == date(2026, 11, 23)
    assert cal.next_business_day(date(2026, 11, 23)) == date(2026, 11, 23)
    assert cal.add_business_days(date(2026, 11, 18), 2) == date(2026, 11, 23)
    assert cal.add_business_days(date(2026, 11, 21), 0) == date(2026, 11, 21)
    with pytest.raises(ValueError, match="forwards"):
        cal.add_business_days(date(2026, 11, 18), -1)


@pytest.mark.parametrize(
    ("place", "at", "opens"),
    [
        (("SP", None, "11"), "2026-11-24T10:59:59", "2026-11-24T11:00:00"),
        (("SP", None, "11"), "2026-11-24T22:59:59", "2026-11-24T22:59:59"),
        (("SP", None, "11"), "2026-11-24T23:00:00", "2026-11-25T11:00:00"),
        # Saturday closes at 14:00; Monday opens.
        (("SP", None, "11"), "2026-11-28T17:00:00", "2026-11-30T11:00:00"),
        # Rio keeps business days only, and starts at nine.
        (("RJ", None, "21"), "2026-11-27T22:00:00", "2026-11-30T12:00:00"),
        # Address in Acre, number of São Paulo: each on its own clock.
        (("AC", None, "11"), "2026-11-24T11:30:00", "2026-11-24T13:00:00"),
        (("AC", None, "11"), "2026-11-24T23:30:00", "2026-11-25T13:00:00"),
        (("AM", None, "92"), "2026-11-24T22:00:00", "2026-11-25T12:00:00"),
        (("MG", None, "31"), "2026-11-28T12:30:00", "2026-11-28T13:00:00"),
        (("ES", None, "27"), "2026-11-28T12:30:00", "2026-11-30T11:00:00"),
        (("AL", None, "82"), "2026-11-28T12:30:00", "2026-11-28T12:30:00"),
        (("PE", "Fernando de Noronha", None), "2026-11-24T09:59:00", "2026-11-24T10:00:00"),
        # Nobody knows where: decent on every mainland clock.
        ((None, None, None), "2026-11-24T11:00:00", "2026-11-24T13:00:00"),
        # The day of Zumbi is a Friday; the carnival closes Monday and Tuesday.
        (("SP", None, "11"), "2026-11-20T13:00:00", "2026-11-21T11:00:00"),
        (("SP", None, "11"), "2027-02-08T13:00:00", "2027-02-10T11:00:00"),
    ],
)
def test_openings(place: tuple[str | None, str | None, str | None], at: str, opens: str) -> None:
    schedule = schedule_for(*place, "standard")
    assert schedule.next_opening(utc(at)) == utc(opens)
    assert schedule.is_open(utc(opens))
    assert schedule.is_open(utc(at)) == (at == opens)


def test_the_strict_profile_is_nine_to_six_on_weekdays() -> None:
    strict = schedule_for("SP", None, "11", "strict")
    assert strict.next_opening(utc("2026-11-27T21:00:00")) == utc("2026-11-30T12:00:00")


def test_windows_that_never_meet_have_no_opening() -> None:
    early = cal.Place(
        uf=None, zone=cal.zone("America/Sao_Paulo"), windows=cal.windows(weekdays=(0, 60))
    )
    late = cal.Place(
        uf=None, zone=cal.zone("America/Sao_Paulo"), windows=cal.windows(weekdays=(600, 660))
    )
    never = cal.Place(
        uf=None, zone=cal.zone("America/Sao_Paulo"), windows=cal.windows(weekdays=None)
    )
    assert cal.next_opening((early, late), utc("2026-11-24T00:00:00")) is None
    assert cal.next_opening((never,), utc("2026-11-24T00:00:00")) is None


@pytest.mark.parametrize("place", [("XX", None, None, "standard"), (None, None, "20", "standard")])
def test_unknown_places_are_refused(place: tuple[str | None, None, str | None, str]) -> None:
    with pytest.raises(UnknownJurisdiction):
        schedule_for(*place)


def test_regions_are_whole() -> None:
    assert len(UFS) == 27 == len(ZONE_BY_UF)
    assert len(UF_BY_DDD) == 67
    assert set(HOURS_BY_UF) <= UFS
    assert uf_of_ddd("11") == "SP"
    assert uf_of_ddd(None) is None
    assert uf_of_ddd("20") is None
    assert zone_of("AM", "São Paulo de Olivença") == "America/Eirunepe"
    assert zone_of("AM", "Manaus") == "America/Manaus"
    for uf in UFS:
        cal.holidays_in(uf, 2027)
        cal.zone(zone_of(uf))
