"""Bad days at the door: full disks, crowds, slow and gigantic requests, replays, wrong clocks.

Whatever happens, an answer comes, and what was answered 200 is there afterwards.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.contracts.test_ingest_http import Web, connect, serve, signed, stored
from trato.book.organisations import read as organisations
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.door.outbox.models import StatusEvent, Window
from trato.entrypoints.console.crowd import Bounded
from trato.entrypoints.ingest.body import BODY_BYTES_MAX
from trato.entrypoints.worker.unpack import unpack_some
from trato.foundation import clock, tenancy


@pytest.fixture
def web(database: Any) -> Iterator[Web]:
    from trato.entrypoints.ingest.app import Ingest

    yield from serve(Ingest())


@pytest.fixture
def slug(organisation: UUID) -> str:
    return connect(organisation)


def message(phone_number_id: str, name: str, *, at: datetime, text: str = "oi") -> dict[str, Any]:
    wa_id = "5511987650001"
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140000000", "phone_number_id": phone_number_id},
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": wa_id}],
        "messages": [
            {"from": wa_id, "id": f"wamid.{name}", "timestamp": str(int(at.timestamp())),
             "type": "text", "text": {"body": text}}
        ],
    }  # fmt: skip
    return {"field": "messages", "value": value}


def webhook(*changes: dict[str, Any]) -> bytes:
    entry = [{"id": "1", "changes": list(changes)}]
    return json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()


def our_number(organisation_id: UUID) -> str:
    with tenancy.within(organisation_id):
        return organisations.numbers()[0].phone_number_id


# Full disks.


@pytest.fixture
def full(superuser: psycopg.Connection) -> Iterator[None]:
    """Let PostgreSQL say what it says on a full disk, and stop saying it afterwards."""
    superuser.execute(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
        " 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
    )
    superuser.execute(
        "CREATE TRIGGER no_room BEFORE INSERT ON ingest_delivery"
        " FOR EACH STATEMENT EXECUTE FUNCTION no_room()"
    )
    yield
    superuser.execute("DROP FUNCTION IF EXISTS no_room CASCADE")


def test_a_full_disk_is_a_503_that_asks_to_come_back(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection, full: None
) -> None:
    body = webhook()
    status, words = web.call("POST", f"/webhooks/whatsapp/{slug}", body, signed(body))
    assert (status, words) == (503, b"not stored, send again")
    assert stored(superuser, organisation) == []
    superuser.execute("DROP TRIGGER no_room ON ingest_delivery")
    assert web.post(slug, body) == 200
    assert len(stored(superuser, organisation)) == 1


@pytest.fixture
def small_disk(superuser: psycopg.Connection) -> Iterator[None]:
    """Put the table of webhooks on a file system of eight megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="trato-small-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0777", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("mounting a small file system is not permitted here")
    place = folder / "tables"
    place.mkdir()
    shutil.chown(place, "nobody", "nogroup")
    try:
        superuser.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        superuser.execute("ALTER TABLE ingest_delivery SET TABLESPACE small")
        yield
        superuser.execute("ALTER TABLE ingest_delivery SET TABLESPACE pg_default")
        superuser.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


def test_what_was_acknowledged_before_the_disk_was_full_is_there(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection, small_disk: None
) -> None:
    bodies = [b'{"n":%d,"fill":"%s"}' % (n, os.urandom(400_000).hex().encode()) for n in range(16)]
    answers = [web.post(slug, body) for body in bodies]
    assert set(answers) == {200, 503}
    assert len(stored(superuser, organisation)) == answers.count(200) >= 3


# Crowds.


