"""Whoever writes to people while nobody is there is told when they are back: once, by dates."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_back_to_the_assistant import hear, prove
from tests.flows.test_offers_at_the_desk import Desk
from tests.flows.test_people_at_work import arrive, hand_over, shown
from tests.world import World
from trato.casework.reception.rules import BadHours
from trato.casework.reception.values import Closure, Opening, Span

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENING = TUESDAY + 10 * HOUR
WEEK = tuple(Span(weekday=d, opens_minute=540, closes_minute=1080) for d in range(5))
THURSDAY_OFF = Closure(first_on=date(2026, 11, 26), last_on=date(2026, 11, 26), name="recesso")


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def arrange(world: World, **others: Any) -> None:
    from trato.speakers.bot.arrange_hours import arrange_hours

    with world.within():
        opening = Opening(spans=WEEK, closures=(THURSDAY_OFF,), **others)
        arrange_hours(opening, by=7, at=TUESDAY)


def close(world: World, closure: Closure, **others: Any) -> None:
    from trato.speakers.bot.arrange_hours import arrange_hours

    with world.within():
        arrange_hours(Opening(spans=WEEK, closures=(closure,), **others), by=7, at=TUESDAY)


def told(world: World, thread: UUID) -> list[str]:
    """What the assistant put before the door about hours, in a conversation."""
    from trato.door.outbox.models import Message
    from trato.door.outbox.read import message

    with world.within():
        rows = Message.objects.filter(conversation_id=thread)
        rows = rows.filter(idempotency_key__startswith="absence:").order_by("created_at")
        cards = [message(found) for found in rows.values_list("id", flat=True)]
        return [card.text for card in cards]


def test_told_once_an_evening_and_again_on_a_day_off(world: World) -> None:
    arrange(world)
    thread = arrive(world, 1)
    prove(world, thread)
    hand_over(world, thread, at=TUESDAY)
    hear(world, "bom dia, alguém?", TUESDAY + HOUR)
    assert told(world, thread) == [], "people are there"
    hear(world, "ainda aí?", EVENING)
    hear(world, "responde por favor", EVENING + HOUR)
    (only,) = told(world, thread)
    assert only == (
        "Agora não há ninguém no atendimento. Ele funciona de segunda a sexta, das 9h às 18h. "
        "Respondemos a partir de amanhã, às 9h. O que você escrever fica guardado e será lido."
    )
    assert shown(world, thread).waiting_since, "nobody has answered"
    assert shown(world, thread).handled_by == "human"
    hear(world, "e hoje?", TUESDAY + 2 * DAY)
    _, again = told(world, thread)
    assert "(hoje não: recesso)" in again


def test_the_door_lets_it_leave_late_in_the_evening(organisation: UUID) -> None:
    from trato.casework.conversations.models import InboundMessage
    from trato.casework.conversations.take_turn import take_turn
    from trato.speakers.bot.arrange_hours import arrange_hours
    from trato.speakers.bot.reply import reply

    desk = Desk(organisation, is_identified=False)
    with desk.coop.inside():
        arrange_hours(Opening(spans=WEEK), by=7, at=desk.coop.clock())
    desk.coop.clock.until_local(22)
    inbound_id = desk.says("alguém?")
    with desk.coop.inside():
        InboundMessage.objects.filter(id=inbound_id).update(handled_at=None)
        turn = take_turn(now=desk.coop.clock())
        assert turn
        reply(turn, now=desk.coop.clock())
    desk.coop.drain()
    (carried,) = desk.coop.provider.log
    assert carried.text.startswith("Agora não há ninguém no atendimento.")


OWN = Closure(
    first_on=date(2026, 11, 26), last_on=date(2026, 11, 27), name="padroeira",
    text="Hoje é dia da padroeira. Atendemos {horario}. ({motivo})",
)  # fmt: skip


def test_a_closure_with_words_of_its_own_tells_them_to_whoever_read_the_eves_too(
    world: World,
) -> None:
    close(world, OWN, absence_text="Estamos fora.")
    thread = arrive(world, 1)
    hand_over(world, thread, at=TUESDAY)
    hear(world, "oi?", EVENING + DAY)
    assert told(world, thread) == ["Estamos fora."], "the eve is like any evening"
    hear(world, "e hoje?", TUESDAY + 2 * DAY)
    hear(world, "oi???", TUESDAY + 3 * DAY)
    _, own = told(world, thread)
    assert own == (
        "Hoje é dia da padroeira. Atendemos de segunda a sexta, das 9h às 18h (hoje não: "
        "padroeira). Respondemos a partir de segunda, 30/11, às 9h. (padroeira)"
    ), "once in the days it lasts"
    hear(world, "e no sábado?", TUESDAY + 4 * DAY)
    assert len(told(world, thread)) == 2, "nobody came back since the eve"
    hear(world, "e agora?", TUESDAY + 7 * DAY + 10 * HOUR)
    assert told(world, thread)[2:] == ["Estamos fora."]


def test_words_of_a_closure_stay_unsaid_where_no_absence_is_told(world: World) -> None:
    close(world, OWN, tells_absence=False)
    thread = arrive(world, 1)
    hand_over(world, thread, at=TUESDAY)
    hear(world, "oi?", TUESDAY + 2 * DAY)
    assert told(world, thread) == []


def test_closures_kept_before_they_had_words_are_read(world: World) -> None:
    from trato.casework.reception.models import Hours
    from trato.casework.reception.read import opening

    arrange(world)
    with world.within():
        Hours.objects.update(closures=[["2026-11-26", "2026-11-26", "recesso"]])
        assert opening().closures == (THURSDAY_OFF,)


def test_ones_own_words_and_none_at_all(world: World) -> None:
    arrange(world, absence_text="Voltamos logo. Atendemos {horario}. {motivo}")
    thread = arrive(world, 1)
    hand_over(world, thread, at=TUESDAY)
    hear(world, "oi?", EVENING)
    (text,) = told(world, thread)
    assert text.startswith("Voltamos logo. Atendemos de segunda a sexta, das 9h às 18h.")
    arrange(world, tells_absence=False)
    hear(world, "oi??", EVENING + DAY)
    assert len(told(world, thread)) == 1


def test_not_after_people_answered_nor_after_the_hand_over_told_it(world: World) -> None:
    from trato.speakers.desk.reply import reply

    arrange(world)
    late = arrive(world, 1)
    hear(world, "quero falar com um atendente", EVENING)
    hear(world, "ok", EVENING + HOUR)
    assert told(world, late) == []
    thread = arrive(world, 2)
    hand_over(world, thread, at=TUESDAY)
    with world.within():
        reply(thread, "Ainda estou por aqui.", by=7, at=EVENING)
    hear(world, "que bom", EVENING + HOUR)
    assert told(world, thread) == []


def test_a_stop_is_obeyed_and_followed_by_no_word_of_hours(world: World) -> None:
    arrange(world)
    thread = arrive(world, 1)
    hand_over(world, thread, at=TUESDAY)
    hear(world, "bom dia", TUESDAY + HOUR)
    hear(world, "PARE", EVENING)
    assert told(world, thread) == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [("Sua dívida espera", "debt"), ("Volte {quando}", "absence"), ("x" * 601, "absence")],
)
def test_what_cannot_be_said_is_not_kept(world: World, words: str, wrong: str) -> None:
    with pytest.raises(BadHours, match=wrong):
        arrange(world, absence_text=words)
    wrong = "closure_text" if wrong == "absence" else wrong
    with pytest.raises(BadHours, match=wrong) as raised:
        close(world, replace(THURSDAY_OFF, text=words))
    assert raised.value.where == "recesso"
