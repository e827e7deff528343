"""The words that end a conversation: an organisation's own, and old ones that stay readable."""

from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_people_at_work import TUESDAY, arrive, facts, hand_over, shown
from tests.world import World
from trato.casework.conversations.keep_tabulation import BadTabulation
from trato.casework.conversations.resolve import NoteWanted, UnknownTabulation


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def keep(world: World, code: str = "", **more: Any) -> str:
    from trato.casework.conversations.keep_tabulation import keep_tabulation

    values: dict[str, Any] = {
        "name": "Renegociação", "group": "pagamento", "is_resolution": True, "wants_note": False,
        "by": 1, "at": TUESDAY,
    }  # fmt: skip
    with world.within():
        return keep_tabulation(code, **{**values, **more})


def listed(world: World, **more: Any) -> list[str]:
    from trato.casework.conversations.tabulations import tabulations

    with world.within():
        return [card.code for card in tabulations(**more)]


def test_the_list_that_ships_becomes_the_organisations_own(world: World) -> None:
    from trato.casework.conversations.rules import TABULATIONS

    assert listed(world) == list(TABULATIONS)
    assert keep(world) == "renegociacao"
    assert keep(world, name="Renegociacao") == "renegociacao_2"
    assert listed(world) == [*TABULATIONS, "renegociacao", "renegociacao_2"]
    keep(world, "renegociacao", name="Renegociado", wants_note=True)
    assert listed(world)[-2] == "renegociacao"
    told = facts(world, "routing.tabulation_kept")
    assert [f["wants_note"] for f in told] == [False, False, True]
    assert "enegoc" not in str(told)


def test_a_retired_word_is_no_longer_chosen_and_still_read(world: World) -> None:
    from trato.casework.conversations.keep_tabulation import retire_tabulation
    from trato.casework.conversations.resolve import resolve
    from trato.casework.conversations.tabulations import own_names

    code, thread = keep(world), arrive(world, 1)
    hand_over(world, thread)
    with world.within():
        resolve(thread, tabulation=code, at=TUESDAY)
        retire_tabulation(code, is_retired=True, by=1, at=TUESDAY)
        assert shown(world, thread).tabulation == code
        assert own_names()[code] == "Renegociação"
        with pytest.raises(UnknownTabulation):
            resolve(thread, tabulation=code, at=TUESDAY)
        retire_tabulation(code, is_retired=False, by=1, at=TUESDAY)
        resolve(thread, tabulation=code, at=TUESDAY)
    assert code in listed(world)


def test_a_word_that_wants_a_note_ends_nothing_without_one(world: World) -> None:
    from trato.casework.conversations.colleagues import notes_of
    from trato.casework.conversations.resolve import resolve

    code, thread = keep(world, wants_note=True), arrive(world, 1)
    hand_over(world, thread)
    with world.within():
        with pytest.raises(NoteWanted):
            resolve(thread, tabulation=code, note="  ", at=TUESDAY)
        assert shown(world, thread).state == "human_queue"
        resolve(thread, tabulation=code, note="Paga dia 5", by=7, author="Beto", at=TUESDAY)
        assert [n.text for n in notes_of(thread, reader=7, may_manage=False)] == ["Paga dia 5"]
    assert shown(world, thread).state == "resolved"


@pytest.mark.parametrize(
    ("code", "more", "why"),
    [
        ("", {"name": "  "}, "name"),
        ("", {"name": "RENEGOCIAÇÃO"}, "taken"),
        ("nenhuma", {}, "unknown"),
        ("renegociacao", {"name": ""}, "name"),
    ],
)
def test_what_cannot_be_kept_says_why(
    world: World, code: str, more: dict[str, Any], why: str
) -> None:
    keep(world)
    with pytest.raises(BadTabulation, match=why):
        keep(world, code, **more)


def test_the_last_word_stays(world: World) -> None:
    from trato.casework.conversations.keep_tabulation import retire_tabulation

    first, *rest = listed(world)
    with world.within():
        for code in rest:
            retire_tabulation(code, is_retired=True, by=1, at=TUESDAY)
        with pytest.raises(BadTabulation, match="last"):
            retire_tabulation(first, is_retired=True, by=1, at=TUESDAY)
    assert listed(world) == [first]
    assert len(listed(world, with_retired=True)) == len(rest) + 1


def test_what_is_put_off_until_written_comes_back_with_a_message_only(world: World) -> None:
    from datetime import timedelta

    from tests.flows.test_receive import incoming, receive
    from trato.casework.conversations.snooze import snooze, wake_snoozed

    thread = arrive(world, 1)
    hand_over(world, thread)
    with world.within():
        snooze(thread, until=None, by=7, at=TUESDAY)
        assert wake_snoozed(now=TUESDAY + timedelta(days=365)) == 0
    assert shown(world, thread).snoozed_until is not None
    assert facts(world, "conversations.snoozed")[-1]["until"] is None
    receive(world, incoming(world, "voltei", wa_id="5511987650001"), at=TUESDAY)
    assert shown(world, thread).snoozed_until is None