class Slow:
    """An application that holds every request until it is let go, and counts how many at once."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.now = self.most = self.served = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        await self.gate.wait()
        self.now -= 1
        self.served += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def test_a_crowd_at_the_desk_is_bounded_and_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trato.entrypoints.console.crowd.AT_ONCE_MAX", 3)
    monkeypatch.setattr("trato.entrypoints.console.crowd.WAITING_MAX", 5)
    monkeypatch.setattr("trato.entrypoints.console.crowd.PATIENCE_SECONDS", 0.3)
    slow, sent = Slow(), []
    desk = Bounded(slow)

    async def send(message: Any) -> None:
        sent.append(message)

    began = time.monotonic()
    tasks = [asyncio.create_task(desk({"type": "http"}, None, send)) for _ in range(40)]
    while sum(t.done() for t in tasks) < 37:
        await asyncio.sleep(0.01)
        assert time.monotonic() - began < 5
    refused = [m for m in sent if m.get("status") == 503]
    assert len(refused) == 37
    assert all((b"retry-after", b"5") in m["headers"] for m in refused)
    slow.gate.set()
    await asyncio.gather(*tasks)
    assert (slow.most, slow.served) == (3, 3)
    await desk({"type": "http"}, None, send)
    assert slow.served == 4


def test_a_storm_of_webhooks_takes_a_handful_of_database_connections(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    ours = (
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'trato_app'"
        " AND datname = current_database()"
    )

    def connections() -> int:
        row = superuser.execute(ours).fetchone()
        assert row is not None
        return int(row[0])

    before, most, answers = connections(), 0, []

    def knock(number: int) -> None:
        answers.append(web.post(slug, b'{"entry":[%d]}' % number))

    threads = [threading.Thread(target=knock, args=(n,)) for n in range(150)]
    for thread in threads:
        thread.start()
    while any(t.is_alive() for t in threads):
        most = max(most, connections())
        time.sleep(0.01)
    assert answers.count(200) == len(threads)
    assert len(stored(superuser, organisation)) == len(threads)
    assert most - before <= 4


def test_a_storm_of_idle_connections_is_told_to_come_back_and_passes(
    database: Any, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    from trato.entrypoints.impatient import Impatient
    from trato.entrypoints.ingest.app import Ingest

    body = webhook()
    for web in serve(Ingest(), http=Impatient, limit_concurrency=40):
        idle = [socket.create_connection(("127.0.0.1", web.port), timeout=10) for _ in range(60)]
        status, _ = web.call("POST", f"/webhooks/whatsapp/{slug}", body, signed(body))
        assert status == 503
        assert stored(superuser, organisation) == []
        for one in idle:
            one.close()
        until = time.monotonic() + 30
        while web.post(slug, body) != 200:
            assert time.monotonic() < until
            time.sleep(0.05)
    assert len(stored(superuser, organisation)) == 1


# Slow senders.


@pytest.mark.parametrize("sent", [b"", b"POST /webhooks/whatsapp/x HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_a_head_that_does_not_come_closes_its_connection(
    database: Any, slug: str, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    from trato.entrypoints.impatient import Impatient
    from trato.entrypoints.ingest.app import Ingest

    monkeypatch.setattr("trato.entrypoints.impatient.HEAD_SECONDS", 0.4)
    for web in serve(Ingest(), http=Impatient):
        with socket.create_connection(("127.0.0.1", web.port), timeout=5) as raw:
            raw.sendall(sent)
            began = time.monotonic()
            assert raw.recv(100) == b""
            assert time.monotonic() - began < 3
        # A whole request, and another one on the same connection, are served as ever.
        monkeypatch.setattr("trato.entrypoints.impatient.HEAD_SECONDS", 10.0)
        body = webhook()
        with socket.create_connection(("127.0.0.1", web.port), timeout=15) as raw:
            head = f"POST /webhooks/whatsapp/{slug} HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: "
            head += f"{signed(body)['X-Hub-Signature-256']}\r\nContent-Length: {len(body)}\r\n\r\n"
            for _ in range(2):
                raw.sendall(head.encode() + body)
                answer = b""
                while not answer.endswith(b"\r\n\r\n"):
                    piece = raw.recv(300)
                    assert piece
                    answer += piece
                assert answer.startswith(b"HTTP/1.1 200")
            monkeypatch.setattr("trato.entrypoints.impatient.HEAD_SECONDS", 0.4)
            raw.sendall(b"GET /webhooks/whats")
            assert raw.recv(100) == b""


# Gigantic requests.


def test_a_batch_of_three_megabytes_is_taken_whole(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    number, now = our_number(organisation), clock.now()
    count = 3_000
    changes = [message(number, f"big-{n}", at=now, text="x" * 540) for n in range(count)]
    body = webhook(*changes)
    assert 2_500_000 < len(body) <= BODY_BYTES_MAX
    assert web.post(slug, body) == 200
    assert unpack_some(organisation) == 1
    with tenancy.within(organisation):
        assert InboundMessage.objects.count() == count
        assert Conversation.objects.count() == 1


# Replays.


def test_an_old_webhook_sent_again_has_no_second_effect(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    number, now = our_number(organisation), clock.now()
    change = message(number, "once", at=now - timedelta(days=20))
    change["value"]["statuses"] = [
        {"id": "wamid.ours", "status": "delivered", "recipient_id": "5511987650001",
         "timestamp": str(int(now.timestamp()) - 3600)}
    ]  # fmt: skip
    body = webhook(change)
    assert web.post(slug, body) == 200
    assert unpack_some(organisation) == 1
    # The same bytes, and the same content in other bytes, both with a valid signature.
    for again in (body, body, body + b"\n", json.dumps(json.loads(body), indent=1).encode()):
        assert web.post(slug, again) == 200
    assert unpack_some(organisation) == 2
    with tenancy.within(organisation):
        assert InboundMessage.objects.count() == 1
        assert StatusEvent.objects.count() == 1
    assert len(stored(superuser, organisation)) == 3


# Wrong clocks.


@pytest.mark.parametrize(
    "skew", [timedelta(days=-3650), timedelta(hours=-30), timedelta(hours=5), timedelta(days=9000)]
)
def test_a_senders_wrong_clock_neither_loses_a_message_nor_keeps_the_window_open(
    web: Web, slug: str, organisation: UUID, skew: timedelta
) -> None:
    number, now = our_number(organisation), clock.now()
    assert web.post(slug, webhook(message(number, "skewed", at=now + skew))) == 200
    assert web.post(slug, webhook(message(number, "right", at=now))) == 200
    assert unpack_some(organisation) == 2
    with tenancy.within(organisation):
        assert InboundMessage.objects.count() == 2
        for window in Window.objects.all():
            assert window.last_inbound_at <= clock.now() + timedelta(minutes=5)
        heard = Conversation.objects.get().last_inbound_at
        assert heard is not None
        assert heard <= clock.now() + timedelta(minutes=5)


@pytest.mark.parametrize("stamp", ["0", "-5", "99999999999999999", "soon", ""])
def test_a_time_that_is_none_is_kept_for_a_person(
    web: Web, slug: str, organisation: UUID, stamp: str
) -> None:
    from trato.entrypoints.ingest.models import Leftover

    change = message(our_number(organisation), "timeless", at=datetime(2026, 1, 1, tzinfo=UTC))
    change["value"]["messages"][0]["timestamp"] = stamp
    assert web.post(slug, webhook(change)) == 200
    assert unpack_some(organisation) == 1
    with tenancy.within(organisation):
        kept = Leftover.objects.filter(state="kept").count()
        assert kept + InboundMessage.objects.count() == 1
