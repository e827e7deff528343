"""The Graph API's addresses of short links, and the images behind them."""

from trato.simulator.cloud_api.errors import Failure, refusal
from trato.simulator.cloud_api.gate import Gate, body_of
from trato.simulator.cloud_api.paging import page_of
from trato.simulator.cloud_api.qr import IMAGES, Links, image, shown
from trato.simulator.http import Request, Response, Router, answer

_PATH = "/v{version}/{phone}/message_qrdls"


class QrRoutes:
    """Answers for every number's links."""

    def __init__(self, gate: Gate, links: Links) -> None:
        """Serve these links."""
        self._gate, self._links = gate, links

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        router.add("GET", _PATH, self.list)
        router.add("POST", _PATH, self.put)
        router.add("GET", _PATH + "/{code}", self.get)
        router.add("DELETE", _PATH + "/{code}", self.delete)
        router.add("GET", "/_qr/{name}", self.image)

    async def list(self, request: Request, version: str, phone: str) -> Response:
        """List a number's links."""
        number = self._gate.number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        host = request.headers.get("host", "127.0.0.1")
        return answer(page_of([shown(one, host) for one in self._links.of(phone)], request))

    async def put(self, request: Request, version: str, phone: str) -> Response:
        """Create a link or change its text."""
        number, body = self._gate.number(request, phone), body_of(request)
        if isinstance(number, Failure):
            return refusal(number)
        link = body if isinstance(body, Failure) else self._links.put(phone, body)
        if isinstance(link, Failure) or isinstance(body, Failure):
            return refusal(link if isinstance(link, Failure) else Failure(code=100))
        kind = str(body.get("generate_qr_image", ""))
        return answer(shown(link, request.headers.get("host", "127.0.0.1"), kind))

    async def get(self, request: Request, version: str, phone: str, code: str) -> Response:
        """Show one link."""
        number, link = self._gate.number(request, phone), self._links.get(phone, code)
        if isinstance(number, Failure):
            return refusal(number)
        host = request.headers.get("host", "127.0.0.1")
        return answer({"data": [shown(link, host)] if link else []})

    async def delete(self, request: Request, version: str, phone: str, code: str) -> Response:
        """Remove a link."""
        number = self._gate.number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        if not self._links.delete(phone, code):
            return refusal(Failure(code=100, details="Unsupported request: no such code."))
        return answer({"success": True})

    async def image(self, request: Request, name: str) -> Response:
        """Draw a link's QR code, as SVG or PNG."""
        code, _, kind = name.partition(".")
        link = self._links.find(code)
        if link is None or kind.upper() not in IMAGES:
            return Response(status=404, content_type="text/plain")
        return Response(body=image(link, kind), content_type=IMAGES[kind.upper()])
