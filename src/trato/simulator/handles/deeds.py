"""What people do beside writing: block, report, stop offers, follow a link, change their number."""

from trato.simulator.cloud_api.arrivals import Arrivals
from trato.simulator.cloud_api.deliver import Delivery
from trato.simulator.cloud_api.echoes import Echoes
from trato.simulator.cloud_api.identity import Identity
from trato.simulator.cloud_api.marketing import Marketing
from trato.simulator.cloud_api.numbers import Number, Numbers
from trato.simulator.cloud_api.preferences import preference
from trato.simulator.cloud_api.qr import Links
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.handles.guard import add
from trato.simulator.http import Json, Request, Response, Router, answer
from trato.simulator.people.town import Handset, Town


class DeedsHandle:
    """Lets a person, or the owner of a number, do one thing now."""

    def __init__(
        self,
        *,
        town: Town,
        numbers: Numbers,
        arrivals: Arrivals,
        delivery: Delivery,
        echoes: Echoes,
        identity: Identity,
        links: Links,
        marketing: Marketing,
        tidings: Tidings,
    ) -> None:
        """Act on these."""
        self._town, self._numbers, self._arrivals = town, numbers, arrivals
        self._delivery, self._echoes, self._identity = delivery, echoes, identity
        self._links, self._marketing, self._tidings = links, marketing, tidings
        self._followed = 0

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        add(router, "POST", "complaints", self.complain)
        add(router, "POST", "preferences", self.prefer)
        add(router, "POST", "links/follow", self.follow)
        add(router, "POST", "people/number", self.change_number)
        add(router, "POST", "people/username", self.take_username)
        add(router, "POST", "app/send", self.app_send)

    async def complain(self, request: Request) -> Response:
        """`{phone, phone_number_id, kind}`: block, report, or unblock."""
        handset, number, body = self._meant(request)
        self._arrivals.complain(number, handset.phone, str(body.get("kind")))
        return answer({"quality": number.quality}, 201)

    async def prefer(self, request: Request) -> Response:
        """`{phone, phone_number_id, value}`: stop or resume marketing; the business is told."""
        handset, number, body = self._meant(request)
        value = str(body.get("value"))
        self._marketing.prefer(handset.phone, number.waba_id, value)
        told = preference(number, handset, value)
        self._tidings.tell_number(
            number, "user_preferences", told, kind="preference", whom=handset.phone
        )
        return answer({"ok": True}, 201)

    async def follow(self, request: Request) -> Response:
        """`{phone, code}`: follow a short link and send what it has written."""
        body = request.json()
        handset, link = self._town.by_phone(str(body["phone"])), self._links.find(str(body["code"]))
        if handset is None or link is None:
            return answer({"error": "no such person or link"}, 404)
        number = self._numbers[link.phone_number_id]
        node = {"type": "text", "text": {"body": link.message}}
        self._followed += 1
        wamid = self._delivery.write(number, handset, node, key=f"link:{self._followed}")
        return answer({"wamid": wamid}, 201)

    async def change_number(self, request: Request) -> Response:
        """`{phone, new_phone}`: another number, another business-scoped id."""
        body = request.json()
        handset = self._town.by_phone(str(body["phone"]))
        if handset is None:
            return answer({"error": "no such person"}, 404)
        self._identity.change_number(handset, str(body["new_phone"]))
        row = {"phone": f"+{handset.phone}", "wa_id": handset.wa_id, "user_id": handset.user_id}
        return answer(row)

    async def take_username(self, request: Request) -> Response:
        """`{phone, username}`: from now on the number shows only where it is known."""
        body = request.json()
        handset = self._town.by_phone(str(body["phone"]))
        if handset is None:
            return answer({"error": "no such person"}, 404)
        handset.username = str(body.get("username", "")).lstrip("@")
        return answer({"username": handset.username, "user_id": handset.user_id})

    async def app_send(self, request: Request) -> Response:
        """`{phone_number_id, phone, text}`: the owner writes from the WhatsApp Business app."""
        handset, number, body = self._meant(request)
        return answer({"wamid": self._echoes.type(number, handset, str(body["text"]))}, 201)

    def _meant(self, request: Request) -> tuple[Handset, Number, Json]:
        body = request.json()
        handset = self._town.by_phone(str(body.get("phone", "")))
        number = self._numbers.get(str(body.get("phone_number_id", "")))
        if handset is None or number is None:
            raise ValueError("there is no such person or number")
        return handset, number, body
