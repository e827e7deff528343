"""What an ASGI application costs that reads a body, answers 200 and stores nothing.

Run as a process of its own, under the web process's server settings: the ceiling of its kind.
"""

import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from trato.entrypoints.cli.processes import serve

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
_HEADERS = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"2")]


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body", False):
        continue
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": b"ok"})


if __name__ == "__main__":
    serve(f"{__spec__.name}:application", host="127.0.0.1", port=int(sys.argv[1]))
