"""What a day makes of an agreement and its parts: tables by date, with grace and holidays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.casework.negotiation.terms.lateness import (
    ENDED,
    FIRST_GRACE_DAYS,
    GRACE_DAYS,
    PAID,
    Part,
    follow,
    last_day,
    late_from,
    mended,
    newest_late,
    settled,
    waits_until,
)
from trato.casework.negotiation.terms.states import AgreementState, InstalmentState

A, I = AgreementState, InstalmentState  # noqa: E741  (short in the tables)
TUESDAY = date(2026, 11, 24)
DAY = timedelta(days=1)
DATES = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def parts(*states: InstalmentState, first_on: date = TUESDAY) -> list[Part]:
    return [
        Part(due_on=first_on + 30 * n * DAY, state=state) for n, state in enumerate(states)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("due_on", "last"),
    [
        pytest.param(date(2026, 11, 24), date(2026, 11, 24), id="a Tuesday"),
        pytest.param(date(2026, 11, 28), date(2026, 11, 30), id="a Saturday"),
        pytest.param(date(2026, 12, 25), date(2026, 12, 28), id="Christmas on a Friday"),
        pytest.param(date(2026, 11, 20), date(2026, 11, 23), id="Consciencia Negra on a Friday"),
        pytest.param(date(2027, 2, 8), date(2027, 2, 10), id="Carnival's Monday"),
        pytest.param(date(2027, 4, 21), date(2027, 4, 22), id="Tiradentes"),
    ],
)
def test_a_day_without_banks_moves_on(due_on: date, last: date) -> None:
    assert last_day(due_on) == last
    assert late_from(due_on, UTC) == datetime(last.year, last.month, last.day, tzinfo=UTC) + DAY


@pytest.mark.parametrize(
    ("after_days", "before", "after"),
    [
        pytest.param(-1, I.SCHEDULED, I.SCHEDULED, id="the day before"),
        pytest.param(0, I.SCHEDULED, I.DUE, id="its day"),
        pytest.param(0, I.ISSUED, I.DUE, id="its day, with a code"),
        pytest.param(0, I.DUE, I.DUE, id="its day, looked at again"),
        pytest.param(1, I.DUE, I.OVERDUE, id="the day after"),
        pytest.param(1, I.SCHEDULED, I.OVERDUE, id="found late"),
        pytest.param(1, I.REISSUED, I.OVERDUE, id="found late, with another code"),
        pytest.param(400, I.PAID, I.PAID, id="paid"),
        pytest.param(400, I.CANCELLED, I.CANCELLED, id="cancelled"),
    ],
)
def test_a_part_by_date(after_days: int, before: I, after: I) -> None:
    course = follow(A.ACTIVE, parts(before), on=TUESDAY + after_days * DAY, may_end=False)
    assert course.parts[0].state is after


@pytest.mark.parametrize(
    ("state", "stand", "after_days", "turns", "ends"),
    [
        pytest.param(A.ACCEPTED, "ss", 1, [], "os", id="accepted, its first day over"),
        pytest.param(A.ACCEPTED, "os", FIRST_GRACE_DAYS, [], "os", id="the last day of grace"),
        pytest.param(A.ACCEPTED, "os", FIRST_GRACE_DAYS + 1, ["lapsed"], "bc", id="lapsed"),
        pytest.param(A.ACCEPTED, "ss", 500, ["lapsed"], "bb", id="lapsed, found late"),
        pytest.param(A.ACCEPTED, "ps", 0, ["active"], "ps", id="first payment"),
        pytest.param(A.ACCEPTED, "op", 1, ["active", "late"], "op", id="another one paid first"),
        pytest.param(A.ACTIVE, "ps", 30, [], "pd", id="due"),
        pytest.param(A.ACTIVE, "pd", 31, ["late"], "po", id="late"),
        pytest.param(A.LATE, "po", 30 + GRACE_DAYS, [], "po", id="the last day of the long grace"),
        pytest.param(A.LATE, "po", 31 + GRACE_DAYS, ["broken"], "pb", id="broken"),
        pytest.param(A.ACTIVE, "pss", 500, ["late", "broken"], "pbb", id="broken, found late"),
        pytest.param(A.LATE, "pos", 61, ["broken"], "pbc", id="broken, the last not due to banks"),
        pytest.param(A.LATE, "pl", 40, ["completed"], "pl", id="the last one, paid late"),
        pytest.param(A.LATE, "pls", 40, ["active"], "pls", id="nothing overdue any more"),
        pytest.param(A.ACTIVE, "pp", 0, ["completed"], "pp", id="all settled"),
        pytest.param(A.COMPLETED, "pp", 500, [], "pp", id="completed stays"),
    ],
)
def test_an_agreement_by_date(
    state: A, stand: str, after_days: int, turns: list[str], ends: str
) -> None:
    known = {
        "s": I.SCHEDULED, "d": I.DUE, "o": I.OVERDUE, "p": I.PAID, "l": I.PAID_LATE,
        "b": I.BROKEN, "c": I.CANCELLED,
    }  # fmt: skip
    own = parts(*(known[one] for one in stand))
    course = follow(state, own, on=TUESDAY + after_days * DAY)
    assert [turn.after.value for turn in course.turns] == turns
    assert [part.state for part in course.parts] == [known[one] for one in ends]


def test_late_lapsed_and_broken_name_the_day_of_their_part() -> None:
    course = follow(A.ACTIVE, parts(I.PAID, I.SCHEDULED, I.SCHEDULED), on=TUESDAY + 500 * DAY)
    assert {turn.due_on for turn in course.turns} == {TUESDAY + 30 * DAY}
    back = follow(A.LATE, parts(I.PAID, I.PAID_LATE, I.SCHEDULED), on=TUESDAY + 40 * DAY)
    assert [turn.due_on for turn in back.turns] == [None]


def test_the_grace_starts_where_banks_open_again() -> None:
    saturday = date(2026, 11, 28)
    end = waits_until(saturday, UTC)
    assert end == datetime(2026, 12, 4, tzinfo=UTC)
    own = parts(I.SCHEDULED, first_on=saturday)
    assert not follow(A.ACCEPTED, own, on=end.date() - DAY).turns
    assert follow(A.ACCEPTED, own, on=end.date()).turns[-1].after is A.LAPSED


def test_one_that_may_not_end_waits_on() -> None:
    course = follow(A.LATE, parts(I.PAID, I.OVERDUE), on=TUESDAY + 500 * DAY, may_end=False)
    assert course.turns == ()


@given(DATES, DATES, st.integers(0, 40))
def test_what_is_asked_of_the_table_is_what_the_rule_says(
    due_on: date, on: date, grace_days: int
) -> None:
    is_over = last_day(due_on) + grace_days * DAY < on
    assert (due_on <= newest_late(on, grace_days=grace_days)) is is_over


@given(
    st.sampled_from([A.ACCEPTED, A.ACTIVE, A.LATE]),
    st.lists(st.tuples(DATES, st.sampled_from(sorted(I))), min_size=1, max_size=6),
    DATES,
)
def test_a_day_looked_at_twice_changes_nothing_more(
    state: A, own: list[tuple[date, I]], on: date
) -> None:
    course = follow(state, [Part(due_on=day, state=one) for day, one in own], on=on)
    ended = course.turns[-1].after if course.turns else state
    again = follow(ended, course.parts, on=on)
    assert again.turns == ()
    if ended not in ENDED:
        assert again.parts == course.parts


@given(st.lists(st.booleans(), min_size=1, max_size=6), DATES, st.integers(0, 400))
def test_days_come_out_the_same_however_often_one_looks(
    looks: list[bool], first_on: date, days: int
) -> None:
    """Whoever looks daily and whoever looks once find the same, but for turns in between."""
    own = tuple(parts(*(I.SCHEDULED for _ in looks), first_on=first_on))
    state, daily = A.ACTIVE, own
    for n in range(days + 1):
        if n < days and not looks[n % len(looks)]:
            continue
        course = follow(state, daily, on=first_on + n * DAY)
        state = course.turns[-1].after if course.turns else state
        daily = course.parts
        if state in ENDED:
            break
    once = follow(A.ACTIVE, own, on=first_on + days * DAY)
    assert state is (once.turns[-1].after if once.turns else A.ACTIVE)


@given(st.sampled_from(sorted(I)), DATES, st.booleans())
def test_what_is_paid_is_paid_whatever_it_was(state: I, due_on: date, is_late: bool) -> None:
    part = Part(due_on=due_on, state=state)
    assert settled(part, is_late=is_late).state in PAID
    assert mended(part).state not in {I.BROKEN, I.CANCELLED}
