"""What the holder of a telephone does: write, tap, send a file, react, pay, block the business."""

import json
from datetime import date

from trato.foundation import clock
from trato.simulator.books.ledger import Ledger
from trato.simulator.chance import draw
from trato.simulator.cloud_api.arrivals import Arrivals
from trato.simulator.cloud_api.deliver import Delivery, Pay
from trato.simulator.cloud_api.marketing import Marketing
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.preferences import preference
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.http import Json
from trato.simulator.people.town import Handset, Town
from trato.simulator.people.values import Fact
from trato.simulator.phone.hand import PlayedByHand
from trato.simulator.phone.history import History
from trato.simulator.phone.learns import facts_in

_PICTURES = ("image/jpeg", "image/png")


class Acts:
    """Does it, and tells the business by webhook. Acting takes the telephone into the hand."""

    def __init__(
        self,
        *,
        town: Town,
        hand: PlayedByHand,
        history: History,
        delivery: Delivery,
        store: Store,
        arrivals: Arrivals,
        marketing: Marketing,
        tidings: Tidings,
        ledger: Ledger,
        pay: Pay,
    ) -> None:
        """Act in this world."""
        self._town, self._hand, self._history, self._delivery = town, hand, history, delivery
        self._store, self._arrivals, self._marketing = store, arrivals, marketing
        self._tidings, self._ledger, self._pay = tidings, ledger, pay

    def move_in(self, row: Json) -> Handset:
        """Make a person with a telephone, held from the start.

        Raises:
            ValueError: a field is missing or wrong.
        """
        phone = str(row.get("phone", ""))
        born = str(row.get("birth_on") or date(1985, 3, 7).isoformat())
        cpf = str(row.get("cpf") or _cpf(draw("cpf", phone) % 10**9))
        count = len(self._town)
        handset = self._town.move_in(
            {"phone": phone, "name": row.get("name"), "cpf": cpf, "birth_on": born}
            | {"persona": "silent"}
        )
        if len(self._town) == count:
            raise ValueError("this number is somebody's already")
        handset.username = str(row.get("username") or "").strip().lstrip("@")
        self._hand.hold(handset)
        return handset

    def say(self, handset: Handset, number: Number, text: str, quotes: str = "") -> str:
        """Write words; return the message's id."""
        facts = facts_in(text, handset.truth)
        node = {"type": "text", "text": {"body": text}}
        return self._write(handset, number, node, quotes=quotes, facts=facts)

    def tap(self, handset: Handset, number: Number, choice: Json, quotes: str) -> str:
        """Tap a reply button, a list's row or a template's quick reply."""
        kind, title = str(choice["kind"]), str(choice["title"])
        facts = facts_in(title, handset.truth)
        if kind == "button":
            node: Json = {"type": kind, kind: {"payload": str(choice["id"]), "text": title}}
        else:
            reply = {"id": str(choice["id"]), "title": title}
            if choice.get("description"):
                reply["description"] = str(choice["description"])
            node = {"type": "interactive", "interactive": {"type": kind, kind: reply}}
        return self._write(handset, number, node, quotes=quotes, facts=facts)

    def fill_in(
        self, handset: Handset, number: Number, given: Json, *, token: str, quotes: str
    ) -> str:
        """Answer a flow with what its fields were given."""
        response = json.dumps({"flow_token": token, **given}, ensure_ascii=False)
        reply = {"response_json": response, "body": "Sent", "name": "flow"}
        node = {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": reply}}
        return self._write(handset, number, node, quotes=quotes)

    def send_file(
        self, handset: Handset, number: Number, content: memoryview, mime_type: str, about: Json
    ) -> str:
        """Upload a file into the world's store and send it: the business fetches it in two hops."""
        kind = _kind(mime_type)
        file = self._store.keep(content, mime_type, clock.now())
        node: Json = {"id": file.media_id, "mime_type": file.mime_type, "sha256": file.sha256}
        if kind == "audio":
            node["voice"] = bool(about.get("voice"))
        elif about.get("caption"):
            node["caption"] = str(about["caption"])
        if kind == "document":
            node["filename"] = str(about.get("name") or "documento")
        whole = {"type": kind, kind: node}
        return self._write(handset, number, whole, quotes=str(about.get("quotes") or ""))

    def send_location(self, handset: Handset, number: Number, place: Json, quotes: str) -> str:
        """Send a place."""
        node = {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}
        named = {name: str(place[name]) for name in ("name", "address") if place.get(name)}
        whole = {"type": "location", "location": {**node, **named}}
        return self._write(handset, number, whole, quotes=quotes)

    def share_contact(self, handset: Handset, number: Number, quotes: str) -> str:
        """Give the business the phone that it has asked for."""
        name = handset.truth.name
        phone = {"phone": f"+{handset.phone}", "wa_id": handset.wa_id, "type": "CELL"}
        card = {
            "name": {"formatted_name": name, "first_name": name.partition(" ")[0]},
            "phones": [phone],
            "origin": "contact_request",
        }
        handset.line(number.phone_number_id).met_by_phone_at = clock.now()
        return self._write(handset, number, {"type": "contacts", "contacts": [card]}, quotes=quotes)

    def listen(self, handset: Handset, number: Number, wamid: str) -> bool:
        """Play a voice message of the business, which is told of the first time."""
        entry = self._history.entry(wamid)
        message = self._hand.recent(wamid)
        if entry is None or message is None or entry.is_mine or entry.status != "read":
            return False
        if message.to != handset.phone or not obj(message.body.get("audio")).get("voice"):
            return False
        self._hand.hold(handset)
        self._delivery.tell(message, "played")
        return True

    def react(self, handset: Handset, number: Number, wamid: str, emoji: str) -> str:
        """Put an emoji under a message; an empty one takes it away."""
        reaction = {"message_id": wamid, **({"emoji": emoji} if emoji else {})}
        return self._write(handset, number, {"type": "reaction", "reaction": reaction})

    def pay(self, handset: Handset, number: Number, code: str) -> bool:
        """Pay a copy-and-paste code at the provider."""
        is_paid = self._pay(code, handset.phone)
        if is_paid:
            self._hand.hold(handset).paid.add(code)
            handset.line(number.phone_number_id).facts.setdefault(Fact.PAID, clock.now())
        return is_paid

    def block(self, handset: Handset, number: Number, *, is_blocked: bool) -> None:
        """Block the business or not any more: untold, its messages stay at one tick."""
        self._hand.hold(handset)
        self._arrivals.complain(number, handset.phone, "block" if is_blocked else "unblock")

    def stop_marketing(self, handset: Handset, number: Number, *, is_stopped: bool) -> None:
        """Stop or resume marketing from the business, and let it know."""
        self._hand.hold(handset)
        value = "stop" if is_stopped else "resume"
        self._marketing.prefer(handset.phone, number.waba_id, value)
        told = preference(number, handset, value)
        self._tidings.tell_number(
            number, "user_preferences", told, kind="preference", whom=handset.phone
        )

    def _write(
        self,
        handset: Handset,
        number: Number,
        node: Json,
        *,
        quotes: str = "",
        facts: tuple[Fact, ...] = (),
    ) -> str:
        telephone = self._hand.hold(handset)
        if self._arrivals.shuts_out(number, handset.phone):
            raise ValueError("unblock the business before you write to it")
        if quotes:
            whose = self._history.entry(quotes)
            of_number = number.metadata()["display_phone_number"]
            written_by = handset.wa_id if whose and whose.is_mine else of_number
            node = {**node, "context": {"from": written_by, "id": quotes}}
        first, *others = facts or (None,)
        key = f"hand:{self._ledger.count('inbound')}"
        wamid = self._delivery.write(number, handset, node, key=key, fact=first)
        line = handset.line(number.phone_number_id)
        for fact in others:
            if fact:
                line.facts.setdefault(fact, clock.now())
        self._history.wrote(wamid, node)
        self._hand.has_written(telephone, number, wamid)
        return wamid


def _kind(mime_type: str) -> str:
    family = mime_type.partition("/")[0]
    if mime_type.partition(";")[0] in _PICTURES:
        return "image"
    return family if family in ("audio", "video") else "document"


def _cpf(number: int) -> str:
    """Return a CPF with right check digits."""
    digits = [int(c) for c in f"{number:09d}"]
    for length in (9, 10):
        total = sum(d * (length + 1 - at) for at, d in enumerate(digits[:length]))
        digits.append(total * 10 % 11 % 10)
    return "".join(map(str, digits))
