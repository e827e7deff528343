"""Drawn parts of pages, kept in this process's memory for a bounded time.

What was erased in the database is asked for no more, and is gone from here within two spans, in a
process that nobody asks anything, too.
"""

import threading
from collections.abc import Hashable
from typing import Final

from django.utils.safestring import SafeString

SPAN_SECONDS: Final = 600.0
KEPT_MAX: Final = 8_192


class Drawings:
    """A young and an old generation; what is asked for is young again, the old one is let go."""

    def __init__(self, span_seconds: float = SPAN_SECONDS) -> None:
        """Keep nothing yet; no timer runs while nothing is kept."""
        self._span_seconds = span_seconds
        self._young: dict[Hashable, SafeString] = {}
        self._old: dict[Hashable, SafeString] = {}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def get(self, key: Hashable) -> SafeString | None:
        """Return what is kept under this key."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: Hashable, drawn: SafeString) -> None:
        """Keep a drawn part under everything it was made of."""
        if len(self._young) >= KEPT_MAX:
            self._young = {}
        self._young[key] = drawn
        if self._timer is None:
            with self._lock:
                if self._timer is None:
                    self._wind()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._young) + len(self._old)

    def _wind(self) -> None:
        self._timer = threading.Timer(self._span_seconds, self._age)
        self._timer.daemon = True
        self._timer.start()

    def _age(self) -> None:
        with self._lock:
            # First: whoever puts something from here on winds it again.
            self._timer = None
            self._old, self._young = self._young, {}
            if self._old:
                self._wind()
