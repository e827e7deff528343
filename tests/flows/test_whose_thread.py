"""A thread from a number nobody knew is somebody's once an agent says whose, and no proof of it."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_receive import incoming, receive
from tests.flows.test_set_aside import member
from tests.world import World
from trato.foundation.documents import NotADocument

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
PHONE = "+5511987650042"
DOCUMENT = "529.982.247-25"


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def somebody(world: World) -> UUID:
    from trato.book.people.register import register_person
    from trato.book.people.values import NewPerson

    with world.within():
        return register_person(NewPerson(document="52998224725", name="Ana Souza"), at=TUESDAY)


def wrote(world: World, name: str, **more: Any) -> UUID:
    from trato.casework.conversations.models import Conversation

    payload = json.dumps({"from": PHONE[1:], "type": "text", **more}).encode()
    receive(world, incoming(world, name, wa_id=PHONE[1:], payload=payload))
    with world.within():
        return UUID(str(Conversation.objects.get().id))


def said_whose(world: World, thread: UUID, document: str = DOCUMENT) -> UUID:
    from trato.casework.conversations.say_whose import say_whose

    with world.within():
        return say_whose(thread, document=document, by=7, at=TUESDAY)


def row(world: World) -> Any:
    from trato.casework.conversations.models import Conversation

    with world.within():
        return Conversation.objects.get()


def test_a_thread_of_nobody_becomes_somebodys_and_the_next_message_knows(world: World) -> None:
    from trato.book.people.models import ContactPoint
    from trato.door.outbox.models import Window

    person_id, thread = somebody(world), wrote(world, "oi", from_user_id="BR.123")
    assert row(world).person_id is None
    assert said_whose(world, thread) == person_id
    with world.within():
        (contact,) = ContactPoint.objects.all()
        assert (contact.person_id, contact.bsuid, contact.identity_verified_at) == (
            person_id, "BR.123", None,
        )  # fmt: skip
        (window,) = Window.objects.all()
        assert window.contact_point_id == contact.id
    assert (row(world).person_id, row(world).contact_point_id) == (person_id, contact.id)
    (told,) = world.facts("conversations.named")
    assert told["by"] == 7
    assert PHONE[1:] not in str(told)
    wrote(world, "de novo")
    assert (row(world).id, row(world).person_id) == (thread, person_id)
    with world.within():
        assert ContactPoint.objects.count() == 1


def test_what_cannot_be_linked_changes_nothing(world: World) -> None:
    from trato.casework.conversations.say_whose import (
        NobodyOfThatDocument,
        NoNumberShown,
        SomebodysAlready,
    )

    thread = wrote(world, "oi")
    with pytest.raises(NobodyOfThatDocument):
        said_whose(world, thread)
    with pytest.raises(NotADocument):
        said_whose(world, thread, "529.982.247-26")
    somebody(world)
    hidden = wrote(world, "oculto", **{"from": "BR.123"})
    assert hidden == thread
    later = datetime(2026, 11, 24, 12, 31, tzinfo=UTC)
    for payload in (json.dumps({"from": "BR.123"}).encode(), b"[]", b"{"):
        name = payload.hex()
        receive(world, incoming(world, name, wa_id=PHONE[1:], payload=payload, written_at=later))
        with pytest.raises(NoNumberShown):
            said_whose(world, thread)
        assert row(world).person_id is None
    assert world.facts("conversations.named") == []
    wrote(world, "x")
    with world.within():
        from trato.casework.conversations.models import InboundMessage

        InboundMessage.objects.filter(written_at=later).delete()
    said_whose(world, thread)
    with pytest.raises(SomebodysAlready):
        said_whose(world, thread)


def test_agents_do_it_beside_the_thread_and_analysts_may_not(world: World) -> None:
    person_id, thread = somebody(world), wrote(world, "oi")
    agent, analyst = member(world, "atendente"), member(world, "analista")
    where = f"/conversas/{thread}/pessoa/"
    assert where in agent.get(f"/conversas/{thread}/").content.decode()
    assert where not in analyst.get(f"/conversas/{thread}/").content.decode()
    assert analyst.post(where, {"document": DOCUMENT}).status_code == 403
    for document, words in (
        ("", "Isso não é um CPF ou CNPJ"),
        ("111.444.777-35", "Ninguém da carteira tem esse documento"),
        (DOCUMENT, "Ligada. Antes de falar de dívida"),
        (DOCUMENT, "já é de uma pessoa conhecida"),
    ):
        answer = agent.post(where, {"document": document}, follow=True)
        assert words in answer.content.decode()
        assert all(document not in place for place, _ in answer.redirect_chain if document)
    assert row(world).person_id == person_id
    assert where not in agent.get(f"/conversas/{thread}/").content.decode()


def test_a_visitors_thread_becomes_that_of_whom_a_record_names(world: World) -> None:
    from trato.book.people.welcome import Visitor, welcome

    with world.within():
        visitor = welcome(Visitor(wa_id=PHONE[1:], name="Ana"), at=TUESDAY)
    person_id, thread = somebody(world), wrote(world, "oi")
    assert row(world).person_id == visitor
    said_whose(world, thread)
    wrote(world, "de novo")
    assert (row(world).id, row(world).person_id) == (thread, person_id)
