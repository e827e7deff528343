"""`/_sim/flows`: Meta holds a flow back, or lets it go again."""

from trato.simulator.cloud_api.flows import STATUSES, Flows
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.handles.guard import add
from trato.simulator.http import Request, Response, Router, answer


class FlowsHandle:
    """Changes a flow's status as Meta would, and tells its account."""

    def __init__(self, flows: Flows, tidings: Tidings) -> None:
        """Change these."""
        self._flows, self._tidings = flows, tidings

    def mount(self, router: Router) -> None:
        """Add the address to a router."""
        add(router, "POST", "flows", self.change)

    async def change(self, request: Request) -> Response:
        """`{flow_id, status}`: BLOCKED, THROTTLED, PUBLISHED, …"""
        body = request.json()
        flow, status = self._flows.get(str(body["flow_id"])), str(body.get("status"))
        if flow is None or status not in STATUSES:
            raise ValueError(f"flow_id must be a flow's, status one of {', '.join(STATUSES)}")
        old, flow.status = flow.status, status
        value = {
            "event": "FLOW_STATUS_CHANGE",
            "message": f"Flow {flow.name} changed status from {old} to {status}",
            "flow_id": flow.flow_id,
            "old_status": old,
            "new_status": status,
        }
        self._tidings.tell(flow.waba_id, "flows", value, kind="flow")
        return answer({"status": status})
