"""What the machine gave up on waits for a person: seen, tried again, or closed with a reason."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.browser import seed
from tests.conftest import TUESDAY
from tests.world import World
from trato.book.organisations import keys
from trato.book.organisations.create import add_member
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.casework.payments.models import Charge
from trato.door.outbox.models import SEEN, Message
from trato.door.outbox.settle_unknown import settle_unknown
from trato.entrypoints.ingest import waiting
from trato.entrypoints.ingest.models import Delivery, Leftover
from trato.entrypoints.worker.unpack import unpack_some
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.models import Entry

SECRET_WORDS = "Maria deve 450 reais, CPF 123.456.789-09"


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def member(world: World, role: str) -> Client:
    from django.contrib.auth import get_user_model

    email = f"{uuid4().hex[:8]}@aurora.example"
    with world.within():
        add_member(email=email, password=seed.PASSWORD, role=role)
    client = Client(headers={"host": "localhost"})
    client.force_login(
        get_user_model().objects.get(username=email),
        backend="trato.entrypoints.console.signed_in.ByName",
    )
    return client


def delivery(world: World, body: bytes = SECRET_WORDS.encode(), **more: Any) -> UUID:
    with world.within():
        row = Delivery.objects.create(
            organisation_id=world.organisation_id, id=new_id(), source="whatsapp",
            fingerprint=uuid4().bytes * 2,
            body_sealed=keys.vault().seal_bytes(body, place="delivery.body"),
            received_at=TUESDAY, next_try_at=TUESDAY, **more,
        )  # fmt: skip
    return UUID(str(row.id))


def leftover(world: World, state: str, kind: str = "group_update") -> UUID:
    with world.within():
        row = Leftover.objects.create(
            organisation_id=world.organisation_id, id=new_id(),
            delivery_id=delivery(world, b'{"object":"x","entry":[]}', unpacked_at=TUESDAY),
            field="messages", kind=kind, received_at=TUESDAY, state=state, failures=8,
            failure="KeyError" if state == "dead" else "",
            payload_sealed=keys.vault().seal_bytes(b"{}", place="leftover.payload"),
        )  # fmt: skip
    return UUID(str(row.id))


def turn(world: World, **more: Any) -> UUID:
    with world.within():
        thread = Conversation.objects.create(
            organisation_id=world.organisation_id, number_id=world.number_id,
            contact_key=uuid4().bytes, state="human_queue", handled_by="human",
            opened_at=TUESDAY, last_event_at=TUESDAY,
        )  # fmt: skip
        values = {"handled_at": TUESDAY, "failures": 5, "failure": "KeyError", **more}
        row = InboundMessage.objects.create(
            organisation_id=world.organisation_id, conversation_id=thread.id,
            provider_message_id=uuid4().hex, kind="text", text=SECRET_WORDS, payload_sealed=b"",
            written_at=TUESDAY, received_at=TUESDAY, handle_after=TUESDAY, **values,
        )  # fmt: skip
    return UUID(str(row.id))


def charge(world: World, superuser: Any) -> UUID:
    charge_id = new_id()
    # Its agreement and creditor are nobody's business here.
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "INSERT INTO payments_charge (organisation_id, id, instalment_id, agreement_id, person_id,"
        " creditor_id, txid, amount_cents, due_on, brcode, state, failures, failure, next_try_at,"
        " requested_at) VALUES (%s, %s, %s, %s, %s, %s, %s, 100, '2026-12-01', '', 'failed', 0,"
        " 'chave inválida', %s, %s)",
        [world.organisation_id, charge_id, *(uuid4() for _ in range(4)), charge_id.hex, TUESDAY,
         TUESDAY],
    )  # fmt: skip
    superuser.execute("SET session_replication_role = origin")
    return charge_id


def facts(world: World) -> list[tuple[str, dict[str, Any]]]:
    with world.within():
        found = Entry.objects.filter(kind__startswith="set_aside.").order_by("id")
        return [(row.kind, row.facts) for row in found]


def everything(world: World, superuser: Any) -> dict[str, tuple[str, UUID]]:
    owner = world.person("+5511987654321")
    return {
        "unreadable": ("webhook", delivery(world, unpacked_at=TUESDAY, failure="not JSON")),
        "unknown_item": ("item", leftover(world, "kept")),
        "failed_item": ("item", leftover(world, "dead", "status")),
        "turn": ("turn", turn(world)),
        "unknown_message": (
            "message", world.message(owner, state="unknown", needs_human="sem resposta"),
        ),
        "failed_message": (
            "message",
            world.message(owner, state="failed", needs_human="mensagem malformada",
                          draft={"content": {"text": SECRET_WORDS}}, ended_at=TUESDAY),
        ),
        "charge": ("charge", charge(world, superuser)),
    }  # fmt: skip


def test_managers_see_what_waits_and_nothing_of_its_content(world: World, superuser: Any) -> None:
    all_of_it = everything(world, superuser)
    body = member(world, "supervisor").get("/pendencias/").content.decode()
    for case, (kind, item_id) in all_of_it.items():
        assert f'id="case-{case}"' in body, case
        assert f"/pendencias/{kind}/{item_id}/encerrar/" in body
    # Ids and the forms' tokens hold any three digits now and then.
    words = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"\w{64}\"", "", body)
    assert "450" not in words
    assert "123.456" not in words
    assert "Maria" not in words
    # What may have left is not offered to be sent again.
    assert f"{all_of_it['unknown_message'][1]}/tentar/" not in body
    assert f"{all_of_it['failed_message'][1]}/tentar/" in body


def test_an_empty_list_says_so(world: World) -> None:
    body = member(world, "administrador").get("/pendencias/").content.decode()
    assert "Nada espera por uma pessoa." in body


@pytest.mark.parametrize("role", ["atendente", "analista", "encarregado", "credor"])
def test_other_roles_neither_see_nor_act(world: World, role: str) -> None:
    item = turn(world)
    client = member(world, role)
    assert client.get("/pendencias/").status_code == 403
    for act in ("tentar", "encerrar"):
        path = f"/pendencias/turn/{item}/{act}/"
        assert client.post(path, {"reason": "other"}).status_code == 403
    assert "/pendencias/" not in client.get("/").content.decode()
    assert facts(world) == []


def test_each_is_closed_once_with_a_reason_that_the_journal_keeps(
    world: World, superuser: Any
) -> None:
    client = member(world, "administrador")
    all_of_it = everything(world, superuser)
    for kind, item_id in all_of_it.values():
        path = f"/pendencias/{kind}/{item_id}/encerrar/"
        client.post(path, {"reason": "because of Maria"})
        client.post(path, {"reason": "handled"})
        client.post(path, {"reason": "handled"})
    assert [(kind, f["reason"]) for kind, f in facts(world)] == [
        ("set_aside.dismissed", "handled")
    ] * len(all_of_it)
    assert "Nada espera" in client.get("/pendencias/").content.decode()


def test_each_is_tried_again_once(world: World, superuser: Any) -> None:
    client = member(world, "supervisor")
    all_of_it = everything(world, superuser)
    for kind, item_id in all_of_it.values():
        for _ in range(2):
            client.post(f"/pendencias/{kind}/{item_id}/tentar/")
    tried = {UUID(f["item_id"]) for _, f in facts(world)}
    assert tried == {i for case, (_, i) in all_of_it.items() if case != "unknown_message"}
    assert len(facts(world)) == len(tried)
    with world.within():
        assert Charge.objects.get(id=all_of_it["charge"][1]).state == "requested"
        assert Message.objects.get(id=all_of_it["failed_message"][1]).state == "held"
        assert Message.objects.get(id=all_of_it["unknown_message"][1]).state == "unknown"
        assert InboundMessage.objects.get(id=all_of_it["turn"][1]).handled_at is None
        assert Conversation.objects.get().handled_by == "bot"
        assert Leftover.objects.get(id=all_of_it["failed_item"][1]).state == "waiting"


def test_an_unreadable_webhook_that_stays_unreadable_comes_back(world: World) -> None:
    client = member(world, "supervisor")
    item = delivery(world, unpacked_at=TUESDAY, failure="not JSON")
    client.post(f"/pendencias/webhook/{item}/tentar/")
    with world.within():
        assert waiting.count_waiting() == 1
    assert unpack_some(world.organisation_id) == 1
    assert f"/pendencias/webhook/{item}/tentar/" in client.get("/pendencias/").content.decode()


def test_an_unknown_item_that_stays_unknown_is_kept_once(world: World) -> None:
    client = member(world, "supervisor")
    body = (
        b'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":'
        b'[{"field":"novelty","value":{"a":1}},{"field":"other","value":{"b":2}}]}]}'
    )
    delivery(world, body)
    assert unpack_some(world.organisation_id) == 1
    with world.within():
        first = [row.id for row in Leftover.objects.filter(state="kept")]
    assert len(first) == 2
    client.post(f"/pendencias/item/{first[0]}/tentar/")
    assert unpack_some(world.organisation_id) == 1
    with world.within():
        assert Leftover.objects.filter(state="kept").count() == 2


def test_a_person_who_looked_at_an_unknown_send_is_not_asked_again(world: World) -> None:
    owner = world.person("+5511987654321")
    item = world.message(owner, state="unknown", needs_human="sem resposta")
    client = member(world, "supervisor")
    client.post(f"/pendencias/message/{item}/encerrar/", {"reason": "did_not_leave"})
    with world.within():
        later = TUESDAY + timedelta(days=1)
        assert settle_unknown(now=later, patience=timedelta(minutes=1)) == (0, 0)
        row = Message.objects.get(id=item)
    assert (row.state, row.needs_human) == ("unknown", SEEN)


def test_a_message_that_was_accepted_first_is_never_sent_again(world: World) -> None:
    owner = world.person("+5511987654321")
    item = world.message(
        owner, state="failed", needs_human="x", provider_message_id="wamid.1", ended_at=TUESDAY
    )
    client = member(world, "supervisor")
    client.post(f"/pendencias/message/{item}/tentar/")
    assert world.row(item).state == "failed"
    assert facts(world) == []


def test_another_organisations_things_are_not_there(world: World, agency: UUID) -> None:
    item = turn(world)
    client = member(World(agency, TUESDAY), "supervisor")
    assert str(item) not in client.get("/pendencias/").content.decode()
    client.post(f"/pendencias/turn/{item}/encerrar/", {"reason": "other"})
    client.post(f"/pendencias/turn/{item}/tentar/")
    with tenancy.within(world.organisation_id):
        assert InboundMessage.objects.get(id=item).failures == 5
    assert client.post(f"/pendencias/letter/{item}/tentar/").status_code == 404
