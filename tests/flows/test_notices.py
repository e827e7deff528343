"""Whoever wants to be told is told: signed, tried again with patience, given up in the end."""

import hashlib
import hmac
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.world import World
from trato import wiring
from trato.adapters.webhooks.post import NotTaken, post
from trato.foundation import clock
from trato.foundation.clock import VirtualTime
from trato.insights.notices.carry import ATTEMPTS_MAX, carry_waiting, wait_after
from trato.insights.notices.models import Notice, Recipient
from trato.insights.notices.recipients import (
    RECIPIENTS_MAX,
    BadRecipient,
    add_recipient,
    recipients,
    remove_recipient,
)
from trato.insights.notices.tell import tell
from trato.insights.notices.values import Channel, Parcel, Undelivered

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


@pytest.fixture
def standing_clock() -> Iterator[None]:
    clock.set_virtual(VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=1e-15))
    yield
    clock.set_virtual(None)


def add(world: World, channel: Channel, target: str, *, severity_min: int = 1) -> str:
    with world.within():
        return add_recipient(channel, target, severity_min=severity_min, by_user=3, at=TUESDAY)


def happen(world: World, key: str = "alert:1", *, severity: int = 3) -> None:
    with world.within():
        tell(key, kind="monitoring.alert", severity=severity, about={"class": "threat"}, at=TUESDAY)


def notices(world: World) -> list[Notice]:
    with world.within():
        return list(Notice.objects.order_by("id"))


class Carrier:
    def __init__(self, *failures: str) -> None:
        self.failures = list(failures)
        self.carried: list[Parcel] = []

    def __call__(self, parcel: Parcel) -> None:
        self.carried.append(parcel)
        if self.failures and (failure := self.failures.pop(0)):
            raise Undelivered(failure)


def carry(world: World, carrier: Carrier, at: datetime = TUESDAY) -> int:
    ways = dict.fromkeys(Channel, carrier)
    return carry_waiting(world.organisation_id, ways, clock=lambda: at)


def test_each_recipient_is_told_once_of_what_is_grave_enough(world: World) -> None:
    add(world, Channel.EMAIL, "supervisao@aurora.example")
    add(world, Channel.EMAIL, "diretoria@aurora.example", severity_min=3)
    happen(world, "a", severity=2)
    happen(world, "b", severity=3)
    happen(world, "b", severity=3)
    carrier = Carrier()
    assert carry(world, carrier) == 3
    assert carry(world, carrier) == 0
    assert sorted(parcel.target for parcel in carrier.carried) == [
        "diretoria@aurora.example", "supervisao@aurora.example", "supervisao@aurora.example",
    ]  # fmt: skip
    with world.within():
        assert [(line.sent, line.waiting) for line in recipients()] == [(2, 0), (1, 0)]


def test_nothing_is_told_when_what_happened_is_rolled_back(world: World) -> None:
    from django.db import transaction

    add(world, Channel.EMAIL, "supervisao@aurora.example")
    with world.within():
        tell("a", kind="k", severity=3, about={}, at=TUESDAY)
        transaction.set_rollback(True)
    assert notices(world) == []


def test_a_failure_is_tried_again_ever_later_and_given_up_in_the_end(world: World) -> None:
    add(world, Channel.WEBHOOK, "https://crm.aurora.example/avisos")
    happen(world)
    carrier, now = Carrier(*["answered 500"] * ATTEMPTS_MAX), TUESDAY
    for attempt in range(1, ATTEMPTS_MAX + 1):
        assert carry(world, carrier, now) == 1, attempt
        assert carry(world, carrier, now) == 0, attempt
        now += wait_after(attempt)
    (row,) = notices(world)
    assert (row.state, row.attempts, row.failure) == ("given_up", ATTEMPTS_MAX, "answered 500")
    assert carry(world, carrier, now + timedelta(days=1)) == 0
    assert len({parcel.notice_id for parcel in carrier.carried}) == 1
    assert len(world.facts("notices.given_up")) == 1


def test_what_a_dead_process_had_taken_is_taken_again(world: World) -> None:
    add(world, Channel.WEBHOOK, "https://crm.aurora.example/avisos")
    happen(world)

    def die(_: Parcel) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_waiting(world.organisation_id, {Channel.WEBHOOK: die}, clock=lambda: TUESDAY)
    carrier = Carrier()
    assert carry(world, carrier, TUESDAY + timedelta(seconds=30)) == 0
    assert carry(world, carrier, TUESDAY + timedelta(minutes=3)) == 1
    assert notices(world)[0].state == "sent"


def test_who_was_removed_is_told_no_more(world: World) -> None:
    add(world, Channel.EMAIL, "supervisao@aurora.example")
    happen(world)
    with world.within():
        (line,) = recipients()
        assert remove_recipient(line.recipient_id, by_user=3, at=TUESDAY)
        assert not remove_recipient(line.recipient_id, by_user=3, at=TUESDAY)
    happen(world, "alert:2")
    carrier = Carrier()
    assert carry(world, carrier) == 0
    add(world, Channel.EMAIL, "supervisao@aurora.example")
    assert len(world.facts("notices.recipient_added")) == 2
    assert len(world.facts("notices.recipient_removed")) == 1


