"""`/_sim/snapshot`: the whole world saved as one document, and put back from it."""

from collections.abc import Callable

from trato.simulator.handles.guard import add
from trato.simulator.http import Request, Response, Router, answer
from trato.simulator.postman import Postman
from trato.simulator.snapshot.world_state import restore, save


class SnapshotHandle:
    """Saves and restores while no webhook is on its way: a receiver cannot be saved with us."""

    def __init__(
        self, *, parts: dict[str, object], seed: int, postman: Postman, wake: Callable[[], None]
    ) -> None:
        """Save these parts; `wake` tells the agenda that its heap is another one."""
        self._parts, self._seed, self._postman, self._wake = parts, seed, postman, wake

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        add(router, "GET", "snapshot", self.save)
        add(router, "POST", "snapshot", self.restore)

    async def save(self, request: Request) -> Response:
        """Return the document."""
        return self._busy() or answer(save(self._parts, self._seed))

    async def restore(self, request: Request) -> Response:
        """Put the world back as the document says."""
        busy = self._busy()
        if busy:
            return busy
        restore(self._parts, request.json())
        self._wake()
        return answer({"ok": True})

    def _busy(self) -> Response | None:
        waiting = self._postman.pending()
        if not waiting:
            return None
        return answer(
            {"error": "webhooks are still on their way", "webhooks_waiting": waiting}, 409
        )
