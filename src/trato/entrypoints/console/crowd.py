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
).encode()

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
            await _come_back(send)
            return
        try:
            await self._application(scope, receive, send)
        finally:
            self._room.release()

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


async def _come_back(send: Any) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_WORDS)).encode()),
        (b"retry-after", b"5"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _WORDS})
