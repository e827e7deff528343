"""Gives every request a name, so that what is logged on its way can be put together again."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from structlog.contextvars import bound_contextvars

from trato.foundation.ids import new_id

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[..., Awaitable[None]]

_HEADER = b"x-request-id"
_UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Named:
    """An application whose requests carry `X-Request-Id`: the proxy's own, if it is a UUID."""

    def __init__(self, application: Application) -> None:
        """Remember the next layer."""
        self._application = application

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Name the request in the logs and in the answer."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        name = _given(scope) or str(new_id())

        async def named(message: Mapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (_HEADER, name.encode())]
                message = {**message, "headers": headers}
            await send(message)

        with bound_contextvars(request=name):
            await self._application(scope, receive, named)


def _given(scope: Mapping[str, Any]) -> str:
    for header, value in scope["headers"]:
        if header.lower() == _HEADER and _UUID.fullmatch(value):
            return str(value.decode())
    return ""