@pytest.mark.parametrize(
    ("channel", "target"),
    [
        (Channel.EMAIL, "supervisao"), (Channel.EMAIL, "a@b"), (Channel.EMAIL, "a@b.c,d@e.f"),
        (Channel.EMAIL, "a@b.c\nBcc: d@e.f"), (Channel.WEBHOOK, "ftp://aurora.example"),
        (Channel.WEBHOOK, "https://ana:senha@aurora.example"), (Channel.WEBHOOK, "https://"),
        (Channel.WEBHOOK, "https://aurora.example/a b"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_be_is_refused(world: World, channel: Channel, target: str) -> None:
    with pytest.raises(BadRecipient):
        add(world, channel, target)


def test_a_target_is_sealed_is_there_once_and_there_are_only_so_many(world: World) -> None:
    add(world, Channel.EMAIL, "supervisao@aurora.example")
    with pytest.raises(BadRecipient):
        add(world, Channel.EMAIL, "Supervisao@Aurora.example")
    with world.within():
        row = Recipient.objects.get()
        assert b"supervisao" not in bytes(row.target_sealed)
        assert "supervisao@" not in row.shown
    for place in range(RECIPIENTS_MAX - 1):
        add(world, Channel.EMAIL, f"p{place}@aurora.example")
    with pytest.raises(BadRecipient):
        add(world, Channel.EMAIL, "mais@aurora.example")


def test_a_notice_carries_ids_and_codes_only(world: World) -> None:
    with pytest.raises(ValueError, match="ids and codes"), world.within():
        tell("a", kind="k", severity=1, about={"text": "x" * 121}, at=TUESDAY)


class _Listener(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.took.append((dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])  # type: ignore[arg-type]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_system_can_check_who_told_it(
    world: World, standing_clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRATO_WEBHOOKS_LOOPBACK", "1")
    server = HTTPServer(("127.0.0.1", 0), _Listener)
    server.took = []  # type: ignore[attr-defined]
    with serving(server) as port:
        secret = add(world, Channel.WEBHOOK, f"http://127.0.0.1:{port}/avisos?de=trato")
        happen(world)
        assert wiring.tell_some(world.organisation_id) == 1
    ((headers, body),) = server.took  # type: ignore[attr-defined]
    (row,) = notices(world)
    seconds, mark = (part.partition("=")[2] for part in headers["Trato-Signature"].split(","))
    signed = f"{seconds}.".encode() + body
    assert hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() == mark
    assert headers["Trato-Delivery"] == str(row.id)
    told = json.loads(body)
    assert (told["kind"], told["severity"]) == ("monitoring.alert", 3)
    assert told["about"] == {"class": "threat"}
    assert row.state == "sent"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "https://127.0.0.1:9/", "https://10.0.0.8/", "https://[::1]/",
            "https://169.254.169.254/latest", "https://192.168.0.1/"],
)  # fmt: skip
def test_no_webhook_reaches_into_the_house(url: str) -> None:
    with pytest.raises(NotTaken):
        post(url, secret=b"s", body=b"{}", delivery_id=str(uuid4()), at=TUESDAY, to_loopback=False)


class _MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self._say("354 go on")
                letter = b""
                while not letter.endswith(b"\r\n.\r\n"):
                    letter += self.rfile.readline()
                self.server.took.append(letter)  # type: ignore[attr-defined]
            self._say("221 bye" if line.startswith(b"QUIT") else "250 ok")
            if line.startswith(b"QUIT"):
                return

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


def test_a_letter_says_what_to_look_for_and_no_word_of_a_person(
    world: World, standing_clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(world, Channel.EMAIL, "supervisao@aurora.example")
    happen(world)
    server = socketserver.TCPServer(("127.0.0.1", 0), _MailServer)
    server.took = []  # type: ignore[attr-defined]
    with serving(server) as port:
        monkeypatch.setenv("TRATO_SMTP_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("TRATO_MAIL_FROM", "trato@aurora.example")
        assert wiring.tell_some(world.organisation_id) == 1
    (letter,) = server.took  # type: ignore[attr-defined]
    assert b"To: supervisao@aurora.example" in letter
    assert b"class: threat" in letter
    assert notices(world)[0].state == "sent"


def test_without_a_mail_server_a_letter_waits_and_says_why(
    world: World, standing_clock: None
) -> None:
    add(world, Channel.EMAIL, "supervisao@aurora.example")
    happen(world)
    assert wiring.tell_some(world.organisation_id) == 1
    (row,) = notices(world)
    assert (row.state, row.failure) == ("waiting", "no way to carry it is set up")
