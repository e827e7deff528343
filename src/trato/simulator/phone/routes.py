"""The phone's addresses: the page is /phone, what it asks for and does is under /phone/api."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from hashlib import blake2b

from trato.foundation import clock
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.http import Json, Request, Response, Router, answer
from trato.simulator.people.reader import fold
from trato.simulator.people.town import Handset, Town, digits_of
from trato.simulator.phone.acts import Acts
from trato.simulator.phone.hand import PlayedByHand
from trato.simulator.phone.history import History
from trato.simulator.phone.pages import file, page
from trato.simulator.phone.view import View

PEOPLE_MAX = 60
LOOK_SECONDS = 0.15
# Shorter than the server waits for open requests at its end.
PATIENCE_SECONDS = 1.5


class Nobody(LookupError):
    """No such person or number is in the world."""


class Phone:
    """Answers the page."""

    def __init__(
        self,
        *,
        numbers: dict[str, Number],
        town: Town,
        store: Store,
        hand: PlayedByHand,
        history: History,
        acts: Acts,
        view: View,
    ) -> None:
        """Serve this world."""
        self._numbers, self._town, self._store = numbers, town, store
        self._hand, self._history, self._acts, self._view = hand, history, acts, view

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        router.add("GET", "/phone", self.shell)
        router.add("GET", "/phone/static/{name}", self.static)
        router.add("GET", "/phone/media/{media_id}", self.media)
        for method, name, handler in (
            ("GET", "numbers", self.numbers),
            ("GET", "people", self.people),
            ("POST", "people", self.move_in),
            ("GET", "chat", self.chat),
            ("POST", "say", self.say),
            ("POST", "tap", self.tap),
            ("POST", "form", self.form),
            ("POST", "file", self.file),
            ("POST", "location", self.location),
            ("POST", "contact", self.contact),
            ("POST", "played", self.played),
            ("POST", "reaction", self.reaction),
            ("POST", "pay", self.pay),
            ("POST", "seen", self.seen),
            ("POST", "hold", self.hold),
            ("POST", "power", self.power),
            ("POST", "block", self.block),
            ("POST", "marketing", self.marketing),
        ):
            router.add(method, f"/phone/api/{name}", _guarded(handler))

    async def shell(self, request: Request) -> Response:
        """Show the page."""
        return page("index.html")

    async def static(self, request: Request, name: str) -> Response:
        """Hand out the page's styles and scripts."""
        return page(name)

    async def media(self, request: Request, media_id: str) -> Response:
        """Hand out a file of a chat to the telephone."""
        found = self._store.find(media_id, clock.now())
        if found is None:
            return Response(status=404, content_type="text/plain")
        return file(found.content, found.mime_type)

    async def numbers(self, request: Request) -> Response:
        """List the business numbers, and tell the world's time and how fast it runs."""
        rows = [self._view.number(number) for number in self._numbers.values()]
        return answer({"numbers": rows, **_time()})

    async def people(self, request: Request) -> Response:
        """List people: those with the newest chats first, or those whose name or phone match."""
        wanted = fold(request.query.get("q", ""))
        digits = digits_of(wanted)
        found: dict[str, Json] = {}
        for phone, number_id in self._history.newest():
            handset = self._town.by_phone(phone)
            if handset and phone not in found and _matches(handset, wanted, digits):
                last = self._view.last(handset, number_id)
                found[phone] = self._view.person(handset) | last
            if len(found) == PEOPLE_MAX:
                break
        for handset in self._town:
            if len(found) == PEOPLE_MAX:
                break
            if handset.phone not in found and _matches(handset, wanted, digits):
                found[handset.phone] = self._view.person(handset)
        return answer({"people": list(found.values()), "total": len(self._town)})

    async def move_in(self, request: Request) -> Response:
        """Make a person."""
        return answer({"person": self._view.person(self._acts.move_in(request.json()))}, 201)

    async def chat(self, request: Request) -> Response:
        """Return a chat; with `after`, wait until it differs from that version."""
        handset, number = self._two(request.query)
        after, until = request.query.get("after", ""), clock.monotonic() + PATIENCE_SECONDS
        while True:
            state = self._view.chat(handset, number)
            version = _digest(state)
            if version != after or clock.monotonic() > until:
                return answer({**state, "version": version, **_time()})
            await asyncio.sleep(LOOK_SECONDS)

    async def say(self, request: Request) -> Response:
        """Write words."""
        body, handset, number = self._asked(request)
        text = str(body["text"])
        if not text.strip():
            raise ValueError("text must not be empty")
        return _written(self._acts.say(handset, number, text, str(body.get("quotes") or "")))

    async def tap(self, request: Request) -> Response:
        """Tap something under a message."""
        body, handset, number = self._asked(request)
        return _written(self._acts.tap(handset, number, body["choice"], str(body["quotes"])))

    async def form(self, request: Request) -> Response:
        """Fill in a flow."""
        body, handset, number = self._asked(request)
        token, quotes = str(body.get("token") or "unused"), str(body["quotes"])
        given: Json = dict(body["given"])
        return _written(self._acts.fill_in(handset, number, given, token=token, quotes=quotes))

    async def file(self, request: Request) -> Response:
        """Send a file: the body is its bytes, the rest is in the query."""
        handset, number = self._two(request.query)
        mime_type = request.headers.get("content-type", "").strip().lower()
        if not request.body or "/" not in mime_type:
            raise ValueError("a file and its content type are needed")
        about: Json = dict(request.query)
        return _written(
            self._acts.send_file(handset, number, memoryview(request.body), mime_type, about)
        )

    async def location(self, request: Request) -> Response:
        """Send a place."""
        body, handset, number = self._asked(request)
        quotes = str(body.get("quotes") or "")
        return _written(self._acts.send_location(handset, number, body, quotes))

    async def contact(self, request: Request) -> Response:
        """Share the telephone's own number."""
        body, handset, number = self._asked(request)
        return _written(self._acts.share_contact(handset, number, str(body["quotes"])))

    async def played(self, request: Request) -> Response:
        """Play a voice message."""
        body, handset, number = self._asked(request)
        return answer({"told": self._acts.listen(handset, number, str(body["wamid"]))})

    async def reaction(self, request: Request) -> Response:
        """React to a message."""
        body, handset, number = self._asked(request)
        wamid, emoji = str(body["wamid"]), str(body.get("emoji") or "")
        return _written(self._acts.react(handset, number, wamid, emoji))

    async def pay(self, request: Request) -> Response:
        """Pay a Pix code."""
        body, handset, number = self._asked(request)
        return answer({"paid": self._acts.pay(handset, number, str(body["code"]))})

    async def seen(self, request: Request) -> Response:
        """Read what has arrived: the chat is open on the screen."""
        _, handset, number = self._asked(request)
        telephone = self._hand.telephone(handset.phone)
        if telephone is None or not (telephone.is_held and telephone.is_on):
            return answer({"read": 0})
        return answer({"read": self._hand.see(telephone, number.phone_number_id)})

    async def hold(self, request: Request) -> Response:
        """Take a telephone into the hand, or give it back to the simulated person."""
        body, handset, _ = self._asked(request)
        telephone = self._hand.hold(handset)
        if not body["value"]:
            self._hand.let_go(telephone)
        return answer({"ok": True})

    async def power(self, request: Request) -> Response:
        """Switch a telephone on or off."""
        body, handset, _ = self._asked(request)
        self._hand.switch(self._hand.hold(handset), is_on=bool(body["value"]))
        return answer({"ok": True})

    async def block(self, request: Request) -> Response:
        """Block or unblock the business."""
        body, handset, number = self._asked(request)
        self._acts.block(handset, number, is_blocked=bool(body["value"]))
        return answer({"ok": True})

    async def marketing(self, request: Request) -> Response:
        """Stop or resume marketing."""
        body, handset, number = self._asked(request)
        self._acts.stop_marketing(handset, number, is_stopped=bool(body["value"]))
        return answer({"ok": True})

    def _asked(self, request: Request) -> tuple[Json, Handset, Number]:
        body = request.json()
        return body, *self._two(body)

    def _two(self, named: Json) -> tuple[Handset, Number]:
        handset = self._town.by_phone(str(named.get("phone", "")))
        number = self._numbers.get(str(named.get("number", "")))
        if handset is None or number is None:
            raise Nobody("no such person or number")
        return handset, number


def _guarded(
    handler: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except Nobody as absent:
            return answer({"error": str(absent)}, 404)
        except (ValueError, KeyError, TypeError) as wrong:
            return answer({"error": f"{type(wrong).__name__}: {wrong}"}, 400)

    return guarded


def _matches(handset: Handset, wanted: str, digits: str) -> bool:
    if not wanted:
        return True
    if digits and digits in handset.phone:
        return True
    return wanted in fold(handset.truth.name) or wanted.lstrip("@") in (handset.username or "\0")


def _digest(state: Json) -> str:
    text = json.dumps(state, sort_keys=True, ensure_ascii=False, default=str)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _time() -> Json:
    return {"now": clock.now().isoformat(), "speed": clock.speed()}


def _written(wamid: str) -> Response:
    return answer({"wamid": wamid}, 201)
