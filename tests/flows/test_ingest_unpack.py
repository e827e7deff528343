"""Stored webhooks become effects, each item on its own; nothing is dropped, nothing twice."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from trato.foundation import clock
from trato.foundation.clock import VirtualTime

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


class Inbox:
    """One organisation's stored webhooks, and a record of what was set in motion."""

    def __init__(self, organisation_id: UUID) -> None:
        self.organisation_id = organisation_id
        self.applied: list[Any] = []
        self.broken: set[str] = set()

    def within(self) -> Any:
        from trato.foundation import tenancy

        return tenancy.within(self.organisation_id)

    def store(self, body: bytes, source: str = "whatsapp", at: datetime = TUESDAY) -> None:
        from trato.book.organisations import keys
        from trato.entrypoints.ingest.models import Delivery

        with self.within():
            Delivery.objects.create(
                organisation_id=self.organisation_id, source=source,
                fingerprint=hashlib.sha256(body).digest(),
                body_sealed=keys.vault().seal_bytes(body, place="delivery.body"),
                received_at=at, next_try_at=at,
            )  # fmt: skip

    def apply(self, item: Any, *, received_at: datetime, now: datetime) -> None:
        name = getattr(item, "provider_message_id", "") or getattr(item, "end_to_end_id", "")
        if name in self.broken:
            raise RuntimeError("cannot be handled")
        self.applied.append(item)

    def unpack(self, limit: int = 200) -> int:
        from trato.entrypoints.worker.unpack import unpack_some

        return unpack_some(self.organisation_id, limit, apply=self.apply)

    def stuck(self) -> dict[str, int]:
        from trato.entrypoints.ingest import waiting

        with self.within():
            return waiting.count_stuck()

    def leftovers(self) -> list[tuple[str, str, str, int]]:
        from trato.entrypoints.ingest.models import Leftover

        with self.within():
            rows = Leftover.objects.filter(organisation_id=self.organisation_id).order_by("id")
            return [(r.field, r.kind, r.state, r.failures) for r in rows]

    def ids(self) -> list[str]:
        return [item.provider_message_id for item in self.applied]


@pytest.fixture
def inbox(organisation: UUID) -> Any:
    at(TUESDAY)
    yield Inbox(organisation)
    clock.set_virtual(None)


def at(instant: datetime) -> None:
    # A standing clock: its speed is as good as zero.
    clock.set_virtual(VirtualTime(starts_at=instant, anchor_epoch=0, speed=1e-15))


def text(number: int) -> dict[str, Any]:
    return {"from": "5511912345678", "id": f"wamid.{number}", "timestamp": "1795523400",
            "type": "text", "text": {"body": "oi"}}  # fmt: skip


def webhook(*messages: Any, **more: Any) -> bytes:
    value = {"metadata": {"phone_number_id": "1"}, "messages": list(messages), **more}
    change = {"field": "messages", "value": value}
    return json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode()


def test_every_item_once(inbox: Inbox) -> None:
    status = {"id": "wamid.out", "status": "sent", "timestamp": "1795523400"}
    inbox.store(webhook(text(1), text(2), statuses=[status]))
    inbox.store(webhook(text(3)))
    assert inbox.unpack() == 2
    assert inbox.unpack() == 0
    assert inbox.ids() == ["wamid.out", "wamid.1", "wamid.2", "wamid.3"]


def test_one_bad_item_does_not_hold_the_batch_and_comes_again(inbox: Inbox) -> None:
    inbox.broken = {"wamid.2"}
    inbox.store(webhook(text(1), text(2), text(3)))
    assert inbox.unpack() == 1
    assert inbox.ids() == ["wamid.1", "wamid.3"]
    assert inbox.leftovers() == [("retry", "message", "waiting", 1)]
    before = inbox.applied[0]
    inbox.broken = set()
    assert inbox.unpack() == 0, "not before its time"
    at(TUESDAY + timedelta(minutes=1))
    assert inbox.unpack() == 1
    assert inbox.ids() == ["wamid.1", "wamid.3", "wamid.2"]
    assert inbox.leftovers() == [("retry", "message", "done", 1)]
    # What comes again is the very value, with its instants and bytes.
    assert inbox.applied[-1].written_at == before.written_at
    assert json.loads(inbox.applied[-1].payload) == text(2)


