"""How a supervisor arranges the desk: queues, limits, and the wait that is announced."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_people_at_work import TUESDAY, arrive, assign, facts, hand_over, seat, shown
from tests.world import World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def queue(world: World, queue_id: UUID | None = None, **more: Any) -> UUID:
    from trato.casework.conversations.arrange_queue import keep_queue

    values: dict[str, Any] = {
        "name": "Geral", "skill": "", "reasons": (), "answer_within_minutes": 15, "by": 1,
        "at": TUESDAY,
    }  # fmt: skip
    with world.within():
        return keep_queue(queue_id, **{**values, **more})


def test_what_waits_in_a_dropped_queue_waits_on_with_the_rest(world: World) -> None:
    from trato.casework.conversations.arrange_queue import drop_queue, queue_cards

    legal = queue(world, name="Jurídico", skill=" Juridico ", reasons=["legal"])
    rest = queue(world)
    thread = arrive(world, 1)
    hand_over(world, thread, "legal")
    seat(world, 7)
    assert (shown(world, thread).queue_id, assign(world)) == (legal, 0)
    queue(world, legal, name="Legal", skill="juridico", reasons=["legal"], answer_within_minutes=5)
    with world.within():
        found = {c.queue_id: c for c in queue_cards()}
        assert (found[legal].name, found[legal].skill) == ("Legal", "juridico")
        drop_queue(legal, by=1, at=TUESDAY)
        drop_queue(legal, by=1, at=TUESDAY)
    assert (shown(world, thread).queue_id, assign(world)) == (rest, 1)
    told = facts(world, "routing.queue_arranged")
    assert [f["is_dropped"] for f in told] == [False, False, False, True]
    assert "Jurídico" not in str(told)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "  "}, "name"),
        ({"name": "Geral"}, "taken"),
        ({"name": "Outra", "answer_within_minutes": 0}, "minutes"),
        ({"name": "Outra", "answer_within_minutes": 10_081}, "minutes"),
    ],
)
def test_a_queue_that_cannot_be_is_refused(world: World, wrong: dict[str, Any], why: str) -> None:
    from trato.casework.conversations.arrange_queue import BadQueue

    queue(world)
    with pytest.raises(BadQueue, match=why):
        queue(world, **wrong)


def test_a_lower_limit_takes_nothing_away_and_gives_nothing_more(world: World) -> None:
    from trato.casework.conversations.arrange_seat import BadSeat, arrange_seat

    seat(world, 7)
    threads = [arrive(world, n) for n in range(3)]
    for thread in threads[:2]:
        hand_over(world, thread)
    assert assign(world) == 2
    with world.within():
        arrange_seat(7, load_max=1, skills=["Acordo ", ""], by=1, at=TUESDAY)
    hand_over(world, threads[2])
    assert assign(world) == 0
    assert [shown(world, t).agent_id for t in threads] == [7, 7, None]
    for user_id, load in ((7, 0), (7, 101), (99, 5)):
        with world.within(), pytest.raises(BadSeat):
            arrange_seat(user_id, load_max=load, skills=(), by=1, at=TUESDAY)
    assert [f["load_max"] for f in facts(world, "routing.seat_arranged")] == [1]


def test_the_announced_wait_is_what_most_people_just_waited(world: World) -> None:
    from trato.casework.conversations.attend import note_answer
    from trato.casework.conversations.expected_wait import wait_minutes

    threads = [arrive(world, n) for n in range(4)]
    for thread in threads:
        hand_over(world, thread)
    now = TUESDAY + 30 * MINUTE
    for thread, waited in zip(threads, (2, 4, 6, 30), strict=True):
        with world.within():
            assert thread == threads[3] or wait_minutes(now=TUESDAY + 5 * MINUTE) is None
            note_answer(thread, at=TUESDAY + waited * MINUTE)
    with world.within():
        assert wait_minutes(now=now) == 12
        assert wait_minutes(now=now + timedelta(hours=3)) is None


def test_the_floor_names_who_waits(world: World) -> None:
    from trato.book.people import read as people
    from trato.entrypoints.console.floor import floor_of

    thread = arrive(world, 1)
    hand_over(world, thread)
    with world.within():
        (line,) = floor_of(None, now=TUESDAY)["waiting"]
        person_id = line.row.person_id
        assert line.name == people.cards({person_id})[person_id].name != ""
    assert line.row.conversation_id == thread
