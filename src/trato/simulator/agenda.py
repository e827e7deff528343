"""What will happen later in the world: one heap and one task, however many people there are."""

import asyncio
import heapq
import itertools
import logging
from collections import Counter
from collections.abc import Callable

from trato.foundation import clock

_log = logging.getLogger(__name__)

Deed = Callable[[], None]


class Agenda:
    """Runs deeds in order of their due time; equal times keep the order of planning."""

    def __init__(self) -> None:
        """Start with nothing planned."""
        self._heap: list[tuple[float, int, str, Deed]] = []
        self._order = itertools.count()
        self._wake = asyncio.Event()
        self._open: Counter[str] = Counter()

    def after(self, world_seconds: float, kind: str, deed: Deed) -> None:
        """Plan a deed for so many seconds of the world from now."""
        self.after_machine(clock.pause_seconds(world_seconds), kind, deed)

    def after_machine(self, seconds: float, kind: str, deed: Deed) -> None:
        """Plan a deed for so many seconds of the machine from now (retries, time-outs)."""
        due = clock.monotonic() + max(seconds, 0.0)
        heapq.heappush(self._heap, (due, next(self._order), kind, deed))
        self._open[kind] += 1
        self._wake.set()

    def pending(self, kind: str) -> int:
        """Return how many deeds of this kind are still to come."""
        return self._open[kind]

    async def run(self) -> None:
        """Do what falls due, until cancelled."""
        while True:
            self._wake.clear()
            wait = self._do_due()
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                continue

    def _do_due(self) -> float | None:
        while self._heap:
            due = self._heap[0][0]
            wait = due - clock.monotonic()
            if wait > 0:
                return wait
            _, _, kind, deed = heapq.heappop(self._heap)
            self._open[kind] -= 1
            try:
                deed()
            except Exception:  # one broken deed must not stop the world; it shows in the log
                _log.exception("a planned deed of kind %s failed", kind)
        return None
