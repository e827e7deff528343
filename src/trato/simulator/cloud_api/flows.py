"""Flows: forms inside WhatsApp. Drafted, filled with screens, published, retired, or held back."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trato.foundation import clock
from trato.simulator.chance import draw
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.parts import obj
from trato.simulator.http import Json

CATEGORIES = (
    "SIGN_UP SIGN_IN APPOINTMENT_BOOKING LEAD_GENERATION CONTACT_US CUSTOMER_SUPPORT SURVEY OTHER"
).split()
STATUSES = ("DRAFT", "PUBLISHED", "DEPRECATED", "BLOCKED", "THROTTLED")
THROTTLED_PER_HOUR = 10


@dataclass(slots=True, kw_only=True)
class Flow:
    """One flow of an account."""

    flow_id: str
    waba_id: str
    name: str
    categories: list[str]
    status: str = "DRAFT"
    endpoint_uri: str = ""
    content: str = ""
    errors: list[Json] = field(default_factory=list)
    sent_at: list[datetime] = field(default_factory=list)
    updated_at: datetime = field(default_factory=clock.now)

    def as_row(self) -> Json:
        """Return it as the Graph API shows it."""
        row: Json = {
            "id": self.flow_id,
            "name": self.name,
            "status": self.status,
            "categories": self.categories,
            "validation_errors": self.errors,
            "updated_at": self.updated_at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        }
        return {**row, "endpoint_uri": self.endpoint_uri} if self.endpoint_uri else row


class Flows:
    """Every flow, by its id."""

    def __init__(self, seed: int) -> None:
        """Start without flows."""
        self._seed, self._made = seed, 0
        self._held: dict[str, Flow] = {}

    def get(self, flow_id: str) -> Flow | None:
        """Return a flow."""
        return self._held.get(flow_id)

    def of(self, waba_id: str) -> list[Flow]:
        """Return an account's flows."""
        return [flow for flow in self._held.values() if flow.waba_id == waba_id]

    def create(self, waba_id: str, body: Json) -> Flow | Failure:
        """Draft a flow, perhaps as a copy of another."""
        name, categories = str(body.get("name") or ""), [str(c) for c in body["categories"]]
        if not name or any(flow.name == name for flow in self.of(waba_id)):
            return Failure(code=100, details="name is required and must be new.")
        if not categories or any(one not in CATEGORIES for one in categories):
            return Failure(code=100, details=f"categories must be of {', '.join(CATEGORIES)}.")
        self._made += 1
        flow_id = str(draw("flow", self._seed, waba_id, self._made) % 10**15 + 10**15)
        source = self.get(str(body.get("clone_flow_id", "")))
        flow = Flow(flow_id=flow_id, waba_id=waba_id, name=name, categories=categories)
        flow.endpoint_uri = str(body.get("endpoint_uri", ""))
        self._held[flow_id] = flow
        content = body.get("flow_json") or (source.content if source else "")
        if content:
            fill(flow, str(content))
        return flow

    def delete(self, flow: Flow) -> Failure | None:
        """Delete a draft; what was published can only be retired."""
        if flow.status != "DRAFT":
            return Failure(code=100, details="Only a DRAFT can be deleted.")
        del self._held[flow.flow_id]
        return None

    def refusal(self, body: Json, now: datetime) -> Failure | None:
        """Return why a flow message may not go; a flow we never saw may."""
        node = obj(body.get("interactive"))
        parameters = obj(obj(node.get("action")).get("parameters"))
        flow = self.get(str(parameters.get("flow_id", ""))) if node.get("type") == "flow" else None
        if flow is None:
            return None
        if flow.status == "BLOCKED":
            return Failure(code=132068, details="The flow is blocked.")
        if flow.status == "DEPRECATED" or (
            flow.status == "DRAFT" and parameters.get("mode") != "draft"
        ):
            return Failure(code=131009, details=f"The flow is {flow.status}.")
        flow.sent_at = [at for at in flow.sent_at if now - at < timedelta(hours=1)]
        if flow.status == "THROTTLED" and len(flow.sent_at) >= THROTTLED_PER_HOUR:
            return Failure(code=132069, details="The flow is throttled.")
        flow.sent_at.append(now)
        return None


def fill(flow: Flow, content: str) -> None:
    """Put the screens into a draft and note what is wrong with them."""
    flow.content, flow.errors = content, _problems(content)
    flow.updated_at = clock.now()


def publish(flow: Flow) -> Failure | None:
    """Make a flow sendable for good."""
    if flow.status != "DRAFT" or flow.errors or not flow.content:
        return Failure(code=100, details="Only a DRAFT with valid screens can be published.")
    flow.status, flow.updated_at = "PUBLISHED", clock.now()
    return None


def deprecate(flow: Flow) -> Failure | None:
    """Retire a published flow."""
    if flow.status not in ("PUBLISHED", "THROTTLED", "BLOCKED"):
        return Failure(code=100, details="Only a published flow can be deprecated.")
    flow.status, flow.updated_at = "DEPRECATED", clock.now()
    return None


def _problems(content: str) -> list[Json]:
    try:
        found = json.loads(content)
    except ValueError:
        return [_problem("INVALID_JSON", "The file is not JSON.")]
    if not isinstance(found, dict) or not isinstance(found.get("version"), str):
        return [_problem("MISSING_REQUIRED_PROPERTY", "version is missing.")]
    screens = [obj(screen) for screen in found.get("screens") or ()]
    if not screens or any(not s.get("id") or not obj(s.get("layout")) for s in screens):
        return [_problem("MISSING_REQUIRED_PROPERTY", "A screen needs id and layout.")]
    if not any(screen.get("terminal") for screen in screens):
        return [_problem("INVALID_PROPERTY_VALUE", "No screen is terminal.")]
    return []


def _problem(kind: str, words: str) -> Json:
    return {"error": kind, "error_type": "FLOW_JSON_ERROR", "message": words}
