"""What is written on our number outside of here: in its thread, once, and answered by nobody."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.world import World
from trato.adapters.whatsapp.parse import parse
from trato.casework.conversations.values import Outside

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
ANA, OURS = "5511987654321", "+55 11 4000-0001"


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def node(name: str, at: datetime, **more: Any) -> dict[str, Any]:
    return {"id": f"wamid.{name}", "timestamp": str(int(at.timestamp())), "type": "text",
            "text": {"body": name}, **more}  # fmt: skip


def body(world: World, field: str, **value: Any) -> bytes:
    value["metadata"] = {"display_phone_number": OURS, "phone_number_id": world.phone_number_id}
    change = {"field": field, "value": value}
    return json.dumps({"entry": [{"id": "waba1", "changes": [change]}]}).encode()


def echo(world: World, name: str, at: datetime = TUESDAY) -> bytes:
    said = node(name, at, **{"from": OURS, "to": ANA, "to_user_id": "BR.77"})
    return body(world, "smb_message_echoes", message_echoes=[said])


def history(world: World, *said: dict[str, Any]) -> bytes:
    chunk = {"metadata": {"phase": 0}, "threads": [{"id": ANA, "messages": list(said)}]}
    return body(world, "history", history=[chunk])


def unpack(world: World, *bodies: bytes) -> int:
    from trato.entrypoints.worker.effects import apply_together

    said = [(item, TUESDAY) for one in bodies for item in parse(one).outside]
    with world.within():
        apply_together(said, now=TUESDAY)
    return len(said)


def lines(world: World) -> list[tuple[str, bool, bool]]:
    from trato.casework.conversations.models import Conversation
    from trato.casework.conversations.said_outside import outside_of

    with world.within():
        (thread,) = Conversation.objects.all()
        return [(line.text, line.is_ours, line.is_past) for line in outside_of(thread.id)]


def incoming(world: World, name: str) -> None:
    from trato.casework.conversations.receive import receive
    from trato.casework.conversations.values import Incoming

    came = Incoming(provider_message_id=f"wamid.{name}", phone_number_id=world.phone_number_id,
                    kind="text", text=name, written_at=TUESDAY, payload=b"", wa_id=ANA)  # fmt: skip
    with world.within():
        receive(came, received_at=TUESDAY)


def test_an_echo_names_the_person_and_says_that_we_wrote(world: World) -> None:
    (item,) = parse(echo(world, "oi, sou eu")).outside
    assert item == Outside(
        provider_message_id="wamid.oi, sou eu", phone_number_id=world.phone_number_id,
        is_ours=True, kind="text", text="oi, sou eu", written_at=TUESDAY, payload=item.payload,
        wa_id=ANA, bsuid="BR.77",
    )  # fmt: skip


def test_a_past_tells_both_sides_apart_by_whose_number_wrote(world: World) -> None:
    told = history(
        world, node("bom dia", TUESDAY, **{"from": OURS, "to": ANA}),
        node("quem é", TUESDAY, **{"from": ANA}),
    )  # fmt: skip
    assert [(i.text, i.is_ours, i.is_past, i.wa_id) for i in parse(told).outside] == [
        ("bom dia", True, True, ANA), ("quem é", False, True, ANA),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("history", {"history": [{"errors": [{"code": 2593109}]}]}),
        ("history", {"history": [{"threads": [{"id": ANA}]}]}),
        ("history", {"history": [{"threads": [{"id": ANA, "messages": [{"id": "x"}, 3]}]}]}),
        ("smb_message_echoes", {"message_echoes": [{"id": "x", "timestamp": "1"}, None]}),
        ("smb_message_echoes", {"other": 1}),
    ],
)
def test_what_cannot_be_read_is_kept(world: World, field: str, value: dict[str, Any]) -> None:
    parsed = parse(body(world, field, **value))
    assert parsed.outside == ()
    assert parsed.leftovers


def test_an_echo_lands_in_the_thread_of_whom_it_was_written_to(world: World) -> None:
    from trato.casework.conversations.models import Conversation

    world.person("+5511987654321")
    incoming(world, "olá")
    later = TUESDAY + timedelta(minutes=5)
    unpack(world, echo(world, "respondo pelo app", later))
    with world.within():
        (thread,) = Conversation.objects.all()
    assert lines(world) == [("respondo pelo app", True, False)]
    assert (thread.preview, thread.last_event_at) == ("respondo pelo app", later)
    assert thread.said_at == later
    assert thread.last_inbound_at == TUESDAY


def test_the_same_echo_again_is_kept_and_journaled_once(world: World) -> None:
    unpack(world, echo(world, "uma vez"), echo(world, "uma vez"))
    unpack(world, echo(world, "uma vez"))
    assert lines(world) == [("uma vez", True, False)]
    (fact,) = world.facts("conversations.said_outside")
    assert (fact["by"], fact["is_past"]) == ("company", False)
    assert "uma vez" not in json.dumps(fact)


def test_a_past_does_not_repeat_what_passed_through_here(world: World) -> None:
    owner = world.person("+5511987654321")
    incoming(world, "recebida")
    world.message(owner, provider_message_id="wamid.enviada")
    old = TUESDAY - timedelta(days=3)
    told = history(
        world, node("antiga", old, **{"from": ANA}), node("recebida", TUESDAY, **{"from": ANA}),
        node("enviada", TUESDAY, **{"from": OURS, "to": ANA}),
    )  # fmt: skip
    unpack(world, told)
    assert lines(world) == [("antiga", False, True)]


def test_nobody_answers_what_was_said_outside(world: World) -> None:
    from trato.casework.conversations.take_turn import take_turn
    from trato.door.outbox.models import Window

    world.person("+5511987654321")
    unpack(world, history(world, node("me ligue", TUESDAY, **{"from": ANA})), echo(world, "ligo"))
    with world.within():
        assert take_turn(now=TUESDAY + timedelta(hours=1)) is None
        assert not Window.objects.exists()


def test_one_on_a_number_that_is_not_ours_keeps_none(world: World) -> None:
    from trato.casework.conversations.models import OutsideMessage
    from trato.casework.conversations.note_outside import note_outside
    from trato.casework.conversations.receive import UnknownNumber

    (item,) = parse(echo(world, "oi")).outside
    other = Outside(provider_message_id="wamid.x", phone_number_id="999", is_ours=True,
                    kind="text", text="", written_at=TUESDAY, payload=b"{}", wa_id=ANA)  # fmt: skip
    with world.within():
        with pytest.raises(UnknownNumber):
            note_outside([(item, TUESDAY), (other, TUESDAY)])
        assert not OutsideMessage.objects.exists()


def test_the_desk_shows_it_in_its_place_and_says_where_it_was_written(world: World) -> None:
    from trato.casework.conversations.models import Conversation
    from trato.entrypoints.console.thread import thread_of, version_of

    incoming(world, "primeiro")
    with world.within():
        (thread,) = Conversation.objects.all()
        before = version_of(thread_of(thread.id, reader=1, may_manage=False))
    unpack(world, echo(world, "depois", TUESDAY + timedelta(minutes=1)))
    with world.within():
        bubbles = thread_of(thread.id, reader=1, may_manage=False)
    assert [bubble.text for bubble in bubbles] == ["primeiro", "depois"]
    assert bubbles[1].outside is not None
    assert version_of(bubbles) != before


def test_the_archive_finds_it(world: World) -> None:
    from trato.insights.archive.search import search
    from trato.insights.archive.take_in import take_in
    from trato.insights.archive.values import Source, Wanted

    person_id, _ = world.person("+5511987654321")
    unpack(world, echo(world, "combinei a renegociação pelo celular"))
    take_in(world.organisation_id)
    with world.within():
        (line,) = search(Wanted(words="renegociacao", person_id=person_id)).lines
    assert (line.source, line.text) == (Source.OUTSIDE, "combinei a renegociação pelo celular")
