"""The Graph API's addresses: who may call, which number or account is meant, what is answered."""

import re
from email.message import Message as MimeHeaders
from email.parser import BytesParser
from email.policy import HTTP

from trato.foundation import clock
from trato.simulator.cloud_api.errors import Failure, refusal
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.send import Sender
from trato.simulator.cloud_api.templates import Shelf, Template
from trato.simulator.cloud_api.webhooks import template_status
from trato.simulator.http import Request, Response, Router, answer
from trato.simulator.postman import Item, Postman

_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")


class Graph:
    """Answers for every registered number."""

    def __init__(
        self,
        *,
        numbers: dict[str, Number],
        sender: Sender,
        shelf: Shelf,
        store: Store,
        postman: Postman,
    ) -> None:
        """Serve these numbers."""
        self._numbers, self._sender, self._shelf = numbers, sender, shelf
        self._store, self._postman = store, postman

    def mount(self, router: Router) -> None:
        """Add the addresses to a router; any `vN.N` is taken."""
        router.add("POST", "/v{version}/{phone}/messages", self.send)
        router.add("POST", "/v{version}/{phone}/media", self.upload)
        router.add("GET", "/_media/{key}", self.fetch)
        router.add("GET", "/v{version}/{waba}/message_templates", self.templates)
        router.add("POST", "/v{version}/{waba}/message_templates", self.create_template)
        router.add("DELETE", "/v{version}/{waba}/message_templates", self.delete_template)
        router.add("GET", "/v{version}/{thing}", self.look)

    async def send(self, request: Request, version: str, phone: str) -> Response:
        """Take a message, a read mark or a typing indicator."""
        number = self._number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        try:
            body = request.json()
        except ValueError:
            return refusal(Failure(code=100, details="The body is not a JSON object."))
        return self._sender.take(number, body)

    async def upload(self, request: Request, version: str, phone: str) -> Response:
        """Keep an uploaded file."""
        number = self._number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        fields = _form(request)
        content = fields.get("file", (b"", ""))
        mime_type = fields.get("type", (b"", ""))[0].decode(errors="replace") or content[1]
        if fields.get("messaging_product", (b"", ""))[0] != b"whatsapp" or not content[0]:
            return refusal(Failure(code=100, details="messaging_product and file are required."))
        if not _MIME.fullmatch(mime_type):
            return refusal(Failure(code=131053, details="The file type is not supported."))
        return answer({"id": self._store.keep(content[0], mime_type, clock.now()).media_id})

    async def look(self, request: Request, version: str, thing: str) -> Response:
        """Show a number, or where a file can be fetched for five minutes."""
        if thing in self._numbers:
            number = self._number(request, thing)
            return refusal(number) if isinstance(number, Failure) else answer(number.as_row())
        if not self._is_known(request.bearer()):
            return refusal(Failure(code=190, details="The token is not valid."))
        file = self._store.find(thing, clock.now())
        if file is None:
            return refusal(Failure(code=100, details="Unsupported get request."))
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

    async def fetch(self, request: Request, key: str) -> Response:
        """Hand out a file to whoever holds the token."""
        if not self._is_known(request.bearer()):
            return refusal(Failure(code=190, details="The token is not valid."))
        file = self._store.fetch(key, clock.now())
        if file is None:
            return Response(status=404, content_type="text/plain")
        return Response(body=file.content, content_type=file.mime_type)

    async def templates(self, request: Request, version: str, waba: str) -> Response:
        """List an account's templates."""
        failure = self._account(request, waba)
        if failure:
            return refusal(failure)
        rows = [t.as_row() for t in self._shelf.of(waba, request.query.get("name"))]
        return answer({"data": rows, "paging": {}})

    async def create_template(self, request: Request, version: str, waba: str) -> Response:
        """Create a template and tell at once what review made of it."""
        failure = self._account(request, waba)
        if failure:
            return refusal(failure)
        try:
            body = request.json()
        except ValueError:
            return refusal(Failure(code=100, details="The body is not a JSON object."))
        template = self._shelf.create(waba, body)
        if isinstance(template, Failure):
            return refusal(template)
        self.announce(template)
        return answer(
            {
                "id": template.template_id,
                "status": template.status,
                "category": template.category,
            }
        )

    async def delete_template(self, request: Request, version: str, waba: str) -> Response:
        """Delete every language of a template."""
        failure = self._account(request, waba)
        if failure:
            return refusal(failure)
        if not self._shelf.delete(waba, request.query.get("name", "")):
            return refusal(Failure(code=100, details="No template has this name."))
        return answer({"success": True})

    def announce(self, template: Template) -> None:
        """Tell the account's webhook what a template's status is now."""
        number = next((n for n in self._numbers.values() if n.waba_id == template.waba_id), None)
        if number is None:
            return
        event, name = template.status, template.name
        change = template_status(
            template.template_id, name, template.language, event, template.reason
        )
        key = f"{template.template_id}:{event}:{clock.now().timestamp()}"
        self._postman.tell(number.address, Item(key=key, change=change, kind="template"))

    def _number(self, request: Request, phone: str) -> Number | Failure:
        token = request.bearer()
        if not self._is_known(token):
            return Failure(code=190, details="The token is not valid.")
        number = self._numbers.get(phone)
        if number is None:
            return Failure(code=100, details="Unsupported request: the object does not exist.")
        if token != number.token:
            return Failure(code=10, details="The token has no permission for this number.")
        return number

    def _account(self, request: Request, waba: str) -> Failure | None:
        if not self._is_known(request.bearer()):
            return Failure(code=190, details="The token is not valid.")
        mine = [n for n in self._numbers.values() if n.token == request.bearer()]
        if not any(n.waba_id == waba for n in mine):
            return Failure(code=100, details="Unsupported request: the object does not exist.")
        return None

    def _is_known(self, token: str) -> bool:
        return bool(token) and any(n.token == token for n in self._numbers.values())


def _form(request: Request) -> dict[str, tuple[bytes, str]]:
    """Read a multipart form: name to content and content type."""
    head = f"content-type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    fields: dict[str, tuple[bytes, str]] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = _name(part)
        content = part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            fields[name] = (content, part.get_content_type())
    return fields


def _name(part: MimeHeaders) -> str:
    return str(part.get_param("name", "", header="content-disposition") or "")
