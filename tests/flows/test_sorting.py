"""Tags by hand and by rule, and views that are kept: told on a real database."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_people_at_work import TUESDAY, arrive, facts, hand_over
from tests.world import World
from trato.casework.sorting.arrange_tag import BadTag
from trato.casework.sorting.saved_views import BadView
from trato.casework.sorting.values import On, Rule


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def keep(world: World, name: str, *rules: tuple[On, str], tag_id: UUID | None = None) -> UUID:
    from trato.casework.sorting.arrange_tag import keep_tag

    with world.within():
        wanted = [Rule(on=on, value=value) for on, value in rules]
        return keep_tag(tag_id, name=name, rules=wanted, by=1, at=TUESDAY)


def worn(world: World, thread: UUID) -> tuple[str, ...]:
    from trato.casework.sorting.tags import names_on

    with world.within():
        return names_on([thread]).get(thread, ())


def test_a_rule_puts_a_tag_on_and_a_hand_has_the_last_word(world: World) -> None:
    from trato.casework.conversations import read
    from trato.casework.conversations.read import Among
    from trato.casework.sorting.tag import tag

    legal = keep(world, "Jurídico", (On.REASON, "legal"), (On.REASON, "dispute"))
    vip = keep(world, "VIP")
    thread, other = arrive(world, 1), arrive(world, 2)
    hand_over(world, thread, "legal")
    hand_over(world, other, "asked")
    assert (worn(world, thread), worn(world, other)) == (("Jurídico",), ())
    with world.within():
        tag(thread, [legal, vip], by=7, at=TUESDAY)
        assert worn(world, thread) == ("Jurídico", "VIP")
        assert [r.conversation_id for r in read.recent(among=Among(tag_id=vip))] == [thread]
        assert read.count(among=Among(tag_id=legal)) == 1
        tag(thread, [vip], by=7, at=TUESDAY)
    hand_over(world, thread, "dispute", at=TUESDAY + timedelta(minutes=5))
    assert worn(world, thread) == ("VIP",)
    told = [(f["by"], f["is_on"]) for f in facts(world, "sorting.tagged")]
    assert told == [(None, True), (7, True), (7, False)]


def test_a_tabulation_and_an_alert_put_tags_on(world: World) -> None:
    from trato.casework.conversations.resolve import resolve
    from trato.casework.sorting.tag import tag_by_rule

    keep(world, "Fechou", (On.TABULATION, "agreement"))
    keep(world, "Cuidado", (On.WORD_CLASS, "vulnerable"))
    thread = arrive(world, 1)
    hand_over(world, thread)
    with world.within():
        resolve(thread, tabulation="agreement", at=TUESDAY)
        seen = [(On.WORD_CLASS, "vulnerable")]
        assert tag_by_rule(thread, seen, at=TUESDAY) == 1
        assert tag_by_rule(thread, seen, at=TUESDAY) == 0
    assert worn(world, thread) == ("Cuidado", "Fechou")


def test_a_dropped_tag_is_on_nothing(world: World) -> None:
    from trato.casework.sorting.arrange_tag import drop_tag
    from trato.casework.sorting.tags import tags

    legal = keep(world, "Jurídico", (On.REASON, "legal"))
    thread = arrive(world, 1)
    hand_over(world, thread, "legal")
    with world.within():
        assert [(t.name, t.borne) for t in tags()] == [("Jurídico", 1)]
        drop_tag(legal, by=1, at=TUESDAY)
        assert tags() == ()
    assert worn(world, thread) == ()
    with pytest.raises(BadTag, match="name"):
        keep(world, "  ")
    keep(world, "Um")
    with pytest.raises(BadTag, match="taken"):
        keep(world, "um")


def test_views_are_ones_own_or_everybodys(world: World) -> None:
    from trato.casework.sorting.saved_views import drop_view, keep_view, views_for

    def view(name: str, owner: int | None, **wanted: Any) -> UUID:
        with world.within():
            words = wanted.pop("words", "")
            return keep_view(
                name=name, wanted=wanted, words=words, owner_id=owner, by=7, at=TUESDAY
            )

    shared = view("Esperando", None, espera="1", intruso="x")
    mine = view("Minha", 7, words="Ana")
    assert view("Minha", 7, words="Bia") == mine
    view("Minha", 8, words="Caio")
    with world.within():
        assert [(v.name, v.wanted, v.words) for v in views_for(7)] == [
            ("Esperando", (("espera", "1"),), ""), ("Minha", (), "Bia"),
        ]  # fmt: skip
        assert not drop_view(shared, by=7, may_manage=False, at=TUESDAY)
        assert not drop_view(mine, by=8, may_manage=True, at=TUESDAY)
        assert drop_view(shared, by=1, may_manage=True, at=TUESDAY)
        assert drop_view(mine, by=7, may_manage=False, at=TUESDAY)
        assert views_for(7) == ()
    with pytest.raises(BadView, match="name"):
        view(" ", 7, words="x")
    with pytest.raises(BadView, match="empty"):
        view("Nada", 7, intruso="x")
    assert "Esperando" not in str(facts(world, "sorting.view_arranged"))


def test_the_list_is_narrowed_by_who_has_it_and_who_waits(world: World) -> None:
    from trato.casework.conversations import read
    from trato.casework.conversations.hand_over import take_over
    from trato.casework.conversations.read import Among

    held, waiting, botted = (arrive(world, n) for n in range(3))
    hand_over(world, waiting)
    with world.within():
        take_over(held, agent_id=7, at=TUESDAY)

        def found(**among: Any) -> set[UUID]:
            return {r.conversation_id for r in read.recent(among=Among(**among))}

        assert found(holder_id=7) == {held}
        assert found(is_unheld=True) == found(is_waiting=True) == {waiting}
        assert found(is_with_bot=True) == {botted}
        assert found() == {held, waiting, botted}