def test_an_item_that_always_fails_ends_as_a_dead_letter(inbox: Inbox) -> None:
    from trato.entrypoints.ingest.waiting import TRIES_MAX

    inbox.broken = {"wamid.1"}
    inbox.store(webhook(text(1)))
    for hour in range(TRIES_MAX + 3):
        at(TUESDAY + timedelta(hours=hour))
        inbox.unpack()
    assert inbox.leftovers() == [("retry", "message", "dead", TRIES_MAX)]
    assert inbox.stuck() == {"unreadable": 0, "dead": 1}


def test_every_kind_of_item_survives_waiting(inbox: Inbox) -> None:
    inbox.broken = {"wamid.9", "E" + "1" * 31}
    status = {"id": "wamid.9", "status": "failed", "timestamp": "1795523400",
              "errors": [{"code": 131026, "title": "x"}],
              "pricing": {"billable": False}}  # fmt: skip
    inbox.store(webhook(statuses=[status]))
    pix = {"endToEndId": "E" + "1" * 31, "valor": "1.00", "horario": "2026-11-24T12:00:00Z"}
    inbox.store(json.dumps({"pix": [pix]}).encode(), source="pix")
    inbox.unpack()
    assert [row[1] for row in inbox.leftovers()] == ["status", "settlement"]
    inbox.broken = set()
    at(TUESDAY + timedelta(minutes=1))
    assert inbox.unpack() == 2
    failed, paid = inbox.applied
    assert (failed.error_code, failed.error_class, failed.pricing) == (
        131026, "undeliverable", {"billable": False},
    )  # fmt: skip
    assert (paid.amount_cents, paid.paid_at) == (100, TUESDAY - timedelta(minutes=30))


def test_what_nobody_understands_is_kept(inbox: Inbox) -> None:
    change = {"field": "security", "value": {"event": "PIN_CHANGED"}}
    inbox.store(json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode())
    assert inbox.unpack() == 1
    assert inbox.leftovers() == [("security", "event", "kept", 0)]


@pytest.mark.parametrize("source", ["whatsapp", "pix"])
def test_a_malformed_body_is_kept_and_holds_nobody(inbox: Inbox, source: str) -> None:
    inbox.store(b"{", source)
    inbox.store(webhook(text(1)))
    assert inbox.unpack() == 2
    assert inbox.unpack() == 0
    assert inbox.ids() == ["wamid.1"]
    assert inbox.stuck() == {"unreadable": 1, "dead": 0}


def test_a_body_sealed_with_a_lost_key_waits(inbox: Inbox) -> None:
    from trato.entrypoints.ingest.models import Delivery

    inbox.store(webhook(text(1)))
    with inbox.within():
        row = Delivery.objects.get(organisation_id=inbox.organisation_id)
        whole = bytes(row.body_sealed)
        Delivery.objects.filter(id=row.id).update(body_sealed=whole[:-1] + b"?")
    assert inbox.unpack() == 1
    assert inbox.applied == []
    with inbox.within():
        Delivery.objects.filter(id=row.id).update(body_sealed=whole)
    assert inbox.unpack() == 0
    at(TUESDAY + timedelta(hours=1))
    assert inbox.unpack() == 1
    assert inbox.ids() == ["wamid.1"]


def test_a_crash_in_the_middle_leaves_everything_waiting(inbox: Inbox) -> None:
    for number in range(3):
        inbox.store(webhook(text(number)))
    inbox_apply = inbox.apply

    def crash(item: Any, **more: Any) -> None:
        inbox_apply(item, **more)
        if item.provider_message_id == "wamid.1":
            raise KeyboardInterrupt

    inbox.apply = crash  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        inbox.unpack()
    inbox.apply, inbox.applied = inbox_apply, []  # type: ignore[method-assign]
    assert inbox.unpack() == 3
    assert inbox.ids() == ["wamid.0", "wamid.1", "wamid.2"]


