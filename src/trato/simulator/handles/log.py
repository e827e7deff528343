"""`/_sim/log`: the last calls and their answers, with secrets hidden."""

from trato.simulator.handles.guard import add
from trato.simulator.http import Request, Response, Router, answer
from trato.simulator.request_log import RequestLog


class LogHandle:
    """Shows and clears the log of calls."""

    def __init__(self, log: RequestLog) -> None:
        """Show this log."""
        self._log = log

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        add(router, "GET", "log", self.show)
        add(router, "DELETE", "log", self.clear)

    async def show(self, request: Request) -> Response:
        """Return calls, filtered by the query, the newest last."""
        return answer({"calls": self._log.find(request.query)})

    async def clear(self, request: Request) -> Response:
        """Forget every call."""
        self._log.clear()
        return answer({"ok": True})
