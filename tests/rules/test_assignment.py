"""Who gets the next conversation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.casework.conversations.rules import (
    SEEN_WITHIN,
    Given,
    Waiter,
    Worker,
    choose,
    in_order,
    queue_for,
    queue_of_team,
    share_out,
)

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def worker(user_id: int, **more: Any) -> Worker:
    values: dict[str, Any] = {
        "user_id": user_id, "skills": frozenset(), "load": 0, "load_max": 4,
        "is_available": True, "seen_at": NOW,
    }  # fmt: skip
    return Worker(**{**values, **more})


@pytest.mark.parametrize(
    ("workers", "skill", "wanted"),
    [
        ([], "", None),
        ([worker(1)], "", 1),
        ([worker(1, is_available=False)], "", None),
        ([worker(1, seen_at=NOW - SEEN_WITHIN - timedelta(seconds=1))], "", None),
        ([worker(1, seen_at=None)], "", None),
        ([worker(1, load=4)], "", None),
        ([worker(1, load=3), worker(2, load=2)], "", 2),
        # Busy is the share of one's own limit: 3 of 10 is less than 2 of 4.
        ([worker(1, load=3, load_max=10), worker(2, load=2)], "", 1),
        ([worker(1), worker(2, load=3, skills=frozenset({"juridico"}))], "juridico", 2),
        ([worker(1)], "juridico", None),
        ([worker(1, last_given_at=NOW), worker(2, last_given_at=NOW - timedelta(hours=1))], "", 2),
        ([worker(1, last_given_at=NOW), worker(2)], "", 2),
    ],
)
def test_the_least_busy_who_can(workers: list[Worker], skill: str, wanted: int | None) -> None:
    assert choose(workers, skill=skill, now=NOW) == wanted


LEGAL, OTHERS = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("workers", "team_id", "wanted"),
    [
        ([worker(1), worker(2, load=3, team_id=LEGAL)], LEGAL, 2),
        ([worker(1, team_id=OTHERS)], LEGAL, None),
        ([worker(1, team_id=LEGAL, load=4), worker(2)], LEGAL, None),
        # What is nobody's in particular goes to anybody, of a team or not.
        ([worker(1, load=2), worker(2, team_id=LEGAL)], None, 2),
    ],
)
def test_what_waits_for_a_team_is_for_its_agents_only(
    workers: list[Worker], team_id: UUID | None, wanted: int | None
) -> None:
    assert choose(workers, skill="", now=NOW, team_id=team_id) == wanted


def waiter(number: int, waited_minutes: int, within_minutes: int) -> Waiter:
    since = NOW - timedelta(minutes=waited_minutes)
    return Waiter(
        conversation_id=UUID(int=number), skill="", waiting_since=since,
        answer_by=since + timedelta(minutes=within_minutes),
    )  # fmt: skip


def test_broken_promises_first_then_whoever_waits_longest() -> None:
    late, long, short = waiter(1, 10, 5), waiter(2, 30, 60), waiter(3, 5, 60)
    assert in_order([short, long, late], now=NOW) == [late, long, short]


THIRD = UUID(int=3)
LONG_AGO, SOON = NOW, NOW + timedelta(seconds=1)


def helped(number: int, helped_from: datetime | None, *helpers: UUID, minutes: int = 9) -> Waiter:
    values = {"team_id": LEGAL, "helpers": helpers, "helped_from": helped_from}
    return replace(waiter(number, minutes, 60), **values)


def got(number: int, agent_id: int, helper_id: UUID | None = None) -> Given:
    return Given(conversation_id=UUID(int=number), agent_id=agent_id, helper_id=helper_id)


OWN, OTHER, LAST = worker(1, team_id=LEGAL), worker(2, team_id=OTHERS), worker(3, team_id=THIRD)
FULL, AWAY = replace(OWN, load=4), replace(OWN, seen_at=NOW - timedelta(minutes=3))


@pytest.mark.parametrize(
    ("case", "waiting", "workers", "wanted"),
    [
        ("its own first", [helped(1, LONG_AGO, OTHERS)], [OWN, OTHER], [got(1, 1)]),
        ("not yet", [helped(1, SOON, OTHERS)], [FULL, OTHER], []),
        ("at the limit", [helped(1, LONG_AGO, OTHERS)], [FULL, OTHER], [got(1, 2, OTHERS)]),
        ("not here", [helped(1, LONG_AGO, OTHERS)], [AWAY, OTHER], [got(1, 2, OTHERS)]),
        ("nobody helps", [helped(1, None)], [FULL, OTHER], []),
        ("in order", [helped(1, LONG_AGO, THIRD, OTHERS)], [OTHER, LAST], [got(1, 3, THIRD)]),
        (
            "the next where the first has nobody",
            [helped(1, LONG_AGO, THIRD, OTHERS)],
            [OTHER, replace(LAST, load=4)],
            [got(1, 2, OTHERS)],
        ),
        (
            "the least busy of the team that helps",
            [helped(1, LONG_AGO, OTHERS)],
            [replace(OTHER, load=2), replace(OTHER, user_id=4, load=1)],
            [got(1, 4, OTHERS)],
        ),
        (
            "with the queue's skill",
            [replace(helped(1, LONG_AGO, OTHERS), skill="a")],
            [OTHER, replace(OTHER, user_id=4, load=3, skills=frozenset("a"))],
            [got(1, 4, OTHERS)],
        ),
        (
            "what is their own before they help, however long the other waits",
            [helped(1, LONG_AGO, OTHERS, minutes=50), replace(waiter(2, 1, 60), team_id=OTHERS)],
            [replace(OTHER, load=3)],
            [got(2, 2)],
        ),
        (
            "the longest waiting first, also of those helped",
            [helped(1, LONG_AGO, OTHERS), helped(2, LONG_AGO, OTHERS, minutes=20)],
            [replace(OTHER, load=3)],
            [got(2, 2, OTHERS)],
        ),
    ],
)
def test_other_teams_help(
    case: str, waiting: list[Waiter], workers: list[Worker], wanted: list[Given]
) -> None:
    assert list(share_out(waiting, workers, now=NOW)) == wanted, case


def test_a_hand_over_goes_where_its_reason_is_named_or_where_the_rest_goes() -> None:
    legal, rest = UUID(int=1), UUID(int=2)
    queues = [(rest, ()), (legal, ("legal_threat", "dispute"))]
    assert queue_for("dispute", queues) == legal
    assert queue_for("asked", queues) == rest
    assert queue_for("asked", [(legal, ("dispute",))]) is None


@pytest.mark.parametrize(
    ("reason", "queues", "wanted"),
    [
        ("dispute", [(LEGAL, ("legal",)), (OTHERS, ("dispute",))], OTHERS),
        ("asked", [(LEGAL, ("legal",)), (OTHERS, ())], OTHERS),
        ("asked", [(LEGAL, ("legal",)), (OTHERS, ("dispute",))], LEGAL),
        ("asked", [], None),
    ],
)
def test_what_is_for_a_team_waits_in_one_of_its_queues(
    reason: str, queues: list[tuple[UUID, tuple[str, ...]]], wanted: UUID | None
) -> None:
    assert queue_of_team(reason, queues) == wanted


workers = st.lists(
    st.builds(
        worker,
        st.integers(1, 50),
        load=st.integers(0, 5),
        load_max=st.integers(1, 5),
        is_available=st.booleans(),
        skills=st.frozensets(st.sampled_from(["a", "b"])),
    ),
    max_size=6,
    unique_by=lambda w: w.user_id,
)


@given(workers, st.lists(st.sampled_from(["", "a", "b"]), max_size=30))
def test_nobody_gets_more_than_they_can_and_nobody_waits_while_somebody_could(
    here: list[Worker], skills: list[str]
) -> None:
    by_id = {w.user_id: w for w in here}
    for skill in skills:
        chosen = choose(list(by_id.values()), skill=skill, now=NOW)
        able = [
            w
            for w in by_id.values()
            if w.is_available and w.load < w.load_max and (not skill or skill in w.skills)
        ]
        assert (chosen is None) == (not able)
        if chosen is not None:
            assert by_id[chosen] in able
            by_id[chosen] = replace(by_id[chosen], load=by_id[chosen].load + 1)
    assert all(w.load <= max(w.load_max, b.load) for w, b in zip(by_id.values(), here, strict=True))