def test_a_deadlock_is_nobodys_fault(inbox: Inbox) -> None:
    from django.db import OperationalError

    for number in range(3):
        inbox.store(webhook(text(number)))
    inbox_apply, troubles = inbox.apply, iter([OperationalError("deadlock detected")])

    def meet(item: Any, **more: Any) -> None:
        inbox_apply(item, **more)
        for trouble in troubles:
            raise trouble

    inbox.apply = meet  # type: ignore[method-assign]
    assert inbox.unpack() == 3
    assert inbox.leftovers() == []
    assert inbox.ids()[1:] == ["wamid.0", "wamid.1", "wamid.2"]


def test_notices_change_numbers_and_templates(organisation: UUID) -> None:
    from trato.adapters.whatsapp.values import (
        AccountEvent,
        LimitChange,
        NumberChange,
        TemplateChange,
    )
    from trato.book.organisations import read
    from trato.book.organisations.create import add_number, add_template
    from trato.entrypoints.worker.effects import apply
    from trato.foundation import tenancy

    with tenancy.within(organisation):
        for n in (1, 2):
            add_number(
                phone_number_id=f"{organisation.hex}{n}"[-15:], account_id=f"waba{n}",
                display=f"+55 11 4000-000{n}", app_secret="s", verify_token="v", at=TUESDAY,
            )  # fmt: skip
        add_template(
            account_id="waba1", name="x", category="UTILITY", body="", buttons=[],
            status="APPROVED", message_class="reminder", at=TUESDAY,
        )  # fmt: skip
        for item in (
            TemplateChange(name="x", language="pt_BR", status="PAUSED", category="MARKETING"),
            NumberChange(display="551140000002", event="FLAGGED", tier_limit=250),
            LimitChange(tier_limit=10_000),
            AccountEvent(account_id="waba1", event="ACCOUNT_VIOLATION", detail="x", must_stop=True),
            AccountEvent(account_id="waba2", event="OTHER", detail="", must_stop=False),
        ):
            apply(item, received_at=TUESDAY, now=TUESDAY)
        (template,) = read.templates()
        assert (template.status, template.category) == ("PAUSED", "MARKETING")
        one, two = read.numbers()
        assert (one.state, one.quality) == ("stopped", "GREEN")
        assert (two.state, two.quality) == ("connected", "RED")
        assert (one.tier_limit, two.tier_limit) == (10_000, 10_000)


def test_a_stop_at_the_provider_takes_the_word_back(organisation: UUID) -> None:
    from trato.adapters.whatsapp.values import MarketingPreference
    from trato.book.people.register import register_person
    from trato.book.people.values import NewContact, NewPerson
    from trato.door.consent.models import Permission
    from trato.entrypoints.worker.effects import apply
    from trato.foundation import tenancy

    def preference(value: str) -> MarketingPreference:
        return MarketingPreference(
            phone_number_id="1", wa_id="551191234567", bsuid="", value=value,
            category="marketing_messages", at=TUESDAY,
        )  # fmt: skip

    with tenancy.within(organisation):
        contact = NewContact(kind="phone", value="+5511991234567", ddd="11", provenance="x")
        person = NewPerson(name="Ana", document="52998224725", contacts=(contact,))
        person_id = register_person(person, at=TUESDAY)
        apply(preference("resume"), received_at=TUESDAY, now=TUESDAY)
        assert not Permission.objects.filter(person_id=person_id).exists()
        for _ in range(2):
            apply(preference("stop"), received_at=TUESDAY, now=TUESDAY)
        words = Permission.objects.filter(person_id=person_id).values_list("channel", "state")
        assert list(words) == [("whatsapp", "revoked")]
