"""Teams serve their queues alone; the floor counts what is late while people are there."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_people_at_work import MINUTE, arrive, assign, facts, hand_over, seat, shown
from tests.world import World
from trato.casework.conversations.arrange_team import BadTeam, drop_team, keep_team, team_cards
from trato.casework.reception.values import Opening, Span

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def queue(world: World, name: str, reasons: tuple[str, ...] = (), **more: Any) -> UUID:
    from trato.casework.conversations.arrange_queue import keep_queue

    values: dict[str, Any] = {"skill": "", "answer_within_minutes": 15, **more}
    with world.within():
        return keep_queue(None, name=name, reasons=reasons, by=1, at=TUESDAY, **values)


def team(world: World, name: str, members: list[int], queues: list[UUID], **more: Any) -> UUID:
    values: dict[str, Any] = {"team_id": None, "supervisor_id": 1, **more}
    with world.within():
        return keep_team(
            name=name, member_ids=members, queue_ids=queues, by=1, at=TUESDAY, **values
        )


def cards(world: World) -> Any:
    with world.within():
        return team_cards()


def test_what_waits_for_a_team_goes_to_its_agents_only(world: World) -> None:
    legal, _rest = queue(world, "Jurídico", ("legal",)), queue(world, "Geral")
    seat(world, 7)
    seat(world, 8, load_max=1)
    team(world, "Mesa jurídica", [8], [legal])
    first, second, other = (arrive(world, n) for n in range(3))
    hand_over(world, first, "legal")
    hand_over(world, second, "legal", at=TUESDAY + MINUTE)
    hand_over(world, other, "asked", at=TUESDAY + 2 * MINUTE)
    # 8 has room for one; 7 is idle and not of the team, and takes what is everybody's.
    assert assign(world, TUESDAY + 2 * MINUTE) == 2
    assert [shown(world, t).agent_id for t in (first, second, other)] == [8, None, 7]


def test_within_a_team_skill_and_load_count_as_ever(world: World) -> None:
    legal = queue(world, "Jurídico", ("legal",), skill="processos")
    seat(world, 7, skills=["processos"], load_max=10)
    seat(world, 8)
    seat(world, 9, skills=["processos"], load_max=10)
    team(world, "Mesa jurídica", [7, 8], [legal])
    threads = [arrive(world, n) for n in range(3)]
    for thread in threads:
        hand_over(world, thread, "legal")
    assert assign(world) == 3
    assert {shown(world, t).agent_id for t in threads} == {7}


def test_an_agent_and_a_queue_are_of_one_team(world: World) -> None:
    legal = queue(world, "Jurídico")
    seat(world, 7)
    seat(world, 8)
    one = team(world, "Um", [7, 8], [legal])
    two = team(world, "Dois", [8], [legal])
    assert [(c.name, c.member_ids, c.queue_ids) for c in cards(world)] == [
        ("Dois", (8,), (legal,)), ("Um", (7,), ()),
    ]  # fmt: skip
    team(world, "Dois", [], [], team_id=two)
    assert [(c.name, c.member_ids, c.queue_ids) for c in cards(world)] == [
        ("Dois", (), ()), ("Um", (7,), ()),
    ]  # fmt: skip
    assert one != two


def test_a_dropped_team_leaves_its_queues_to_everybody(world: World) -> None:
    legal = queue(world, "Jurídico", ("legal",))
    seat(world, 7)
    made = team(world, "Mesa", [], [legal])
    thread = arrive(world, 1)
    hand_over(world, thread, "legal")
    assert assign(world) == 0
    with world.within():
        drop_team(made, by=1, at=TUESDAY)
        drop_team(made, by=1, at=TUESDAY)
    assert assign(world) == 1
    told = facts(world, "routing.team_arranged")
    assert [(f["queues"], f["is_dropped"]) for f in told] == [(1, False), (0, True)]


def test_what_cannot_be_a_team(world: World) -> None:
    made = team(world, "Mesa", [], [])
    with pytest.raises(BadTeam, match="name"):
        team(world, " ", [], [])
    with pytest.raises(BadTeam, match="taken"):
        team(world, "Mesa", [], [])
    assert team(world, "Mesa", [404], [made], team_id=made) == made
    assert [c.member_ids for c in cards(world)] == [()]


def office(world: World) -> None:
    """Open from nine to six in Brasília, on weekdays."""
    from trato.casework.reception.set_hours import set_hours

    week = tuple(Span(weekday=d, opens_minute=540, closes_minute=1080) for d in range(5))
    with world.within():
        set_hours(Opening(spans=week), by=1, at=TUESDAY)


def line(world: World, now: datetime) -> tuple[int, int, int]:
    from trato.casework.conversations.floor import waiting_by_queue

    with world.within():
        (found,) = waiting_by_queue(now=now)
    return found.waiting, found.soon, found.late


def test_the_floor_counts_lateness_in_opening_hours(world: World) -> None:
    queue(world, "Geral", answer_within_minutes=60)
    office(world)
    # 17:45 on Tuesday in Brasília; people go at 18:00 and are back at 9:00.
    evening = datetime(2026, 11, 24, 20, 45, tzinfo=UTC)
    hand_over(world, arrive(world, 1), at=evening)
    assert line(world, evening + 10 * MINUTE) == (1, 0, 0)
    assert line(world, evening + 12 * HOUR) == (1, 0, 0), "nobody is there at night"
    morning = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    assert line(world, morning + 29 * MINUTE) == (1, 0, 0)
    assert line(world, morning + 30 * MINUTE) == (1, 1, 0)
    assert line(world, morning + 44 * MINUTE) == (1, 1, 0)
    assert line(world, morning + 45 * MINUTE) == (1, 0, 1)


def test_the_floors_counts_say_what_each_conversation_says(world: World) -> None:
    """Whatever the hour, the counts are those of the lines that a list would mark."""
    from trato.casework.conversations import read
    from trato.casework.conversations.due import due
    from trato.casework.conversations.models import Conversation

    queue(world, "Geral", answer_within_minutes=50, next_within_minutes=130)
    office(world)
    for n in range(12):
        at = TUESDAY + n * 37 * MINUTE
        thread = arrive(world, n)
        hand_over(world, thread, at=at)
        if n % 3 == 0:
            with world.within():
                Conversation.objects.filter(id=thread).update(answered_at=at, waiting_since=at)
    for n in range(60):
        now = TUESDAY + n * 23 * MINUTE
        with world.within():
            rows = [r for r in read.recent(handled_by="human") if r.waiting_since]
            owed = due(rows, now=now).values()
        said = (len(rows), sum(d.is_soon for d in owed), sum(d.is_late for d in owed))
        assert line(world, now) == said, now


def test_whoever_is_past_their_promise_in_opening_hours_is_served_first(world: World) -> None:
    slow = queue(world, "Lenta", ("legal",), answer_within_minutes=600)
    queue(world, "Geral", answer_within_minutes=30)
    office(world)
    long_waiting, late = arrive(world, 1), arrive(world, 2)
    hand_over(world, long_waiting, "legal", at=TUESDAY)
    hand_over(world, late, "asked", at=TUESDAY + 60 * MINUTE)
    at = TUESDAY + 95 * MINUTE
    seat(world, 7, at=at, load_max=1)
    assert assign(world, at) == 1
    assert shown(world, late).agent_id == 7
    assert shown(world, long_waiting).queue_id == slow


def helped_queue(world: World, *helpers: UUID, minutes: int = 10, **more: Any) -> UUID:
    """Make a queue of legal matters with a team of its own (agent 8, one at a time)."""
    legal = queue(world, "Jurídico", ("legal",), **more)
    team(world, "Mesa jurídica", [8], [legal])
    from trato.casework.conversations.arrange_queue import keep_queue

    with world.within():
        return keep_queue(
            legal, name="Jurídico", skill=more.get("skill", ""), reasons=("legal",), by=1,
            answer_within_minutes=60, at=TUESDAY, helper_ids=helpers, help_after_minutes=minutes,
        )  # fmt: skip


def floor_line(world: World, queue_id: UUID, now: datetime) -> Any:
    from trato.casework.conversations.floor import waiting_by_queue

    with world.within():
        return next(q for q in waiting_by_queue(now=now) if q.queue_id == queue_id)


def test_after_a_while_other_teams_help_and_the_journal_says_why(world: World) -> None:
    seat(world, 7)
    seat(world, 8, load_max=1)
    other = team(world, "Balcão", [7], [])
    legal = helped_queue(world, other)
    first, second = arrive(world, 1), arrive(world, 2)
    hand_over(world, first, "legal")
    hand_over(world, second, "legal", at=TUESDAY + MINUTE)
    assert assign(world, TUESDAY + MINUTE) == 1
    for user_id in (7, 8):
        seat(world, user_id, at=TUESDAY + 10 * MINUTE)
    assert assign(world, TUESDAY + 11 * MINUTE - timedelta(seconds=1)) == 0
    assert floor_line(world, legal, TUESDAY + 11 * MINUTE - timedelta(seconds=1)).helped == 0
    shown_line = floor_line(world, legal, TUESDAY + 11 * MINUTE)
    assert (shown_line.helped, shown_line.helper_ids) == (1, (other,))
    assert assign(world, TUESDAY + 11 * MINUTE) == 1
    assert [shown(world, t).agent_id for t in (first, second)] == [8, 7]
    told = [
        (f["agent_id"], f["reason"], f["helper_id"], f["helped_after_minutes"])
        for f in facts(world, "conversations.given")
    ]
    assert told == [(8, "assigned", None, None), (7, "helped", str(other), 10)]
    arranged = facts(world, "routing.queue_arranged")[-1]
    assert (arranged["helpers"], arranged["help_after_seconds"]) == ([str(other)], 600)
    assert floor_line(world, legal, TUESDAY + 12 * MINUTE).helped == 0


def test_a_wait_counts_for_help_from_the_way_into_the_queue_and_in_opening_hours(
    world: World,
) -> None:
    from trato.casework.conversations.transfer import transfer

    seat(world, 7)
    other = team(world, "Balcão", [7], [])
    rest = queue(world, "Espera", ("asked",), skill="nobody-has-it")
    legal = helped_queue(world, other)
    office(world)
    # 17:50 in Brasília, ten minutes before people go.
    evening = datetime(2026, 11, 24, 20, 50, tzinfo=UTC)
    thread = arrive(world, 1)
    hand_over(world, thread, "asked", at=evening - HOUR)
    assert shown(world, thread).queue_id == rest
    with world.within():
        transfer(
            thread, to_agent=None, to_queue=legal, note="", by=1, author="ana",
            at=evening + 5 * MINUTE,
        )  # fmt: skip
    assert shown(world, thread).waiting_since == evening - HOUR
    seat(world, 7, at=evening + 5 * MINUTE)
    assert assign(world, evening + 5 * MINUTE) == 0, "it has just come here"
    morning = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    seat(world, 7, at=morning)
    assert assign(world, morning + MINUTE) == 0, "nobody is there at night"
    assert floor_line(world, legal, morning + 4 * MINUTE).helped == 0
    seat(world, 7, at=morning + 5 * MINUTE)
    assert floor_line(world, legal, morning + 5 * MINUTE).helped == 1
    assert assign(world, morning + 5 * MINUTE) == 1


def test_a_team_that_is_dropped_helps_nobody_and_too_many_are_refused(world: World) -> None:
    from trato.casework.conversations.arrange_queue import BadQueue, queue_cards

    others = [team(world, f"Equipe {n}", [], []) for n in range(4)]
    helped_queue(world, others[1], others[0], others[1])
    with world.within():
        (card,) = queue_cards()
        assert card.helper_ids == (others[1], others[0])
        drop_team(others[1], by=1, at=TUESDAY)
        (card,) = queue_cards()
        assert card.helper_ids == (others[0],)
    with pytest.raises(BadQueue, match="help"):
        queue(world, "Outra", helper_ids=[*others[:1], *others[2:], card.team_id])
    with pytest.raises(BadQueue, match="minutes"):
        queue(world, "Outra", help_after_minutes=0)


def test_a_hundred_that_nobody_can_take_do_not_hide_what_somebody_can(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.casework.conversations import assign as assigning

    legal = queue(world, "Jurídico", ("legal",))
    queue(world, "Geral")
    team(world, "Mesa jurídica", [], [legal])
    for n in range(3):
        hand_over(world, arrive(world, n), "legal", at=TUESDAY - HOUR)
    free = arrive(world, 9)
    hand_over(world, free)
    seat(world, 7)
    monkeypatch.setattr(assigning, "AT_ONCE", 2)
    assert assign(world) == 1
    assert shown(world, free).agent_id == 7


def pass_on(world: World, thread: UUID, at: datetime = TUESDAY, **to: UUID | None) -> None:
    from trato.casework.conversations.transfer import transfer

    values: dict[str, Any] = {"to_agent": None, "to_queue": None, **to}
    with world.within():
        transfer(thread, note="pediu o contrato", by=7, author="beto", at=at, **values)


def test_what_is_passed_to_a_team_waits_on_where_its_agents_serve(world: World) -> None:
    from trato.casework.conversations import colleagues
    from trato.casework.conversations.hand_over import take_over

    rest, legal = queue(world, "Geral"), queue(world, "Jurídico", ("legal",))
    disputes = queue(world, "Contestações", ("dispute",))
    for user_id in (7, 8):
        seat(world, user_id, load_max=1)
    desk = team(world, "Mesa jurídica", [8], [legal, disputes])
    disputed, other = arrive(world, 1), arrive(world, 2)
    hand_over(world, other, "asked", at=TUESDAY + 5 * MINUTE)
    hand_over(world, disputed, "dispute")
    with world.within():
        take_over(disputed, agent_id=7, at=TUESDAY + 6 * MINUTE)
    at = TUESDAY + 7 * MINUTE
    for thread in (disputed, other):
        pass_on(world, thread, at, to_team=desk)
    # Each in the queue its reason leads to, or in the team's first; both wait since they did.
    assert [shown(world, t).queue_id for t in (disputed, other)] == [disputes, legal]
    assert [shown(world, t).waiting_since for t in (other, disputed)] == [
        TUESDAY + 5 * MINUTE, TUESDAY,
    ]  # fmt: skip
    seat(world, 8, at=at)
    assert assign(world, at) == 1
    assert [shown(world, t).agent_id for t in (disputed, other)] == [8, None]
    with world.within():
        (note,) = colleagues.notes_of(disputed, reader=8, may_manage=False)
    assert (note.kind, note.text) == ("transfer", "pediu o contrato")
    told = [
        (f["queue_id"], f["team_id"], f["by"], f["before_id"], f["has_note"])
        for f in facts(world, "conversations.passed")
    ]
    assert told == [
        (str(disputes), str(desk), 7, 7, True), (str(legal), str(desk), 7, None, True),
    ]  # fmt: skip
    pass_on(world, other, at, to_queue=rest)
    assert facts(world, "conversations.passed")[-1]["team_id"] is None
    assert shown(world, other).waiting_since == TUESDAY + 5 * MINUTE


def test_nothing_is_passed_to_a_team_without_a_queue(world: World) -> None:
    from trato.casework.conversations import colleagues
    from trato.casework.conversations.transfer import NobodyToTakeIt, transfer

    seat(world, 8)
    legal = queue(world, "Jurídico")
    helping, serving = team(world, "Ajuda", [8], []), team(world, "Mesa", [], [legal])
    with world.within():
        assert colleagues.teams_with_queues() == ((serving, "Mesa"),)
    thread = arrive(world, 1)
    hand_over(world, thread)
    for team_id in (helping, legal):
        # Caught inside: a page that says so leaves nothing written either.
        with world.within(), pytest.raises(NobodyToTakeIt):
            transfer(
                thread, to_agent=None, to_queue=None, to_team=team_id, note="pediu o contrato",
                by=7, author="beto", at=TUESDAY,
            )  # fmt: skip
    assert facts(world, "conversations.note_written") == []


def test_a_teams_floor_lists_what_waits_where_it_helps_and_says_since_when(world: World) -> None:
    from trato.entrypoints.console.floor import floor_of

    seat(world, 8, load_max=1)
    helping = team(world, "Ajuda", [7], [queue(world, "Geral")])
    legal = helped_queue(world, helping)
    (serving,) = (card.team_id for card in cards(world) if card.queue_ids == (legal,))
    waits, soon, taken = (arrive(world, n) for n in range(3))
    hand_over(world, taken, "legal")
    assert assign(world, TUESDAY) == 1
    hand_over(world, waits, "legal")
    hand_over(world, soon, "legal", at=TUESDAY + 5 * MINUTE)

    def floor(team_id: UUID | None) -> tuple[dict[UUID, tuple[bool, bool]], Any]:
        with world.within():
            found = floor_of(team_id, now=TUESDAY + 11 * MINUTE)
        rows = {w.row.conversation_id: (w.is_other_teams, w.may_come) for w in found["waiting"]}
        return rows, found

    rows, found = floor(helping)
    # What an agent of the other team has is theirs.
    assert rows == {waits: (True, True), soon: (True, False)}
    assert [(q.queue_id, q.helped) for q in found["helping"]] == [(legal, 1)]
    assert found["totals"]["waiting"] == 0
    rows, found = floor(serving)
    assert {thread for thread, (other, _may) in rows.items() if not other} == {waits, soon, taken}
    assert (found["helping"], found["totals"]["waiting"]) == ((), 3)
    assert floor(None)[1]["helping"] == ()
