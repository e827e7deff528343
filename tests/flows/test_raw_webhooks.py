"""Bodies of old webhooks go once they were unpacked; what is held stays; nothing counts twice."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import TUESDAY
from tests.flows.test_retention import Kept, Vault
from trato.book.organisations import keys
from trato.casework.conversations.models import InboundMessage
from trato.entrypoints.ingest import old, set_aside
from trato.entrypoints.ingest.group_commit import GroupCommit, Row
from trato.entrypoints.ingest.models import BodySweep, Delivery, Leftover
from trato.entrypoints.worker.forget_raw import forget_some
from trato.entrypoints.worker.unpack import unpack_some
from trato.foundation import clock, settings
from trato.foundation.clock import VirtualTime
from trato.foundation.ids import new_id
from trato.insights.retention.keep import release_hold
from trato.insights.retention.values import HoldKind

ZONE = ZoneInfo("America/Sao_Paulo")
DAYS = 28
LATER = TUESDAY + timedelta(days=DAYS, hours=1)
WORDS = "não conte a ninguém"


class Raw:
    """An organisation's stored webhooks."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.id = vault, vault.id

    def store(self, body: bytes, *, source: str = "whatsapp", at: datetime = TUESDAY) -> UUID:
        delivery_id = new_id()
        with self.vault.world.within():
            Delivery.objects.create(
                organisation_id=self.id, id=delivery_id, source=source, signature="sha256=ab",
                fingerprint=hashlib.sha256(body).digest(), received_at=at, next_try_at=TUESDAY,
                body_sealed=keys.vault().seal_bytes(body, place="delivery.body"),
            )  # fmt: skip
        return delivery_id

    def unpack(self) -> None:
        while unpack_some(self.id, apply=_nothing):
            pass

    def forget(self, now: datetime = LATER, *, limit: int = 200) -> None:
        while forget_some(self.id, now=now, zone=ZONE, days=DAYS, limit=limit):
            pass

    def bodies(self) -> dict[UUID, bool]:
        with self.vault.world.within():
            rows = Delivery.objects.values_list("id", "body_sealed", "erased_at")
            found = {i: bytes(body) != b"" for i, body, _ in rows}
            assert all((at is None) == found[i] for i, _, at in rows)
            return found

    def told(self) -> list[tuple[int, int]]:
        facts = self.vault.world.facts("evidence.raw_erased")
        return [(f["webhooks"], f["items"]) for f in facts]


def _nothing(item: Any, *, received_at: datetime, now: datetime) -> None:
    """Stand for the verbs."""


@pytest.fixture
def raw(organisation: UUID) -> Iterator[Raw]:
    clock.set_virtual(VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=1e-15))
    yield Raw(Vault(organisation))
    clock.set_virtual(None)


def webhook(message_id: str, *, kind: str = "messages", **more: Any) -> bytes:
    said = {"from": "5511912345678", "id": message_id, "timestamp": "1795523400",
            "type": "text", "text": {"body": WORDS}}  # fmt: skip
    value = {"metadata": {"phone_number_id": "1"}, "messages": [said], **more}
    change = {"field": kind, "value": value}
    return json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode()


def status(message_id: str) -> bytes:
    told = {"id": message_id, "status": "read", "timestamp": "1795523400", "recipient_id": "55"}
    value = {"metadata": {"phone_number_id": "1"}, "statuses": [told]}
    change = {"field": "messages", "value": value}
    return json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode()


def said_in(thread: Kept) -> str:
    with thread.world.within():
        return InboundMessage.objects.get(id=thread.heard_id).provider_message_id


def test_a_body_goes_when_its_days_are_over_and_not_before(raw: Raw) -> None:
    first = raw.store(webhook(f"wamid.{new_id()}"))
    young = raw.store(webhook(f"wamid.{new_id()}"), at=TUESDAY + timedelta(days=2))
    raw.unpack()
    raw.forget(TUESDAY + timedelta(days=DAYS - 1))
    assert raw.bodies() == {first: True, young: True}
    raw.forget()
    assert raw.bodies() == {first: False, young: True}
    raw.forget(LATER + timedelta(days=2))
    assert raw.bodies() == {first: False, young: False}
    assert raw.told() == [(1, 0), (1, 0)]
    with raw.vault.world.within():
        row = Delivery.objects.get(id=first)
        assert (row.signature, row.failure, row.erased_at) == ("sha256=ab", "", LATER)


def test_what_was_erased_is_not_taken_in_again(raw: Raw, database: Any) -> None:
    import asyncio

    body = webhook(f"wamid.{new_id()}")
    raw.store(body)
    raw.unpack()
    raw.forget()
    with raw.vault.world.within():
        sealed = keys.vault().seal_bytes(body, place="delivery.body")
    again = Row(
        organisation_id=raw.id, source="whatsapp", fingerprint=hashlib.sha256(body).digest(),
        body_sealed=sealed, signature="", received_at=LATER,
    )  # fmt: skip

    async def send() -> None:
        commit = GroupCommit(settings.database_url())
        await commit.start()
        await commit.store(again)
        await commit.stop()

    asyncio.run(send())
    assert list(raw.bodies().values()) == [False]
    assert unpack_some(raw.id, apply=_nothing) == 0


