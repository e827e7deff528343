"""Context both ways: what people are told of the assistant's work, and it of theirs."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_people_at_work import arrive, facts, hand_over, shown
from tests.flows.test_receive import incoming, receive
from tests.world import World
from trato.casework.conversations.values import Done
from trato.door.policy.values import Verdict

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ANA = "5511987650001"


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the assistant says, past a door that lets all leave."""
    from trato.speakers.bot import say

    texts: list[str] = []

    def let_leave(draft: Any, *, at: datetime) -> Any:
        texts.append(draft.content.text)
        return SimpleNamespace(verdict=Verdict.ALLOW, codes=())

    monkeypatch.setattr(say, "submit", let_leave)
    return texts


def hear(world: World, text: str, at: datetime) -> None:
    """Let the person write, and the assistant take its turn."""
    from trato.casework.conversations.take_turn import take_turn
    from trato.speakers.bot.reply import reply

    came = incoming(world, f"{text}{at}", text=text, wa_id=ANA, written_at=at)
    receive(world, came, at=at)
    with world.within():
        while turn := take_turn(now=at + MINUTE):
            reply(turn, now=at)


def prove(world: World, thread: UUID) -> None:
    from trato.book.people.verify_identity import verify_identity
    from trato.casework.conversations.models import Conversation

    with world.within():
        contact = Conversation.objects.get(id=thread).contact_point_id
        assert contact is not None
        verify_identity(contact, factors=2, at=TUESDAY)


def give_back(world: World, thread: UUID, done: Done, at: datetime) -> None:
    from trato.casework.conversations import hand_over

    with world.within():
        hand_over.take_over(thread, agent_id=7, at=at)
        hand_over.give_back(thread, done=done, by=7, at=at)


def test_after_people_the_assistant_goes_on_without_a_greeting(
    world: World, said: list[str]
) -> None:
    thread = arrive(world, 1)
    hear(world, "quero falar com um atendente", TUESDAY)
    assert shown(world, thread).handled_by == "human"
    hear(world, "alguém aí?", TUESDAY + MINUTE)
    give_back(world, thread, Done.RESOLVED, TUESDAY + 2 * MINUTE)
    before = len(said)
    hear(world, "oi", TUESDAY + 3 * MINUTE)
    (text,) = said[before:]
    assert text.startswith("Seu atendimento anterior está concluído.")
    hear(world, "não, obrigado", TUESDAY + 4 * MINUTE)
    assert said[-1] == "Certo. Se precisar, é só escrever por aqui."
    assert facts(world, "routing.bot_told")[-1]["what"] == "resolved"


def contest(world: World, thread: UUID) -> None:
    from trato.casework.requests.open_dispute import open_dispute

    person_id = shown(world, thread).person_id
    assert person_id is not None
    with world.within():
        open_dispute(
            person_id=person_id, conversation_id=thread, debt_ids=(), reason="duplicate",
            words="já paguei", at=TUESDAY,
        )  # fmt: skip


def test_a_dispute_that_people_opened_is_not_opened_again(world: World, said: list[str]) -> None:
    from trato.casework.requests.models import Dispute

    thread = arrive(world, 1)
    prove(world, thread)
    hear(world, "atendente", TUESDAY)
    contest(world, thread)
    give_back(world, thread, Done.DISPUTE_OPENED, TUESDAY + MINUTE)
    hear(world, "não reconheço essa dívida", TUESDAY + 2 * MINUTE)
    assert said[-1].startswith("Sua contestação já está registrada")
    with world.within():
        assert Dispute.objects.count() == 1


def test_of_a_dispute_that_nobody_opened_nothing_is_said(world: World, said: list[str]) -> None:
    thread = arrive(world, 1)
    prove(world, thread)
    hear(world, "atendente", TUESDAY)
    give_back(world, thread, Done.DISPUTE_OPENED, TUESDAY + MINUTE)
    hear(world, "oi", TUESDAY + 2 * MINUTE)
    assert said[-1].startswith("A conversa voltou para mim")


def test_of_a_dispute_nothing_is_said_to_whoever_is_not_proved(
    world: World, said: list[str]
) -> None:
    thread = arrive(world, 1)
    hear(world, "atendente", TUESDAY)
    give_back(world, thread, Done.DISPUTE_OPENED, TUESDAY + MINUTE)
    hear(world, "oi", TUESDAY + 2 * MINUTE)
    assert said[-1].startswith("A conversa voltou para mim")


def test_a_day_later_the_assistant_starts_over(world: World, said: list[str]) -> None:
    thread = arrive(world, 1)
    hear(world, "atendente", TUESDAY)
    give_back(world, thread, Done.RESOLVED, TUESDAY + MINUTE)
    hear(world, "oi", TUESDAY + DAY + 2 * MINUTE)
    assert "Aqui é o assistente virtual" in said[-1]


def test_an_agents_offer_is_accepted_before_the_agent(world: World, said: list[str]) -> None:
    thread = arrive(world, 1)
    prove(world, thread)
    hear(world, "atendente", TUESDAY)
    give_back(world, thread, Done.OFFER_SENT, TUESDAY + MINUTE)
    hear(world, "aceito", TUESDAY + 2 * MINUTE)
    assert said[-1].startswith("Certo. Vou chamar o atendente para confirmar a proposta")
    assert shown(world, thread).state == "human_queue"


