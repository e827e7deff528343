"""By when an answer is owed: in opening hours, first and later ones, by number and queue."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_arranging_the_desk import queue
from tests.flows.test_people_at_work import arrive, hand_over, shown
from tests.world import World
from trato.casework.reception.rules import after_open, before_open
from trato.casework.reception.values import Closure, Opening, Span

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WEEK = tuple(Span(weekday=d, opens_minute=540, closes_minute=1080) for d in range(5))


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026, on the clock of São Paulo."""
    return datetime(2026, 11, day, hour + 3, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "minutes", "until"),
    [
        (at(24, 9), 15, at(24, 9, 15)),
        (at(24, 17, 50), 15, at(25, 9, 5)),
        (at(24, 19), 15, at(25, 9, 15)),
        (at(27, 17, 59), 2, at(30, 9, 1)),
        (at(24, 7), 540, at(24, 18)),
        (at(24, 9), 541, at(25, 9, 1)),
        (at(25, 17), 120, at(30, 10)),
    ],
)
def test_time_runs_while_people_are_there(since: datetime, minutes: int, until: datetime) -> None:
    recess = Closure(first_on=date(2026, 11, 26), last_on=date(2026, 11, 27), name="recesso")
    is_recess = since.day == 25
    opening = Opening(spans=WEEK, closures=(recess,) if is_recess else ())
    assert after_open(opening, since, minutes * 60) == until
    assert after_open(opening, before_open(opening, until, minutes * 60), minutes * 60) == until


def test_without_hours_it_always_runs_and_without_any_it_ends(world: World) -> None:
    assert after_open(Opening(), TUESDAY, 60) == TUESDAY + MINUTE
    assert before_open(Opening(), TUESDAY, 60) == TUESDAY - MINUTE
    shut = Opening(
        spans=WEEK,
        closures=(Closure(first_on=date(2026, 1, 1), last_on=date(2027, 12, 31), name="fim"),),
    )
    assert after_open(shut, TUESDAY, 60) > TUESDAY + timedelta(days=50)
    assert before_open(shut, TUESDAY, 60) < TUESDAY - timedelta(days=50)


def owed(world: World, thread: UUID, now: datetime) -> Any:
    from trato.casework.conversations.due import due

    row = shown(world, thread)
    with world.within():
        return due([row], now=now).get(thread)


def test_an_answer_is_at_risk_and_then_late(world: World) -> None:
    from trato.casework.conversations.attend import note_answer

    queue(world, answer_within_minutes=20, next_within_minutes=40)
    thread = arrive(world, 1)
    assert owed(world, thread, TUESDAY) is None
    hand_over(world, thread)
    first = owed(world, thread, TUESDAY)
    assert (first.due_at, first.is_first) == (TUESDAY + 20 * MINUTE, True)
    found = [owed(world, thread, TUESDAY + n * MINUTE) for n in (14, 15, 19, 20)]
    assert [(o.is_soon, o.is_late) for o in found] == [
        (False, False), (True, False), (True, False), (False, True),
    ]  # fmt: skip
    with world.within():
        note_answer(thread, at=TUESDAY + 30 * MINUTE)
    assert owed(world, thread, TUESDAY) is None
    from tests.flows.test_receive import incoming, receive

    later = TUESDAY + 60 * MINUTE
    receive(world, incoming(world, "e aí?", wa_id="5511987650001", written_at=later), at=later)
    again = owed(world, thread, later)
    assert (again.due_at, again.is_first) == (later + 40 * MINUTE, False)


def test_a_queue_with_numbers_takes_only_what_came_to_them(world: World) -> None:
    from trato.foundation.ids import new_id

    other = queue(world, name="Outra marca", number_ids=[new_id()])
    rest = queue(world, name="Geral")
    thread = arrive(world, 1)
    hand_over(world, thread)
    assert shown(world, thread).queue_id == rest != other
    ours = queue(world, name="Nossa", number_ids=[world.number_id])
    second = arrive(world, 2)
    hand_over(world, second)
    assert shown(world, second).queue_id == ours
