"""Reads a request body: never more than the cap, never longer than the patience."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

BODY_BYTES_MAX = 3 * 1024 * 1024
PATIENCE_SECONDS = 10.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class TooLarge(Exception):
    """The body is over the cap; the rest of it is not read."""


class TooSlow(Exception):
    """The body did not arrive in time."""


class HungUp(Exception):
    """The client left before its body was complete: there is nobody to answer."""


async def read_body(receive: Receive, announced: int | None) -> bytes:
    """Return the whole body.

    Raises:
        TooLarge: it is announced, or turns out, to be over the cap.
        TooSlow: it did not arrive in time.
        HungUp: the client left.
    """
    if announced is not None and announced > BODY_BYTES_MAX:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise HungUp
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > BODY_BYTES_MAX:
                    raise TooLarge
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise TooSlow from None
