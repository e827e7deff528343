"""Keeps a crowd from taking every database connection: so many pages at once, the rest waits.

Each page under way holds one connection. Whoever has waited too long is told to come back instead
of hanging; webhooks have a lane and connections of their own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

AT_ONCE_MAX = 12
WAITING_MAX = 200
PATIENCE_SECONDS = 5.0
_WORDS = (
    "Há gente demais ao mesmo tempo. Nada foi alterado. Espere alguns segundos e recarregue.\n"
    "Too many requests at once. Nothing was changed. Wait a few seconds and reload.\n"
)

Application = Callable[..., Awaitable[None]]


class Bounded:
    """An ASGI application of which only so many requests run at once."""

    def __init__(self, application: Application) -> None:
        """Bound this application."""
        self._application = application
        self._room: asyncio.Semaphore | None = None
        self._waiting = 0

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Run one request when there is room, or answer 503."""
        if self._room is None:
            self._room = asyncio.Semaphore(AT_ONCE_MAX)
        if not await self._enter(self._room):
            await tell(send, 503, _WORDS)
            return
        place = _Place(self._room, send)
        try:
            await self._application(scope, receive, place.send)
        finally:
            place.leave()

    async def _enter(self, room: asyncio.Semaphore) -> bool:
        if room.locked() and self._waiting >= WAITING_MAX:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await room.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True


class _Place:
    """One request's place: left when it is over, or when the rest of it goes out in parts.

    Between two parts nothing is held; however slowly somebody fetches a file, no page waits.
    """

    def __init__(self, room: asyncio.Semaphore, send: Any) -> None:
        self._room, self._send, self._is_left = room, send, False

    async def send(self, message: Mapping[str, Any]) -> None:
        if message.get("more_body"):
            self.leave()
        await self._send(message)

    def leave(self) -> None:
        if not self._is_left:
            self._is_left = True
            self._room.release()


async def tell(send: Any, status: int, words: str) -> None:
    """Answer a few plain words."""
    body = words.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
