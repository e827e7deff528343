"""Whatever arrives at the webhook door: never a server's error, and 200 only for what is stored."""

import contextlib
import json
import random
import socket
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_ingest_http import SECRET, TOKEN, Web, connect, serve, signed, stored

BOUNDED = settings(
    max_examples=60, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
SEEN = string.ascii_letters + string.digits + "-._~%!$&'()*+,;=:@"
SECRETS = st.sampled_from(["another secret", "", SECRET.upper()])
_PRINTABLE = [chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))]
HEADER = st.text(st.sampled_from(_PRINTABLE), max_size=100)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
).map(lambda value: json.dumps(value).encode())
BODY = st.binary(max_size=4096) | JSON | st.just(b"\xef\xbb\xbf{}") | st.just(b"[" * 3000)


@pytest.fixture
def web(database: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    # The server is a thread of this process. Its pool draws a connection's age at random, and
    # Hypothesis takes any use of the common generator for a strategy that is not repeatable.
    monkeypatch.setattr("psycopg_pool.base.random", random.Random().random)

    from trato.entrypoints.ingest.app import Ingest

    yield from serve(Ingest())


@pytest.fixture
def slug(organisation: UUID) -> str:
    return connect(organisation)


def test_a_body_with_the_right_signature_is_stored_and_no_other(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    from trato.book.organisations import keys
    from trato.foundation import tenancy

    def bodies() -> set[bytes]:
        rows = stored(superuser, organisation)
        with tenancy.within(organisation):
            vault = keys.vault()
            return {vault.open_bytes(row[2], place="delivery.body") for row in rows}

    @BOUNDED
    @given(
        body=BODY,
        secret=st.none() | SECRETS,
        headers=st.dictionaries(
            st.sampled_from(["X-Hub-Signature-256", "Content-Type", "X-Hub-Signature"]), HEADER
        ),
    )
    def ask(body: bytes, secret: str | None, headers: dict[str, str]) -> None:
        right = signed(body) if secret is None else signed(body, secret)
        before = bodies()
        sent = {**headers, **right} if "X-Hub-Signature-256" not in headers else headers
        status, _ = web.call("POST", f"/webhooks/whatsapp/{slug}", body, sent)
        is_right = sent["X-Hub-Signature-256"] == signed(body)["X-Hub-Signature-256"]
        after = bodies()
        assert status == 200 if is_right and body else status < 500
        assert after == (before | {body} if status == 200 else before)
        assert is_right or status != 200

    ask()


def test_no_path_method_or_query_is_a_servers_error_or_stored(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    part = st.text(SEEN, max_size=40) | st.just(slug)
    door = st.sampled_from(["whatsapp", "pix", "telegram", ""])

    @BOUNDED
    @given(
        method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "X"]),
        path=st.tuples(door, st.lists(part, max_size=4)),
        query=st.text(SEEN + "&=?/", max_size=80),
        body=st.binary(max_size=64),
    )
    def ask(method: str, path: tuple[str, list[str]], query: str, body: bytes) -> None:
        address = "/".join(["/webhooks", path[0], *path[1]])
        sent = body if method in ("POST", "PUT", "PATCH") else None
        status, _ = web.call(method, f"{address}?{query}" if query else address, sent)
        assert status < 500

    ask()
    assert stored(superuser, organisation) == []


def test_the_handshake_gives_back_only_what_was_asked_with_the_right_token(
    web: Web, slug: str
) -> None:
    @BOUNDED
    @given(token=st.just(TOKEN) | st.text(SEEN, max_size=40), challenge=st.text(SEEN, max_size=300))
    def ask(token: str, challenge: str) -> None:
        pairs = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
        status, body = web.call("GET", f"/webhooks/whatsapp/{slug}?{urlencode(pairs)}")
        assert status < 500
        assert (status == 200) <= (token == TOKEN)
        if status == 200:
            assert body == challenge.encode()

    ask()


def test_bytes_that_are_no_request_leave_the_door_open(
    web: Web, slug: str, organisation: UUID, superuser: psycopg.Connection
) -> None:
    head = f"POST /webhooks/whatsapp/{slug} HTTP/1.1\r\nHost: x\r\n".encode()

    @settings(BOUNDED, max_examples=25)
    @given(noise=st.binary(min_size=1, max_size=300), is_headed=st.booleans())
    def ask(noise: bytes, is_headed: bool) -> None:
        with (
            contextlib.suppress(ConnectionError, TimeoutError),
            socket.create_connection(("127.0.0.1", web.port), timeout=5) as raw,
        ):
            raw.sendall((head if is_headed else b"") + noise + b"\r\n\r\n")
            raw.shutdown(socket.SHUT_WR)
            answer = raw.recv(200)
            assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.1 200"))

    ask()
    assert stored(superuser, organisation) == []
    assert web.post(slug, b'{"entry": []}') == 200
