"""Messages of people: stored once, in the right thread, whoever shares a number."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.world import World
from trato.foundation import clock
from trato.foundation.clock import VirtualTime

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
NO_GRACE = timedelta(0)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def incoming(world: World, name: str, **more: Any) -> Any:
    from trato.casework.conversations.values import Incoming

    values: dict[str, Any] = {
        "provider_message_id": f"wamid.{name}", "phone_number_id": world.phone_number_id,
        "kind": "text", "text": name, "written_at": TUESDAY, "payload": name.encode(),
        "wa_id": "5511987654321",
    }  # fmt: skip
    return Incoming(**{**values, **more})


def receive(world: World, *came: Any, at: datetime = TUESDAY) -> int:
    from trato.casework.conversations.receive import receive_many

    with world.within():
        return receive_many([(one, at) for one in came], now=at, grace=NO_GRACE)


def threads(world: World) -> list[Any]:
    from trato.casework.conversations.models import Conversation

    with world.within():
        return list(Conversation.objects.order_by("id"))


def stored(world: World) -> list[Any]:
    from trato.casework.conversations.models import InboundMessage

    with world.within():
        return list(InboundMessage.objects.order_by("id"))


def window_of(world: World, contact_point_id: UUID) -> datetime | None:
    from trato.door.outbox.models import Window

    with world.within():
        found = Window.objects.filter(contact_point_id=contact_point_id)
        return found.values_list("last_inbound_at", flat=True).first()


def test_a_message_counts_once_alone_and_in_a_batch(world: World) -> None:
    from trato.book.organisations import keys
    from trato.casework.conversations.receive import receive as receive_one

    person_id, contact_id = world.person("+5511987654321")
    with world.within():
        assert receive_one(incoming(world, "a"), received_at=TUESDAY)
        assert not receive_one(incoming(world, "a"), received_at=TUESDAY)
    one, two = incoming(world, "a"), incoming(world, "b", media_id="m", media_sha256="0" * 64)
    assert receive(world, one, two, two, one) == 1
    assert receive(world, two, one) == 0
    (thread,) = threads(world)
    assert (thread.person_id, thread.contact_point_id) == (person_id, contact_id)
    assert (thread.state, thread.handled_by, thread.preview) == ("open", "bot", "b")
    rows = stored(world)
    assert [(r.text, r.media_state) for r in rows] == [("a", ""), ("b", "waiting")]
    with world.within():
        place = f"inbound:{rows[1].id}"
        assert keys.vault().open_bytes(bytes(rows[1].payload_sealed), place=place) == b"b"
    facts = world.facts("conversations.message_received")
    assert [f["inbound_id"] for f in facts] == [str(r.id) for r in rows]
    assert window_of(world, contact_id) == TUESDAY


def test_a_batch_of_many_people_goes_to_their_threads(world: World) -> None:
    known = [world.person(f"+55119{80000000 + n}") for n in range(4)]
    came = [
        incoming(world, f"{turn}.{n}", wa_id=f"55119{80000000 + n}",
                 written_at=TUESDAY + timedelta(minutes=turn))
        for turn in range(3) for n in range(6)
    ]  # fmt: skip
    assert receive(world, *came[6:]) == 12
    assert receive(world, *came) == 6
    assert len(threads(world)) == 6
    by_contact = {t.contact_point_id: t for t in threads(world)}
    for person_id, contact_id in known:
        thread = by_contact[contact_id]
        assert thread.person_id == person_id
        # The older message, heard last, neither shortens the window nor sets the thread back.
        assert thread.last_inbound_at == TUESDAY + timedelta(minutes=2)
        assert window_of(world, contact_id) == TUESDAY + timedelta(minutes=2)
    per_thread = {t.id: 0 for t in threads(world)}
    for row in stored(world):
        per_thread[row.conversation_id] += 1
    assert set(per_thread.values()) == {3}


def test_the_ninth_digit_does_not_part_a_thread(world: World) -> None:
    from trato.book.people import read

    _, contact_id = world.person("+5511987654321")
    assert receive(world, incoming(world, "a"), incoming(world, "b", wa_id="551187654321")) == 2
    (thread,) = threads(world)
    assert thread.contact_point_id == contact_id
    with world.within():
        assert read.wa_ids_of([contact_id]) == {contact_id: "551187654321"}


def test_of_two_who_share_a_phone_the_one_in_conversation_wrote(world: World) -> None:
    from trato.casework.conversations.link import conversation_for

    world.person("+5511987654321")
    second_id, second_contact = world.person("+5511987654321")
    with world.within():
        opened = conversation_for(second_contact, world.number_id, at=TUESDAY)
    assert receive(world, incoming(world, "a")) == 1
    (thread,) = threads(world)
    assert (thread.id, thread.person_id) == (opened, second_id)
    assert window_of(world, second_contact) == TUESDAY


def test_of_two_who_share_a_phone_a_verified_one_is_likelier(world: World) -> None:
    from trato.book.people.models import ContactPoint

    world.person("+5511987654321")
    second_id, second_contact = world.person("+5511987654321")
    with world.within():
        ContactPoint.objects.filter(id=second_contact).update(state="verified")
    assert receive(world, incoming(world, "a"), incoming(world, "b")) == 2
    (thread,) = threads(world)
    assert thread.person_id == second_id


def test_a_sender_known_by_the_scoped_id_alone(world: World) -> None:
    person_id, contact_id = world.person("+5511987654321")
    assert receive(world, incoming(world, "a", bsuid="BR.1")) == 1
    assert receive(world, incoming(world, "b", wa_id="", bsuid="BR.1")) == 1
    (thread,) = threads(world)
    assert (thread.person_id, thread.contact_point_id) == (person_id, contact_id)
    # One whom nobody knows gets a thread of their own, again and again the same.
    for name in ("c", "d"):
        assert receive(world, incoming(world, name, wa_id="", bsuid="BR.2")) == 1
    _, stranger = threads(world)
    assert (stranger.person_id, stranger.contact_point_id) == (None, None)


def test_a_stranger_who_is_registered_later_keeps_the_thread(world: World) -> None:
    assert receive(world, incoming(world, "a")) == 1
    (thread,) = threads(world)
    assert thread.person_id is None
    person_id, contact_id = world.person("+5511987654321")
    assert receive(world, incoming(world, "b"), incoming(world, "c")) == 2
    (same,) = threads(world)
    assert (same.id, same.person_id, same.contact_point_id) == (thread.id, person_id, contact_id)


def test_a_number_that_is_not_ours_spoils_nothing_else(world: World) -> None:
    from trato.casework.conversations.receive import UnknownNumber
    from trato.entrypoints.ingest import waiting
    from trato.entrypoints.worker.unpack import unpack_some

    with pytest.raises(UnknownNumber):
        receive(world, incoming(world, "a"), incoming(world, "b", phone_number_id="9"))
    assert stored(world) == []
    stop_clock()
    try:
        store(world, webhook(world, "a"), webhook(world, "b", number="9"), webhook(world, "c"))
        assert unpack_some(world.organisation_id) == 3
        assert [r.provider_message_id for r in stored(world)] == ["wamid.a", "wamid.c"]
        with world.within():
            # Only the one that is not ours is still to come: it is tried again later.
            assert waiting.count_waiting() == 1
            (item,) = waiting.claim_items(limit=9, now=TUESDAY + timedelta(hours=1))
            assert item.kind == "message"
    finally:
        clock.set_virtual(None)


def test_one_message_that_cannot_be_stored_does_not_hold_the_batch(world: World) -> None:
    from trato.book.organisations import keys
    from trato.entrypoints.worker.unpack import unpack_some
    from trato.journal.seal import seal_some
    from trato.journal.verify import verify

    stop_clock()
    try:
        # PostgreSQL keeps no NUL in a text: the batch fails, the others go through one by one.
        store(world, webhook(world, "a"), webhook(world, "b", text="\0"), webhook(world, "c"))
        assert unpack_some(world.organisation_id) == 3
    finally:
        clock.set_virtual(None)
    names = {r.provider_message_id for r in stored(world)}
    assert {"wamid.a", "wamid.c"} <= names
    with world.within():
        assert seal_some(keys.vault(), at=TUESDAY) == len(names)
        assert verify(keys.vault()).is_valid
        assert verify(keys.vault()).unsealed == 0


def test_turns_come_in_the_order_written_and_only_after_the_grace(world: World) -> None:
    from trato.casework.conversations.receive import receive_many
    from trato.casework.conversations.take_turn import finish_turn, take_turn

    grace = timedelta(seconds=1)
    late, early = (
        incoming(world, name, written_at=TUESDAY + timedelta(seconds=s))
        for name, s in (("late", 9), ("early", 5))
    )
    # A backlog: received a minute ago, unpacked now. The grace still holds.
    now = TUESDAY + timedelta(minutes=1)
    with world.within():
        receive_many([(late, TUESDAY)], now=now, grace=grace)
        assert take_turn(now=now) is None
        receive_many([(early, TUESDAY)], now=now, grace=grace)
    for name in ("early", "late"):
        with world.within():
            turn = take_turn(now=now + grace)
            assert turn is not None
            assert turn.text == name
            finish_turn(turn, at=now)
    with world.within():
        assert take_turn(now=now + grace) is None


def test_a_conversation_in_hand_is_given_to_nobody_else(world: World) -> None:
    from django.db import connection

    from trato.casework.conversations.take_turn import finish_turn, take_turn

    receive(world, incoming(world, "a"), incoming(world, "b"))
    receive(world, incoming(world, "c", wa_id="5511900000000"))
    seen: list[list[str]] = []

    def other() -> None:
        with world.within():
            texts = []
            while (turn := take_turn(now=TUESDAY)) is not None:
                texts.append(turn.text)
                finish_turn(turn, at=TUESDAY)
            seen.append(texts)
        connection.close()

    with world.within():
        turn = take_turn(now=TUESDAY)
        assert turn is not None
        finish_turn(turn, at=TUESDAY)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(30)
    other()
    mine, theirs, rest = turn.text, *seen
    assert sorted([mine, *theirs, *rest]) == ["a", "b", "c"]
    assert (theirs, rest) == ((["c"], ["b"]) if mine == "a" else (["a", "b"], []))


def test_workers_over_the_same_conversations_lose_and_repeat_nothing(world: World) -> None:
    from django.db import connection

    from trato.entrypoints.ingest import waiting
    from trato.entrypoints.worker.unpack import unpack_some

    owner = world.person("+5511987654321")
    ours = [world.message(owner, provider_message_id=f"wamid.out{n}") for n in range(20)]
    stop_clock()
    bodies = []
    for n in range(120):
        status = {"id": f"wamid.out{n * 7 % 20}", "timestamp": "1795523400",
                  "status": ("sent", "delivered", "read")[n % 3]}  # fmt: skip
        sender = f"55119876543{n * 11 % 7:02d}"
        bodies.append(webhook(world, f"{n // 2}", sender=sender, text=f"{n}", statuses=[status]))
    store(world, *bodies)
    troubles: list[BaseException] = []

    def work() -> None:
        try:
            while unpack_some(world.organisation_id, 30):
                pass
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    clock.set_virtual(None)
    assert troubles == []
    with world.within():
        assert waiting.count_waiting() == 0
        assert waiting.claim_items(limit=9, now=TUESDAY + timedelta(hours=1)) == []
    assert len(stored(world)) == 60
    assert len(world.facts("conversations.message_received")) == 60
    assert {world.row(i).status_rank for i in ours} == {3}
    assert len(world.facts("outbox.message_status")) == 60


def test_a_kind_that_looks_like_a_person_holds_no_message_back(world: World) -> None:
    receive(world, incoming(world, "odd", kind="unknown:5511987654321"))
    assert len(stored(world)) == 1
    (fact,) = world.facts("conversations.message_received")
    assert fact["what"] == "unknown"


def stop_clock() -> None:
    clock.set_virtual(VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=1e-15))


def webhook(
    world: World, name: str, *, number: str = "", sender: str = "5511987654321", text: str = "oi",
    statuses: Any = (),
) -> bytes:  # fmt: skip
    import json

    message = {"from": sender, "id": f"wamid.{name}", "timestamp": "1795523400",
               "type": "text", "text": {"body": text}}  # fmt: skip
    metadata = {"phone_number_id": number or world.phone_number_id}
    value = {"metadata": metadata, "messages": [message], "statuses": list(statuses)}
    change = {"field": "messages", "value": value}
    return json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode()


def store(world: World, *bodies: bytes) -> None:
    import hashlib

    from trato.book.organisations import keys
    from trato.entrypoints.ingest.models import Delivery

    with world.within():
        for body in bodies:
            Delivery.objects.create(
                organisation_id=world.organisation_id, source="whatsapp",
                fingerprint=hashlib.sha256(body).digest(),
                body_sealed=keys.vault().seal_bytes(body, place="delivery.body"),
                received_at=TUESDAY, next_try_at=TUESDAY,
            )  # fmt: skip
