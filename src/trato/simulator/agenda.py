"""What will happen later in the world: two heaps and one task, however many people there are.

Deeds of the world wait for its clock, so that they follow when it is moved; retries and time-outs
wait for the machine's.
"""

import asyncio
import heapq
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from trato.foundation import clock
from trato.simulator import timeline

_log = logging.getLogger(__name__)

# A due time is a float and the clock counts whole microseconds: closer than that is now.
_INSTANT_SECONDS = 2e-6
# However slowly the world runs; whoever changes its speed wakes us anyway.
_LOOKS_EVERY_SECONDS = 3600.0

Deed = Callable[[], None]
Planned = tuple[float, int, str, Deed]


class Agenda:
    """Runs deeds in order of their due time; equal times keep the order of planning."""

    def __init__(self) -> None:
        """Start with nothing planned."""
        self._world: list[Planned] = []
        self._machine: list[Planned] = []
        self._planned = 0
        self._done = 0
        self._wake = asyncio.Event()
        self._open: Counter[str] = Counter()

    def after(self, world_seconds: float, kind: str, deed: Deed) -> None:
        """Plan a deed for so many seconds of the world from now."""
        due = clock.now().timestamp() + max(world_seconds, 0.0)
        self._plan(self._world, due, kind, deed)

    def after_machine(self, seconds: float, kind: str, deed: Deed) -> None:
        """Plan a deed for so many seconds of the machine from now (retries, time-outs)."""
        self._plan(self._machine, clock.monotonic() + max(seconds, 0.0), kind, deed)

    def _plan(self, heap: list[Planned], due: float, kind: str, deed: Deed) -> None:
        self._planned += 1
        heapq.heappush(heap, (due, self._planned, kind, deed))
        self._open[kind] += 1
        self._wake.set()

    def pending(self, kind: str) -> int:
        """Return how many deeds of this kind are still to come."""
        return self._open[kind]

    def next_due(self) -> tuple[datetime, str] | None:
        """Return when the world's next deed falls due and of which kind it is."""
        if not self._world:
            return None
        due, _, kind, _ = self._world[0]
        return datetime.fromtimestamp(due, UTC), kind

    def planned(self) -> dict[str, int]:
        """Count what is still to come, by kind."""
        return {kind: count for kind, count in sorted(self._open.items()) if count}

    async def advance(self, seconds: float, after_each: Callable[[], Awaitable[None]]) -> int:
        """Move the world's clock on, doing all that falls due at its own time; return how much."""
        until = clock.now() + timedelta(seconds=seconds)
        before = self._done
        while self._world and self._world[0][0] <= until.timestamp():
            timeline.move_to(datetime.fromtimestamp(self._world[0][0], UTC))
            self._do_due()
            await after_each()
        timeline.move_to(until)
        self.wake()
        return self._done - before

    def wake(self) -> None:
        """Look again at what is due: the clock or the plan has changed."""
        self._wake.set()

    def set_speed(self, speed: float) -> None:
        """Let the world's time pass faster or slower from now on; 0 stops it."""
        timeline.set_speed(speed)
        self.wake()

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
        """Do what is due on either clock; return the machine seconds until the next deed."""
        waits: list[float] = []
        while self._machine:
            wait = self._machine[0][0] - clock.monotonic()
            if wait > 0:
                waits.append(wait)
                break
            self._do(self._machine)
        while self._world:
            wait = self._world[0][0] - clock.now().timestamp()
            if wait > _INSTANT_SECONDS:
                waits.append(min(wait / clock.speed(), _LOOKS_EVERY_SECONDS))
                break
            self._do(self._world)
        return min(waits, default=None)

    def _do(self, heap: list[Planned]) -> None:
        _, _, kind, deed = heapq.heappop(heap)
        self._open[kind] -= 1
        self._done += 1
        try:
            deed()
        except Exception:  # one broken deed must not stop the world; it shows in the log
            _log.exception("a planned deed of kind %s failed", kind)
