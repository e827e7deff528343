"""The Graph API's addresses of flows."""

from collections.abc import Callable

from trato.simulator.cloud_api.errors import Failure, refusal
from trato.simulator.cloud_api.flows import Flow, Flows, deprecate, fill, publish
from trato.simulator.cloud_api.form import form_of
from trato.simulator.cloud_api.gate import Gate, body_of, picked
from trato.simulator.cloud_api.paging import page_of
from trato.simulator.http import Request, Response, Router, answer


class FlowRoutes:
    """Answers for every account's flows."""

    def __init__(self, gate: Gate, flows: Flows) -> None:
        """Serve these flows."""
        self._gate, self._flows = gate, flows

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        router.add("GET", "/v{version}/{waba}/flows", self.list)
        router.add("POST", "/v{version}/{waba}/flows", self.create)
        router.add("GET", "/v{version}/{flow}/assets", self.assets)
        router.add("POST", "/v{version}/{flow}/assets", self.upload)
        router.add("POST", "/v{version}/{flow}/publish", self.publish)
        router.add("POST", "/v{version}/{flow}/deprecate", self.deprecate)

    async def list(self, request: Request, version: str, waba: str) -> Response:
        """List an account's flows."""
        account = self._gate.account(request, waba)
        if isinstance(account, Failure):
            return refusal(account)
        rows = [picked(flow.as_row(), request) for flow in self._flows.of(waba)]
        return answer(page_of(rows, request))

    async def create(self, request: Request, version: str, waba: str) -> Response:
        """Draft a flow; with `publish`, send it out at once."""
        account, body = self._gate.account(request, waba), body_of(request)
        if isinstance(account, Failure):
            return refusal(account)
        if isinstance(body, Failure) or not isinstance(body.get("categories"), list):
            return refusal(Failure(code=100, details="name and categories are required."))
        flow = self._flows.create(waba, body)
        if isinstance(flow, Failure):
            return refusal(flow)
        if body.get("publish"):
            publish(flow)
        return answer({"id": flow.flow_id, "success": True, "validation_errors": flow.errors})

    def show(self, request: Request, thing: str) -> Response | None:
        """Show a flow, or nothing if the id is no flow's."""
        return self._about(request, thing, lambda flow: answer(picked(flow.as_row(), request)))

    def change(self, request: Request, thing: str) -> Response | None:
        """Rename a flow or change its categories; nothing if the id is no flow's."""
        return self._about(request, thing, lambda flow: _change(flow, request))

    def delete(self, request: Request, thing: str) -> Response | None:
        """Delete a draft; nothing if the id is no flow's."""
        return self._about(request, thing, lambda flow: _done(self._flows.delete(flow)))

    async def assets(self, request: Request, version: str, flow: str) -> Response:
        """List a flow's one file."""
        asset = {"name": "flow.json", "asset_type": "FLOW_JSON"}
        found = self._about(request, flow, lambda one: answer({"data": [asset], "paging": {}}))
        return found or _missing()

    async def upload(self, request: Request, version: str, flow: str) -> Response:
        """Put the screens into a draft."""
        return self._about(request, flow, lambda one: _upload(one, request)) or _missing()

    async def publish(self, request: Request, version: str, flow: str) -> Response:
        """Publish a flow."""
        return self._about(request, flow, lambda one: _done(publish(one))) or _missing()

    async def deprecate(self, request: Request, version: str, flow: str) -> Response:
        """Retire a flow."""
        return self._about(request, flow, lambda one: _done(deprecate(one))) or _missing()

    def _about(
        self, request: Request, flow_id: str, act: Callable[[Flow], Response]
    ) -> Response | None:
        flow = self._flows.get(flow_id)
        if flow is None:
            return None
        account = self._gate.account(request, flow.waba_id)
        return refusal(account) if isinstance(account, Failure) else act(flow)


def _change(flow: Flow, request: Request) -> Response:
    body = body_of(request)
    if isinstance(body, Failure):
        return refusal(body)
    flow.name = str(body.get("name", flow.name))
    flow.endpoint_uri = str(body.get("endpoint_uri", flow.endpoint_uri))
    return answer({"success": True})


def _upload(flow: Flow, request: Request) -> Response:
    content = form_of(request).get("file", (b"", ""))[0]
    if flow.status != "DRAFT" or not content:
        return refusal(Failure(code=100, details="A DRAFT takes one file named flow.json."))
    fill(flow, bytes(content).decode(errors="replace"))
    return answer({"success": True, "validation_errors": flow.errors})


def _done(failure: Failure | None) -> Response:
    return refusal(failure) if failure else answer({"success": True})


def _missing() -> Response:
    return refusal(Failure(code=100, details="Unsupported request: the object does not exist."))
