"""HTTP that does not wait for ever: a head that does not arrive in time closes its connection.

uvicorn bounds idle connections only; whoever sends a header a minute would hold one for ever. A
body's patience is the matter of whoever reads it.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
CONNECTIONS_MAX = 2_000
"""Connections and requests at once; beyond it a request is answered 503 at its head."""


def _is_stream(scope: Any) -> bool:
    return any(
        name == b"accept" and value.startswith(b"text/event-stream")
        for name, value in scope["headers"]
    )


class Impatient(HttpToolsProtocol):
    """uvicorn's own protocol with a clock on the head of every request."""

    _head_clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start the clock with the connection: a silent one is no better than a slow one."""
        super().connection_made(transport)
        self._start_clock()

    def on_message_begin(self) -> None:
        """Start it again for every further request on the connection."""
        super().on_message_begin()
        if self._head_clock is None:
            self._start_clock()

    def on_headers_complete(self) -> None:
        """Stop it: the head is here."""
        self._stop_clock()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop it with the connection."""
        self._stop_clock()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End with the server; a stream of events would otherwise go on until it is cut off."""
        super().shutdown()
        if self.cycle is not None and _is_stream(self.cycle.scope) and self.transport is not None:
            self.transport.close()

    def _start_clock(self) -> None:
        self._head_clock = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_clock(self) -> None:
        if self._head_clock is not None:
            self._head_clock.cancel()
            self._head_clock = None

    def _give_up(self) -> None:
        self._head_clock = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()
