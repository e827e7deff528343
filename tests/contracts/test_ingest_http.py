"""Webhooks over real HTTP and a real database: 200 means stored, everything else says why."""

import asyncio
import hashlib
import hmac
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
import uvicorn

from trato.foundation.ids import new_id

SECRET, TOKEN = "app-secret", "verify-me"
BODY = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()


class Web:
    """A running server in a thread."""

    def __init__(self, port: int, ingest: Any) -> None:
        self.port = port
        self.ingest = ingest

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def post(self, slug: str, body: bytes, *, secret: str = SECRET) -> int:
        return self.call("POST", f"/webhooks/whatsapp/{slug}", body, signed(body, secret))[0]


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}"}


@pytest.fixture
def web(database: Any) -> Iterator[Web]:
    from trato.entrypoints.ingest.app import Ingest

    yield from serve(Ingest())


def serve(ingest: Any, **options: Any) -> Iterator[Web]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        ingest,
        log_level="critical",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=3,
        **options,
    )
    server = uvicorn.Server(config)
    # Signals belong to the test runner's own thread.
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    for _ in range(6000):
        if server.started:
            break
        time.sleep(0.01)
    assert server.started
    yield Web(listener.getsockname()[1], ingest)
    server.should_exit = True
    thread.join(15)
    listener.close()


@pytest.fixture
def slug(organisation: UUID) -> str:
    return connect(organisation)


def connect(organisation_id: UUID, secret: str = SECRET) -> str:
    from trato.book.organisations import read
    from trato.book.organisations.create import add_number
    from trato.foundation import clock, tenancy

    with tenancy.within(organisation_id):
        add_number(
            phone_number_id=new_id().hex[-15:], account_id="1", display="+55 11 4000-0000",
            app_secret=secret, verify_token=TOKEN, at=clock.now(),
        )  # fmt: skip
        return read.organisation().slug


def stored(superuser: psycopg.Connection, organisation_id: UUID) -> list[tuple[Any, ...]]:
    return superuser.execute(
        "SELECT id, source, body_sealed, signature FROM ingest_delivery"
        " WHERE organisation_id = %s ORDER BY id",
        [organisation_id],
    ).fetchall()


def test_handshake(web: Web, slug: str) -> None:
    path = f"/webhooks/whatsapp/{slug}?hub.mode=subscribe&hub.challenge=1158201444"
    assert web.call("GET", f"{path}&hub.verify_token={TOKEN}") == (200, b"1158201444")
    assert web.call("GET", f"{path}&hub.verify_token=wrong")[0] == 403
    assert web.call("GET", f"/webhooks/whatsapp/{slug}")[0] == 400
    assert web.call("GET", path.replace(slug, "nobody"))[0] == 404


def test_stored_sealed_before_200(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    from trato.book.organisations import keys
    from trato.foundation import tenancy

    assert web.post(slug, BODY) == 200
    ((_, source, sealed, signature),) = stored(superuser, organisation)
    assert (source, signature) == ("whatsapp", signed(BODY)["X-Hub-Signature-256"])
    assert BODY not in sealed
    with tenancy.within(organisation):
        assert keys.vault().open_bytes(sealed, place="delivery.body") == BODY


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256="},
        {"X-Hub-Signature-256": "sha1=" + "0" * 40},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        signed(BODY, "another secret"),
        signed(BODY + b" "),
        {"X-Hub-Signature": signed(BODY)["X-Hub-Signature-256"]},
    ],
)
def test_without_the_right_signature_nothing_is_stored(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection, headers: dict[str, str]
) -> None:
    assert web.call("POST", f"/webhooks/whatsapp/{slug}", BODY, headers)[0] == 401
    assert stored(superuser, organisation) == []
    assert web.ingest.counts["wrong_signature"] == 1


def test_the_signature_is_over_raw_bytes(web: Web, slug: str) -> None:
    raw = b'{"entry": [], "x": "\\u00e9\\/"}'
    assert web.post(slug, raw) == 200


