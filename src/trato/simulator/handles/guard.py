"""What every handle does with a body it cannot use: it says so, in one line, with 400."""

import json
from collections.abc import Awaitable, Callable

from trato.simulator.http import Request, Response, Router, answer

Answerer = Callable[[Request], Awaitable[Response]]


def guarded(handler: Answerer) -> Answerer:
    """Return the handler with wrong input answered as 400."""

    async def careful(request: Request) -> Response:
        try:
            return await handler(request)
        except (ValueError, KeyError, TypeError) as wrong:
            return answer({"error": f"{type(wrong).__name__}: {wrong}"}, 400)

    return careful


def add(router: Router, method: str, name: str, handler: Answerer) -> None:
    """Mount one handle under /_sim."""
    router.add(method, f"/_sim/{name}", guarded(handler))


def rows_of(request: Request) -> list[object]:
    """Return the body as a list: one thing, or several."""
    value = json.loads(request.body)
    return value if isinstance(value, list) else [value]