def test_what_is_kept_of_one_and_cannot_be_read_fails_only_their_own_turn(world: World) -> None:
    from trato.casework.conversations.models import Conversation, InboundMessage
    from trato.entrypoints.worker.answer import answer_some

    first, second = arrive(world, 1), arrive(world, 2)
    with world.within():
        InboundMessage.objects.update(handled_at=TUESDAY)
    heard = {"flow": "cobranca", "is_with_human": True}
    for thread, kept in ((first, heard), (second, heard | {"flow": 5})):
        hand_over(world, thread)
        with world.within():
            Conversation.objects.filter(id=thread).update(bot_state=kept)
    for number, phone in ((1, ANA), (2, "5511987650002")):
        came = incoming(world, f"alguém {number}", wa_id=phone, written_at=TUESDAY)
        receive(world, came, at=TUESDAY + number * MINUTE)
    assert answer_some(world.organisation_id) == 2
    with world.within():
        rows = InboundMessage.objects.filter(text__startswith="alguém").order_by("text")
        mine, theirs = rows
    assert (mine.failures, mine.failure, mine.handled_at is None) == (0, "", False)
    assert (theirs.failures, theirs.failure) == (1, "ValidationError")


def test_whoever_takes_over_reads_how_things_stand(world: World, said: list[str]) -> None:
    from trato.casework.conversations import read
    from trato.casework.negotiation.promise import promise
    from trato.speakers.desk.brief import brief

    thread = arrive(world, 1)
    with world.within():
        assert brief(read.conversation(thread), now=TUESDAY) is None
        person_id = read.conversation(thread).person_id
        assert person_id is not None
        promise(
            person_id=person_id, conversation_id=thread, amount_cents=15_000,
            promised_on=(TUESDAY + DAY).date(), at=TUESDAY,
        )  # fmt: skip
    prove(world, thread)
    hear(world, "atendente", TUESDAY)
    with world.within():
        from trato.casework.conversations.hand_over import take_over

        take_over(thread, agent_id=7, at=TUESDAY)
        found = brief(read.conversation(thread), now=TUESDAY)
    assert found is not None
    assert (found.reason, found.verified_at, found.debts) == ("asked", TUESDAY, 0)
    assert found.promise is not None
    assert found.promise.amount_cents == 15_000


def test_an_answer_from_the_telephone_silences_the_assistant_for_a_while(
    world: World, said: list[str]
) -> None:
    from tests.flows.test_said_outside import ANA as HER
    from tests.flows.test_said_outside import echo
    from trato.adapters.whatsapp.parse import parse
    from trato.casework.conversations.manners import keep_manners
    from trato.casework.conversations.note_outside import note_outside

    world.person(f"+{HER}")
    with world.within():
        keep_manners(silent_minutes=30, by=1, at=TUESDAY)
        outside = [(item, TUESDAY) for item in parse(echo(world, "oi, sou a Bia")).outside]
        note_outside(outside)
        (thread,) = [line.conversation_id for line in _all()]
    assert shown(world, thread).silent_until == TUESDAY + 30 * MINUTE
    told = facts(world, "routing.bot_silenced")
    assert [f["conversation_id"] for f in told] == [str(thread)]

    def write(text: str, at: datetime) -> None:
        from trato.casework.conversations.take_turn import take_turn
        from trato.speakers.bot.reply import reply

        came = incoming(world, f"{text}{at}", text=text, wa_id=HER, written_at=at)
        receive(world, came, at=at)
        with world.within():
            while turn := take_turn(now=at + MINUTE):
                reply(turn, now=at)

    write("bom dia", TUESDAY + MINUTE)
    assert said == []
    write("bom dia de novo", TUESDAY + 31 * MINUTE)
    assert said[-1].startswith("A conversa voltou para mim")
    with world.within():
        note_outside(
            [(item, TUESDAY) for item in parse(echo(world, "eu", TUESDAY + 40 * MINUTE)).outside]
        )
    write("parar", TUESDAY + 41 * MINUTE)
    assert said[-1].startswith("Pronto. Você não receberá mais mensagens")


def _all() -> Any:
    from trato.casework.conversations import read

    return read.recent()


def test_what_people_talk_about_is_left_to_them_at_once_up_to_what_must_be_obeyed(
    world: World, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.casework.conversations.models import InboundMessage
    from trato.casework.conversations.take_turn import take_turn
    from trato.speakers.bot import reply as speaking

    phones = {number: f"551198765{number:04d}" for number in (1, 2, 3)}
    for number, phone in phones.items():
        arrive(world, number)
        came = incoming(world, f"atendente{number}", text="atendente", wa_id=phone)
        receive(world, came, at=TUESDAY)
    looked_up: list[UUID] = []
    know = speaking.know

    def noted(person_id: UUID, *given: Any, **named: Any) -> Any:
        looked_up.append(person_id)
        return know(person_id, *given, **named)

    def answer(at: datetime) -> int:
        turns = 0
        with world.within():
            while turn := take_turn(now=at):
                speaking.reply(turn, now=at)
                turns += 1
        return turns

    answer(TUESDAY)
    monkeypatch.setattr(speaking, "know", noted)
    for minute, words in enumerate(("bom dia", "sou eu de novo", "obrigado"), start=1):
        at = TUESDAY + minute * MINUTE
        for number, phone in phones.items():
            what = "pare" if (number, minute) == (2, 2) else words
            came = incoming(world, f"{number}:{minute}", text=what, wa_id=phone, written_at=at)
            receive(world, came, at=at)
    turns = answer(TUESDAY + DAY)
    with world.within():
        assert not InboundMessage.objects.filter(handled_at__isnull=True).exists()
    # The nine messages of three people took fewer turns than messages; only the stop was obeyed.
    assert turns < 9
    assert 1 <= len(looked_up) <= 2
    assert len(set(looked_up)) == 1
    assert len(facts(world, "consent.contact_stopped")) == 1