def test_one_organisations_secret_does_not_open_anothers_door(
    web: Web, slug: str, agency: UUID, superuser: psycopg.Connection
) -> None:
    other = connect(agency, "their secret")
    assert web.post(other, BODY) == 401
    assert web.post(other, BODY, secret="their secret") == 200
    assert len(stored(superuser, agency)) == 1


def test_four_megabytes_are_refused_unread(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    large = b"x" * (4 * 1024 * 1024)
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as raw:
        head = f"POST /webhooks/whatsapp/{slug} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(large)}"
        raw.sendall(head.encode() + b"\r\n\r\n" + large[:1000])
        # Only a thousand bytes were sent: the answer cannot have waited for the rest.
        assert raw.recv(200).startswith(b"HTTP/1.1 413")
    assert stored(superuser, organisation) == []


def test_four_megabytes_without_a_length_are_cut_off(web: Web, slug: str) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as raw:
        head = f"POST /webhooks/whatsapp/{slug} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
        raw.sendall(head.encode() + b"\r\n\r\n")
        try:
            for _ in range(64):
                raw.sendall(chunk)
        except OSError:
            pass
        assert raw.recv(200).startswith(b"HTTP/1.1 413")


def test_a_slow_body_times_out(web: Web, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trato.entrypoints.ingest.body.PATIENCE_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as raw:
        head = f"POST /webhooks/whatsapp/{slug} HTTP/1.1\r\nHost: x\r\nContent-Length: 100"
        raw.sendall(head.encode() + b"\r\n\r\nhalf")
        assert raw.recv(200).startswith(b"HTTP/1.1 408")


def test_wrong_doors(web: Web, slug: str) -> None:
    assert web.post("nobody", BODY) == 404
    assert web.post("no%20body;--", BODY) == 404
    assert web.call("PUT", f"/webhooks/whatsapp/{slug}", BODY)[0] == 405
    assert web.call("POST", "/webhooks/telegram/x", BODY)[0] == 404


def test_duplicates_are_stored_once(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    assert [web.post(slug, BODY) for _ in range(5)] == [200] * 5
    assert len(stored(superuser, organisation)) == 1


def test_payments_prove_themselves_by_the_path(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    from trato.book.organisations import keys

    body = b'{"pix": []}'
    token = keys.webhook_token(slug)
    assert web.call("POST", f"/webhooks/pix/{slug}/{'0' * 32}/pix", body)[0] == 401
    assert web.call("GET", f"/webhooks/pix/{slug}/{token}/pix")[0] == 405
    assert web.call("POST", f"/webhooks/pix/nobody/{token}/pix", body)[0] == 404
    assert stored(superuser, organisation) == []
    assert web.call("POST", f"/webhooks/pix/{slug}/{token}/pix", body)[0] == 200
    assert [row[1] for row in stored(superuser, organisation)] == ["pix"]


def test_a_new_secret_is_learnt_soon(
    web: Web, slug: str, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trato.entrypoints.ingest.trust._RECHECK_SECONDS", 0.0)
    assert web.post(slug, BODY) == 200
    connect(organisation, "rotated")
    assert web.post(slug, BODY, secret="rotated") == 200


def test_a_batch_of_two_organisations_keeps_them_apart(
    web: Web, slug: str, organisation: UUID, agency: UUID, superuser: psycopg.Connection
) -> None:
    other = connect(agency)
    calls = [(name, b'{"entry": [%d]}' % n) for n in range(100) for name in (slug, other)]
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda part=calls[n::8]: answers.extend(web.post(*c) for c in part))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [200] * 200
    assert len(stored(superuser, organisation)) == len(stored(superuser, agency)) == 100


def test_the_worker_is_told(web: Web, slug: str, database: Any) -> None:
    with psycopg.connect(database.application_url, autocommit=True) as listener:
        listener.execute("LISTEN trato_deliveries")
        assert web.post(slug, BODY) == 200
        assert [n.channel for n in listener.notifies(timeout=5, stop_after=1)] == [
            "trato_deliveries"
        ]
