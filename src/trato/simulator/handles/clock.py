"""`/_sim/clock`: what time it is in the world, how fast it passes, and moving it on."""

import asyncio

from trato.foundation import clock
from trato.simulator import timeline
from trato.simulator.agenda import Agenda
from trato.simulator.handles.guard import add
from trato.simulator.http import Json, Request, Response, Router, answer
from trato.simulator.postman import Postman

ADVANCE_DAYS_MAX = 400
PATIENCE_SECONDS = 2.0
_LOOK_SECONDS = 0.002


class ClockHandle:
    """Moves the simulator's own clock; a business in another process keeps its own."""

    def __init__(self, agenda: Agenda, postman: Postman) -> None:
        """Move the time of this agenda; wait for webhooks of this postman."""
        self._agenda, self._postman = agenda, postman
        self._gave_up = False

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        add(router, "GET", "clock", self.look)
        add(router, "POST", "clock", self.move)

    async def look(self, request: Request) -> Response:
        """Say what time it is and what falls due next."""
        return answer(self._shown())

    async def move(self, request: Request) -> Response:
        """Set the speed, advance, or both; what falls due on the way happens at its own time.

        `wait_for_webhooks` (true unless told otherwise) lets every webhook be taken before the
        next deed, so that a business can react in time.
        """
        body = request.json()
        if "speed" not in body and "advance_seconds" not in body:
            raise ValueError("say speed, advance_seconds, or both")
        done = 0
        if "advance_seconds" in body:
            seconds = float(body["advance_seconds"])
            if not 0 <= seconds <= ADVANCE_DAYS_MAX * 86_400:
                raise ValueError(f"advance_seconds must be 0 to {ADVANCE_DAYS_MAX} days")
            self._gave_up = not body.get("wait_for_webhooks", True)
            done = await self._agenda.advance(seconds, self._let_webhooks_leave)
        if "speed" in body:
            self._agenda.set_speed(float(body["speed"]))
        return answer({**self._shown(), "deeds_done": done})

    async def _let_webhooks_leave(self) -> None:
        """Wait while the receiver takes what it was told; once it did not, stop waiting."""
        await asyncio.sleep(0)
        until = clock.monotonic() + PATIENCE_SECONDS
        while self._postman.pending() and not self._gave_up:
            await asyncio.sleep(_LOOK_SECONDS)
            self._gave_up = clock.monotonic() > until

    def _shown(self) -> Json:
        due = self._agenda.next_due()
        return {
            "now": clock.now().isoformat(),
            "speed": timeline.shown_speed(),
            "next": {"at": due[0].isoformat(), "kind": due[1]} if due else None,
            "planned": self._agenda.planned(),
            "webhooks_waiting": self._postman.pending(),
        }