def test_what_is_not_unpacked_or_waits_for_a_person_stays_until_it_is_settled(raw: Raw) -> None:
    unreadable = raw.store(b"{")
    unknown = raw.store(webhook(f"wamid.{new_id()}", kind="something_new"))
    raw.unpack()
    untouched = raw.store(webhook(f"wamid.{new_id()}"))
    raw.forget()
    assert raw.bodies() == {unreadable: True, unknown: True, untouched: True}
    assert raw.told() == []
    with raw.vault.world.within():
        (sweep,) = old.body_sweeps().rows
        assert (sweep.webhooks, sweep.waiting, sweep.held) == (0, 3, 0)
        (item,) = Leftover.objects.all()
        for kind, item_id in (("webhook", unreadable), ("item", item.id)):
            assert set_aside.dismiss(kind, item_id, reason="known", by_user=3, at=LATER)
    raw.unpack()
    raw.forget(LATER + timedelta(days=1))
    assert raw.bodies() == {unreadable: False, unknown: False, untouched: False}
    assert raw.told() == [(3, 1)]
    with raw.vault.world.within():
        assert bytes(Leftover.objects.get().payload_sealed) == b""


@pytest.mark.parametrize("kind", list(HoldKind))
@pytest.mark.parametrize("what", ["heard", "status"])
def test_a_hold_keeps_the_bodies_of_its_conversations(raw: Raw, kind: HoldKind, what: str) -> None:
    held, other = raw.vault.thread(), raw.vault.thread()
    if kind is HoldKind.CREDITOR:
        # They owe the same creditor: nobody else is there to be erased.
        other = held
    for thread in (held, other):
        with raw.vault.world.within():
            from trato.door.outbox.models import Message

            Message.objects.filter(id=thread.sent_id).update(
                provider_message_id=f"wamid.{thread.sent_id}"
            )
    bodies = {
        thread: raw.store(
            webhook(said_in(thread)) if what == "heard" else status(f"wamid.{thread.sent_id}")
        )
        for thread in {held, other}
    }
    raw.unpack()
    target = {
        HoldKind.PERSON: held.ana[0],
        HoldKind.CONVERSATION: held.id,
        HoldKind.CREDITOR: held.creditor_id,
    }[kind]
    hold_id = raw.vault.hold(kind, target)
    raw.forget()
    assert raw.bodies() == {bodies[held]: True} | ({} if other is held else {bodies[other]: False})
    with raw.vault.world.within():
        assert old.body_sweeps().rows[0].held == 1
        release_hold(hold_id, by_user=3, at=LATER)
    raw.forget(LATER + timedelta(days=1))
    assert not any(raw.bodies().values())


def test_while_anything_is_held_what_nobody_can_place_stays(raw: Raw) -> None:
    stranger = raw.store(webhook(f"wamid.{new_id()}"))
    money = raw.store(
        json.dumps({"pix": [{"endToEndId": "E" * 32, "txid": "a" * 26, "valor": "1.00",
                             "horario": "2026-11-24T12:00:00Z", "chave": "x"}]}).encode(),
        source="pix",
    )  # fmt: skip
    raw.unpack()
    hold_id = raw.vault.hold(HoldKind.CONVERSATION, raw.vault.thread().id)
    raw.forget()
    assert raw.bodies() == {stranger: True, money: True}
    with raw.vault.world.within():
        release_hold(hold_id, by_user=3, at=LATER)
    raw.forget(LATER + timedelta(days=1))
    assert not any(raw.bodies().values())


def test_many_go_some_at_a_time_and_the_day_is_done_once(raw: Raw) -> None:
    for _ in range(7):
        raw.store(webhook(f"wamid.{new_id()}"))
    raw.unpack()
    assert forget_some(raw.id, now=LATER, zone=ZONE, days=DAYS, limit=3) == 3
    # Here the process is killed; the next goes on.
    raw.forget(limit=3)
    assert not any(raw.bodies().values())
    assert raw.told() == [(3, 0), (3, 0), (1, 0)]
    with raw.vault.world.within():
        row = BodySweep.objects.get()
        assert (row.webhooks, row.ended_at) == (7, LATER)
    late = raw.store(webhook(f"wamid.{new_id()}"))
    raw.unpack()
    raw.forget(limit=3)
    assert raw.bodies()[late], "tomorrow"


def test_the_days_are_between_seven_and_the_shortest_month(monkeypatch: Any) -> None:
    for wrong in ("6", "29"):
        monkeypatch.setenv("TRATO_RAW_WEBHOOK_DAYS", wrong)
        with pytest.raises(settings.SettingError, match="TRATO_RAW_WEBHOOK_DAYS"):
            settings.raw_webhook_days()
    monkeypatch.delenv("TRATO_RAW_WEBHOOK_DAYS")
    assert settings.raw_webhook_days() == DAYS
