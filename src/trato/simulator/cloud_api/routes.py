"""The Graph API's addresses: who may call, which number or account is meant, what is answered."""

import re

from trato.foundation import clock
from trato.simulator.cloud_api.account_routes import AccountRoutes
from trato.simulator.cloud_api.errors import Failure, refusal
from trato.simulator.cloud_api.flow_routes import FlowRoutes
from trato.simulator.cloud_api.form import form_of
from trato.simulator.cloud_api.gate import Gate, body_of, picked
from trato.simulator.cloud_api.media import File, Store, size_max
from trato.simulator.cloud_api.phone_routes import PhoneRoutes
from trato.simulator.cloud_api.send import Sender
from trato.simulator.cloud_api.template_routes import TemplateRoutes
from trato.simulator.http import Request, Response, Router, answer

_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")


class Graph:
    """Answers for every registered number."""

    def __init__(
        self,
        *,
        gate: Gate,
        sender: Sender,
        store: Store,
        phones: PhoneRoutes,
        accounts: AccountRoutes,
        templates: TemplateRoutes,
        flows: FlowRoutes,
    ) -> None:
        """Serve these."""
        self._flows = flows
        self._gate, self._sender, self._store = gate, sender, store
        self._phones, self._accounts, self._templates = phones, accounts, templates

    def mount(self, router: Router) -> None:
        """Add the addresses to a router; any `vN.N` is taken, the widest pattern last."""
        router.add("POST", "/v{version}/{phone}/messages", self.send)
        router.add("POST", "/v{version}/{phone}/media", self.upload)
        router.add("GET", "/_media/{key}", self.fetch)
        self._templates.mount(router)
        self._phones.mount(router)
        self._accounts.mount(router)
        self._flows.mount(router)
        router.add("GET", "/v{version}/{thing}", self.look)
        router.add("POST", "/v{version}/{thing}", self.change)
        router.add("DELETE", "/v{version}/{thing}", self.delete)

    async def send(self, request: Request, version: str, phone: str) -> Response:
        """Take a message, a read mark or a typing indicator."""
        number = self._gate.number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        body = body_of(request)
        if isinstance(body, Failure):
            return refusal(body)
        return self._sender.take(number, body)

    async def upload(self, request: Request, version: str, phone: str) -> Response:
        """Keep an uploaded file."""
        number = self._gate.number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        fields = form_of(request)
        content = fields.get("file", (b"", ""))
        named = bytes(fields.get("type", (b"", ""))[0]).decode(errors="replace")
        # Some clients name the kind of message here (`document`); the file's own type counts then.
        mime_type = named if "/" in named else content[1]
        if fields.get("messaging_product", (b"", ""))[0] != b"whatsapp" or not content[0]:
            return refusal(Failure(code=100, details="messaging_product and file are required."))
        if not _MIME.fullmatch(mime_type):
            return refusal(Failure(code=131053, details="The file type is not supported."))
        if len(content[0]) > size_max(mime_type):
            return refusal(Failure(code=131053, details="The file is too large for its type."))
        return answer({"id": self._store.keep(content[0], mime_type, clock.now()).media_id})

    async def look(self, request: Request, version: str, thing: str) -> Response:
        """Show a number, an account, a template, or where a file can be fetched."""
        shown = (
            self._phones.show(request, thing)
            or self._accounts.show(request, thing)
            or self._flows.show(request, thing)
        )
        if shown:
            return shown
        template = self._gate.template(request, thing)
        if isinstance(template, Failure):
            return refusal(template)
        if template:
            return answer(picked(template.as_row(), request))
        file = self._file(request, thing)
        if isinstance(file, Failure):
            return refusal(file)
        host = request.headers.get("host", "127.0.0.1")
        return answer(
            {
                "messaging_product": "whatsapp",
                "id": file.media_id,
                "url": f"http://{host}{self._store.address(file, clock.now())}",
                "mime_type": file.mime_type,
                "sha256": file.sha256,
                "file_size": len(file.content),
            }
        )

    async def change(self, request: Request, version: str, thing: str) -> Response:
        """Edit a template or a flow, or set a number's PIN."""
        template = self._gate.template(request, thing)
        if isinstance(template, Failure):
            return refusal(template)
        if template:
            return await self._templates.edit(request, template)
        return self._flows.change(request, thing) or self._phones.set_pin(request, thing)

    async def delete(self, request: Request, version: str, thing: str) -> Response:
        """Delete a flow or a file."""
        flow = self._flows.delete(request, thing)
        if flow:
            return flow
        file = self._file(request, thing)
        if isinstance(file, Failure):
            return refusal(file)
        return answer({"success": self._store.delete(file.media_id)})

    def _file(self, request: Request, media_id: str) -> File | Failure:
        if not self._gate.is_known(request.bearer()):
            return Failure(code=190, details="The token is not valid.")
        file = self._store.find(media_id, clock.now())
        return file or Failure(code=100, details="Unsupported get request.")

    async def fetch(self, request: Request, key: str) -> Response:
        """Hand out a file to whoever holds the token."""
        if not self._gate.is_known(request.bearer()):
            return refusal(Failure(code=190, details="The token is not valid."))
        file = self._store.fetch(key, clock.now())
        if file is None:
            return Response(status=404, content_type="text/plain")
        return Response(body=file.content, content_type=file.mime_type)
