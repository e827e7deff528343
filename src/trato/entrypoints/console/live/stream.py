"""One open page: what is still to be written to it, and whether it is over."""

import asyncio
import secrets
from dataclasses import dataclass

from trato.entrypoints.console.live.viewer import Viewer

FRESH = b"event: fresh\ndata: 1\n\n"
BACKLOG_MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What a page shows and is told about: one thread, and a list of `mine`, of `all`, or none."""

    thread: str
    listed: str


class Stream:
    """Bytes on their way to one page; one that does not read is told to load afresh instead."""

    def __init__(self, viewer: Viewer) -> None:
        """Hold nothing yet."""
        self.viewer = viewer
        self.token = secrets.token_urlsafe(16)
        # Until the page says what it shows it is told everything.
        self.follows: Following | None = None
        self.is_over = False
        self._waiting = bytearray()
        self._rung = asyncio.Event()

    def put(self, events: bytes) -> None:
        """Write these events soon."""
        if len(self._waiting) + len(events) > BACKLOG_MAX_BYTES:
            self._waiting = bytearray(FRESH)
        else:
            self._waiting += events
        self._rung.set()

    def end(self, last_words: bytes = b"") -> None:
        """Write this last, then nothing more."""
        self._waiting += last_words
        self.is_over = True
        self._rung.set()

    async def take(self) -> bytes:
        """Wait for something to write and return it; nothing only when the stream is over."""
        await self._rung.wait()
        self._rung.clear()
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken
