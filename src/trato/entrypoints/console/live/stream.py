"""One open page: what is still to be written to it, and whether it is over."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from trato.entrypoints.console.live.versions import Version, named
from trato.entrypoints.console.live.viewer import Viewer

FRESH = b"event: fresh\ndata: 1\n\n"
BACKLOG_MAX_BYTES = 64 * 1024
NEAR_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What a page shows and is told about: one thread, and a list of `mine`, of `all`, or none.

    One that takes parts is given what changed as it is drawn; `query` is its list's own, and `near`
    are threads that it keeps for its reader's next step.
    """

    thread: str
    listed: str
    query: str = ""
    takes_parts: bool = False
    near: frozenset[str] = frozenset()


@dataclass(slots=True)
class Shown:
    """What a page has: the versions of its thread, of its list, and of the threads it keeps.

    A thread of which nobody knows what the page has is asked for.
    """

    thread: Version | None = None
    rows: str = ""
    near: dict[str, Version] = field(default_factory=dict)


def shown_by(follows: Following, *, thread: str, rows: str, near: Mapping[str, str]) -> Shown:
    """Return what a page has that names these versions: of its thread, its list, those it keeps.

    It may name what it likes: the versions only spare it what it has.
    """
    known = {one: found for one, name in near.items() if (found := named(name))}
    return Shown(
        thread=named(thread),
        rows=rows,
        near={one: known[one] for one in follows.near if one in known},
    )


class Stream:
    """Bytes on their way to one page; one that does not read is told to load afresh instead."""

    def __init__(self, viewer: Viewer, language: str = "") -> None:
        """Hold nothing yet."""
        self.viewer, self.language = viewer, language
        self.token = secrets.token_urlsafe(16)
        # Until the page says what it shows it is told everything.
        self.follows: Following | None = None
        self.shown = Shown()
        self.is_over = False
        self._waiting = bytearray()
        self._rung = asyncio.Event()

    def follow(self, follows: Following, shown: Shown | None = None) -> None:
        """Be told from now on of what the page shows now, and what is known of what it has."""
        self.follows, self.shown = follows, shown or Shown()

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
