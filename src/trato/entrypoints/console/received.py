"""Takes in what a request sends, all of it, before the request takes a place among the pages.

However slowly somebody uploads, nobody else's page waits for it, and no connection to the database
is held. What is too large, or comes when too much is on its way, is turned away at its head.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from trato.book.files.values import FILE_BYTES_MAX
from trato.entrypoints.console.crowd import Application, tell
from trato.foundation.veiled import Veiled

BODY_BYTES_MAX: Final = FILE_BYTES_MAX + 1024 * 1024
"""The largest file there is, and the form around it."""

ON_THEIR_WAY_BYTES_MAX: Final = 2 * 1024**3
"""So much may lie on this machine's disk at once before it is kept or refused."""

SILENT_SECONDS: Final = 30.0
BODY: Final = "trato.body"

_TOO_LARGE: Final = (
    f"Grande demais: um envio leva até {BODY_BYTES_MAX >> 20} MB. Nada foi guardado.\n"
    f"Too large: a request carries up to {BODY_BYTES_MAX >> 20} MB. Nothing was kept.\n"
)
_TOO_MUCH: Final = (
    "Há muitos envios ao mesmo tempo. Nada foi guardado. Espere um minuto e tente de novo.\n"
    "Too many uploads at once. Nothing was kept. Wait a minute and try again.\n"
)
_TOO_SLOW: Final = (
    "O envio parou no meio. Nada foi guardado. Tente de novo.\n"
    "The upload stopped midway. Nothing was kept. Try again.\n"
)


class Received:
    """An ASGI application whose requests have arrived whole: the body is in the scope."""

    def __init__(self, application: Application) -> None:
        """Serve this application."""
        self._application = application
        self._on_their_way_bytes = 0

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Take in one request, then pass it on."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        announced = _announced(scope)
        if announced > BODY_BYTES_MAX:
            await tell(send, 413, _TOO_LARGE)
            return
        body = Veiled()
        try:
            refused = await self._take(body, receive)
            if refused is None:
                await self._application({**scope, BODY: body}, receive, send)
            elif refused:
                await tell(send, *refused)
        finally:
            self._on_their_way_bytes -= body.size_bytes
            body.close()

    async def _take(self, body: Veiled, receive: Any) -> tuple[()] | tuple[int, str] | None:
        """Return nothing when all is here, else what is to be answered, if anybody still hears."""
        while True:
            try:
                async with asyncio.timeout(SILENT_SECONDS):
                    message = await receive()
            except TimeoutError:
                return 408, _TOO_SLOW
            if message["type"] == "http.disconnect":
                return ()
            piece = message.get("body", b"")
            if body.size_bytes + len(piece) > BODY_BYTES_MAX:
                return 413, _TOO_LARGE
            if self._on_their_way_bytes + len(piece) > ON_THEIR_WAY_BYTES_MAX:
                return 503, _TOO_MUCH
            body.write(piece)
            self._on_their_way_bytes += len(piece)
            if not message.get("more_body", False):
                body.seek(0)
                return None


def _announced(scope: Mapping[str, Any]) -> int:
    given = next((v for name, v in scope["headers"] if name == b"content-length"), b"")
    return int(given) if given.isdigit() else 0
