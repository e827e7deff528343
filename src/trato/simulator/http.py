"""A small HTTP edge for the simulated world: requests in, responses out, routes by pattern."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from trato.foundation import clock

Json = dict[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
# The largest document WhatsApp takes, and the form around it.
BODY_MAX = 101 * 1024 * 1024
SENT_AT_ONCE_BYTES = 256 * 1024
HANG_UP = "trato.hang_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, its body read whole."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes | bytearray

    def json(self) -> Json:
        """Return the body as an object.

        Raises:
            ValueError: it is not a JSON object.
        """
        value = json.loads(self.body)
        if not isinstance(value, dict):
            raise ValueError("the body is not a JSON object")
        return value

    def bearer(self) -> str:
        """Return the bearer token, or nothing."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer. `drop` closes the socket instead; `wait_seconds` answers late (machine time)."""

    status: int = 200
    body: bytes | memoryview = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    wait_seconds: float = 0.0


def answer(value: object, status: int = 200, **headers: str) -> Response:
    """Return a JSON answer."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(status=status, body=body, headers=named)


Handler = Callable[..., Awaitable[Response]]
Answered = Callable[[Request, Response, datetime, float], None]


class Router:
    """Patterns such as `/cob/{txid}`, tried in the order they were added."""

    def __init__(self) -> None:
        """Start without routes."""
        self._routes: dict[tuple[str, int], list[tuple[re.Pattern[str], Handler]]] = {}

    def add(self, method: str, pattern: str, handler: Handler) -> None:
        """Route a method and pattern to a handler, which gets the named parts as keywords."""
        named = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
        # No part spans a slash, so only patterns with as many of them can match.
        key = (method, pattern.count("/"))
        self._routes.setdefault(key, []).append((re.compile(named), handler))

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        """Return the handler of this path and the named parts."""
        for pattern, handler in self._routes.get((method, path.count("/")), ()):
            match = pattern.fullmatch(path)
            if match:
                return handler, match.groupdict()
        return None


class App:
    """The ASGI face of a router."""

    def __init__(self, router: Router, on_answered: Answered | None = None) -> None:
        """Serve these routes; `on_answered` hears of every call and its answer."""
        self._router = router
        self._on_answered = on_answered

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request; anything but HTTP is refused."""
        if scope["type"] != "http":
            raise RuntimeError("only HTTP is served here")
        body = await _read(receive)
        if body is None:
            response = answer({"error": "the body is too large"}, 413)
        else:
            response = await self._respond(scope, body)
        if response.wait_seconds:
            await asyncio.sleep(response.wait_seconds)
        if response.drop:
            await _hang_up(scope, receive)
            return
        headers = {"content-type": response.content_type, **response.headers}
        headers["content-length"] = str(len(response.body))
        raw = [(k.encode(), v.encode()) for k, v in headers.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": raw})
        await _send_body(send, response.body)

    async def _respond(self, scope: MutableMapping[str, Any], body: bytearray) -> Response:
        found = self._router.find(scope["method"], scope["path"])
        if found is None:
            return answer({"error": "nothing lives at this address"}, 404)
        handler, parts = found
        request = Request(
            method=scope["method"],
            path=scope["path"],
            query=dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)),
            headers={k.decode().lower(): v.decode("latin-1") for k, v in scope["headers"]},
            body=body,
        )
        begun = clock.monotonic()
        response = await handler(request, **parts)
        if self._on_answered:
            took_ms = (clock.monotonic() - begun) * 1000
            self._on_answered(request, response, clock.now(), took_ms)
        return response


async def _read(receive: Receive) -> bytearray | None:
    """Return the body, held once; what is left of a request that was hung up on is nothing."""
    body, size = bytearray(), 0
    while True:
        event = await receive()
        chunk = event.get("body", b"")
        size += len(chunk)
        if size <= BODY_MAX:
            body += chunk
        if not event.get("more_body"):
            return body if size <= BODY_MAX else None


async def _send_body(send: Send, body: bytes | memoryview) -> None:
    """Send a body in pieces: a large one is not copied whole for the wire."""
    for start in range(0, len(body) - SENT_AT_ONCE_BYTES, SENT_AT_ONCE_BYTES):
        piece = bytes(body[start : start + SENT_AT_ONCE_BYTES])
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    left = (len(body) - 1) // SENT_AT_ONCE_BYTES * SENT_AT_ONCE_BYTES if body else 0
    await send({"type": "http.response.body", "body": bytes(body[left:])})


async def _hang_up(scope: MutableMapping[str, Any], receive: Receive) -> None:
    hang_up = scope.get("extensions", {}).get(HANG_UP)
    if hang_up is None:
        raise RuntimeError("the server does not offer a way to close the socket")
    hang_up()
    while (await receive())["type"] != "http.disconnect":
        continue
