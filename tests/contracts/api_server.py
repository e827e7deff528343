"""The REST API over real HTTP: a server on a loopback port, two filled organisations, their tokens.

The world's clock stands still at a Tuesday morning, in the server's threads too.
"""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import uvicorn

from tests.browser import seed
from trato.foundation import clock, tenancy

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@dataclass
class Answer:
    """A response as read to its end."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Place:
    """One organisation with its tokens by scope."""

    seeded: seed.Seeded
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def organisation_id(self) -> UUID:
        return self.seeded.organisation_id


@dataclass
class Api:
    """A running server."""

    port: int

    def ask(
        self, method: str, path: str, body: Any = None, *, token: str = "", key: str = "",
        raw: bytes | None = None, **headers: str,
    ) -> Answer:  # fmt: skip
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if key:
            sent["Idempotency-Key"] = key
        if body is not None:
            raw = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, f"/api/v1{path}", body=raw, headers=sent)
            found = connection.getresponse()
            named = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, named, found.read())
        finally:
            connection.close()


def place(slug: str, number: str) -> Place:
    """Fill an organisation and make a token for every set of scopes."""
    from trato.book.tokens.issue import issue_token
    from trato.book.tokens.values import Scope

    made = Place(seed.fill(seed.create(slug, "Cooperativa Aurora", now=NOW), now=NOW,
                           number=number, members=False))  # fmt: skip
    with tenancy.within(made.organisation_id):
        for name in ("read", "write", "read personal", "read write"):
            scopes = {Scope(word) for word in name.split()}
            issued = issue_token(
                name=name, scopes=scopes, days=30, at=NOW, requests_per_minute=600_000
            )
            made.tokens[name] = issued.secret
    return made


@contextmanager
def still_clock() -> Iterator[None]:
    """Let the world's time stand still."""
    clock.set_virtual(clock.VirtualTime(starts_at=NOW, anchor_epoch=0, speed=0))
    try:
        yield
    finally:
        clock.set_virtual(None)


@contextmanager
def serving() -> Iterator[Api]:
    """Serve the desk lane on a loopback port until the end of the block."""
    from trato.entrypoints.asgi import application

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(application, lifespan="off", log_config=None, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        for _ in range(3000):
            if server.started:
                break
            time.sleep(0.02)
        assert server.started
        yield Api(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
