"""The Graph API's addresses of templates: list, create, look, edit, delete, un-pause."""

from trato.foundation import clock
from trato.simulator.cloud_api.accounts import Account
from trato.simulator.cloud_api.errors import Failure, refusal
from trato.simulator.cloud_api.gate import Gate, body_of, picked
from trato.simulator.cloud_api.paging import page_of
from trato.simulator.cloud_api.pauses import Pauses
from trato.simulator.cloud_api.review import Review
from trato.simulator.cloud_api.templates import TEMPLATES_MAX, Shelf, Template
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.cloud_api.webhooks import template_status_value
from trato.simulator.http import Json, Request, Response, Router, answer

_EXACT = ("name", "status", "category", "language")


class TemplateRoutes:
    """Answers for every account's templates."""

    def __init__(
        self, *, gate: Gate, shelf: Shelf, review: Review, pauses: Pauses, tidings: Tidings
    ) -> None:
        """Serve this shelf."""
        self._gate, self._shelf = gate, shelf
        self._review, self._pauses, self._tidings = review, pauses, tidings

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        router.add("GET", "/v{version}/{waba}/message_templates", self.list)
        router.add("POST", "/v{version}/{waba}/message_templates", self.create)
        router.add("DELETE", "/v{version}/{waba}/message_templates", self.delete)
        router.add("POST", "/v{version}/{template}/unpause", self.unpause)

    async def list(self, request: Request, version: str, waba: str) -> Response:
        """List an account's templates, filtered and by pages."""
        account = self._gate.account(request, waba)
        if isinstance(account, Failure):
            return refusal(account)
        every = [t.as_row() for t in self._shelf.of(waba)]
        rows = [row for row in every if _matches(row, request.query)]
        try:
            found = page_of(rows, request)
        except ValueError:
            return refusal(Failure(code=100, details="limit or cursor is not valid."))
        found["data"] = [picked(row, request) for row in found["data"]]
        wanted = request.query.get("summary", "").split(",")
        summary = {k: v for k, v in _summary(rows, every).items() if k in wanted}
        return answer({**found, "summary": summary} if summary else found)

    async def create(self, request: Request, version: str, waba: str) -> Response:
        """Create a template and hand it in for review."""
        account = self._gate.account(request, waba)
        body = body_of(request)
        if isinstance(account, Failure):
            return refusal(account)
        if isinstance(body, Failure):
            return refusal(body)
        template = self._shelf.create(waba, body, clock.now(), is_careful=_is_careful(account))
        if isinstance(template, Failure):
            return refusal(template)
        self._review.submit(template)
        return answer(
            {
                "id": template.template_id,
                "status": template.status,
                "category": template.category,
            }
        )

    async def delete(self, request: Request, version: str, waba: str) -> Response:
        """Delete every language of a template, or the one whose `hsm_id` is given."""
        account = self._gate.account(request, waba)
        if isinstance(account, Failure):
            return refusal(account)
        name, template_id = request.query.get("name", ""), request.query.get("hsm_id", "")
        gone = self._shelf.delete(waba, name, clock.now(), template_id)
        if not gone:
            return refusal(Failure(code=100, details="No template has this name."))
        for template in gone:
            value = template_status_value(template, "PENDING_DELETION")
            self._tidings.tell(waba, "message_template_status_update", value, kind="template")
        return answer({"success": True})

    async def edit(self, request: Request, template: Template) -> Response:
        """Change a template; it waits for review again."""
        body = body_of(request)
        if isinstance(body, Failure):
            return refusal(body)
        account = self._gate.account(request, template.waba_id)
        if isinstance(account, Failure):
            return refusal(account)
        is_careful = _is_careful(account)
        failure = self._shelf.edit(template, body, clock.now(), is_careful=is_careful)
        if failure:
            return refusal(failure)
        self._review.submit(template)
        return answer(
            {
                "success": True,
                "id": template.template_id,
                "name": template.name,
                "category": template.category,
            }
        )

    async def unpause(self, request: Request, version: str, template: str) -> Response:
        """End a pacing pause; the other pauses end by themselves."""
        found = self._gate.template(request, template)
        if found is None:
            return refusal(Failure(code=100, details="Unsupported request."))
        if isinstance(found, Failure):
            return refusal(found)
        if not self._pauses.resume(found):
            return refusal(Failure(code=100, details="The template is not paused for pacing."))
        return answer({"success": True})


def _is_careful(account: Account) -> bool:
    return account.review == "careful"


def _summary(found: list[Json], every: list[Json]) -> Json:
    return {
        "total_count": len(found),
        "message_template_count": len(every),
        "message_template_limit": TEMPLATES_MAX,
        "are_translations_complete": True,
    }


def _matches(row: Json, query: dict[str, str]) -> bool:
    exact = all(query[name].upper() == row[name].upper() for name in _EXACT if name in query)
    text = query.get("content", query.get("name_or_content", "")).lower()
    return exact and text in str([row["name"], row["components"]]).lower()
