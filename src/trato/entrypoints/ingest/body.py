"""Reads a request body: never more than the cap, never longer than the patience."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

BODY_BYTES_MAX = 3 * 1024 * 1024
PATIENCE_SECONDS = 10.0
_LOOKS = 10

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class TooLarge(Exception):
    """The body is over the cap; the rest of it is not read."""


class TooSlow(Exception):
    """The body did not arrive in time."""


class HungUp(Exception):
    """The client left before its body was complete: there is nobody to answer."""


class Watch:
    """Ends readings that take too long: one timer for all, since one for each costs too much.

    Looks ten times within the patience; a reading may last that much longer.
    """

    def __init__(self) -> None:
        """Watch nobody yet."""
        self._since: dict[asyncio.Task[Any], float] = {}
        self._overdue: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> asyncio.Task[Any] | None:
        """Watch over the current task from now on; return it for `end`."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        if task is None:
            return None
        self._since[task] = loop.time()
        if self._timer is None:
            self._timer = loop.call_later(PATIENCE_SECONDS / _LOOKS, self._look)
        return task

    def end(self, task: asyncio.Task[Any] | None) -> bool:
        """Stop watching over it; return whether it was ended for taking too long."""
        if task is None:
            return False
        self._since.pop(task, None)
        if task not in self._overdue:
            return False
        self._overdue.discard(task)
        return task.uncancel() == 0

    def _look(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        for task, since in list(self._since.items()):
            if loop.time() - since >= PATIENCE_SECONDS and task not in self._overdue:
                self._overdue.add(task)
                task.cancel()
        if self._since:
            self._timer = loop.call_later(PATIENCE_SECONDS / _LOOKS, self._look)


async def read_body(receive: Receive, announced: int | None, watch: Watch) -> bytes:
    """Return the whole body.

    Raises:
        TooLarge: it is announced, or turns out, to be over the cap.
        TooSlow: it did not arrive in time.
        HungUp: the client left.
    """
    if announced is not None and announced > BODY_BYTES_MAX:
        raise TooLarge
    task = watch.begin()
    try:
        message = await receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            body: bytes = message.get("body", b"")
            if len(body) > BODY_BYTES_MAX:
                raise TooLarge
            return body
        return await _read_parts(message, receive)
    except asyncio.CancelledError:
        if watch.end(task):
            raise TooSlow from None
        raise
    finally:
        watch.end(task)


async def _read_parts(message: Message, receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if message["type"] == "http.disconnect":
            raise HungUp
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_BYTES_MAX:
            raise TooLarge
        if not message.get("more_body", False):
            return b"".join(parts)
        message = await receive()
