"""The stream's own lane: an ASGI application beside the desk's, outside of its bound.

`GET /ao-vivo/` answers server-sent events to whoever is signed in, 403 to everybody else. `POST`
narrows a stream to what its page shows, by the token that the stream began with: `fio`, an id or
nothing, and `lista`, "mine", "all" or nothing. With `partes` the page is given what changed as it
is drawn; `escolha` is then its list's own query, `perto` the ids of threads that it keeps, and
`v`, `vl` and `vp` are the versions that it has of these. 204, or 410 where there is no such stream.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.http.cookie import parse_cookie

from trato.entrypoints.console.language import chosen_language
from trato.entrypoints.console.live.hub import Hub
from trato.entrypoints.console.live.stream import NEAR_MAX, Following, Shown, Stream, shown_by
from trato.entrypoints.console.live.viewer import Viewer

PATH = "/ao-vivo/"
STREAMS_MAX = 1_000
STREAMS_OF_ONE_MAX = 20
_QUERY_MAX = 500
_HELLO = b"retry: 2000\nevent: hello\ndata: %s\n\n"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[..., Awaitable[None]]


class Live:
    """Answers the stream's path; every other request goes to the application."""

    def __init__(self, application: Application) -> None:
        """Remember who answers the rest."""
        self._application = application
        self._hub: Hub | None = None

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._application(scope, receive, send)
            return
        if self._hub is None:
            self._hub = Hub()
        if scope["method"] == "POST":
            is_known = self._hub.follow(_header(scope, b"x-stream"), *_followed(scope))
            await _refuse(send, 204 if is_known else 410, b"")
            return
        if scope["method"] != "GET":
            await _refuse(send, 405, b"method not allowed")
            return
        key = _session_key(scope)
        viewer = await _admitted(self._hub, key)
        if viewer is None:
            await _refuse(send, 403, b"sign in first")
        elif self._hub.size >= STREAMS_MAX or (
            self._hub.count_of(viewer.user_id) >= STREAMS_OF_ONE_MAX
        ):
            await _refuse(send, 503, b"too many streams")
        else:
            stream = await self._hub.join(viewer, key, _language(scope))
            await _follow(self._hub, stream, receive, send)


async def _admitted(hub: Hub, key: str) -> Viewer | None:
    if not key:
        return None
    try:
        return await hub.admit(key)
    except PermissionDenied:
        return None


async def _follow(hub: Hub, stream: Stream, receive: Receive, send: Send) -> None:
    gone = asyncio.create_task(_wait_until_gone(stream, receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _write(send, _HELLO % stream.token.encode())
        while not stream.is_over:
            await _write(send, await stream.take())
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        await hub.leave(stream)


async def _wait_until_gone(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # Proxies that gather an answer before they pass it on would defeat the stream.
    (b"x-accel-buffering", b"no"),
]


async def _refuse(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    if status == 405:
        headers.append((b"allow", b"GET, POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _followed(scope: Mapping[str, Any]) -> tuple[Following, Shown]:
    asked = QueryDict(scope["query_string"])
    thread, listed = asked.get("fio", ""), asked.get("lista", "")
    near = [one for one in asked.get("perto", "").split() if _ID.fullmatch(one)][:NEAR_MAX]
    follows = Following(
        thread=thread if _ID.fullmatch(thread) else "",
        listed=listed if listed in ("mine", "all") else "",
        query=asked.get("escolha", "")[:_QUERY_MAX] if listed == "mine" else "",
        takes_parts=bool(asked.get("partes")),
        near=frozenset(near) - {thread},
    )
    return follows, shown_by(
        follows,
        thread=asked.get("v", ""),
        rows=asked.get("vl", ""),
        near=dict(zip(near, asked.get("vp", "").split(), strict=False)),
    )


def _header(scope: Mapping[str, Any], wanted: bytes) -> str:
    found = (value for name, value in scope["headers"] if name == wanted)
    return str(next(found, b"").decode("latin-1"))


def _session_key(scope: Mapping[str, Any]) -> str:
    cookies = parse_cookie(_header(scope, b"cookie"))
    return str(cookies.get(settings.SESSION_COOKIE_NAME) or "")


def _language(scope: Mapping[str, Any]) -> str:
    return chosen_language(parse_cookie(_header(scope, b"cookie")))
