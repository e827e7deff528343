"""From an accepted message to its statuses, its reader's answer, and the webhooks of both."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from trato.foundation import clock
from trato.simulator.agenda import Agenda
from trato.simulator.books.ledger import Ledger, Received, Step
from trato.simulator.chance import between, draw, share
from trato.simulator.cloud_api.arrivals import Arrivals
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.pricing import Price
from trato.simulator.cloud_api.templates import Template
from trato.simulator.cloud_api.webhooks import inbound, status
from trato.simulator.http import Json
from trato.simulator.people.mind import step
from trato.simulator.people.town import Handset, Line
from trato.simulator.people.values import Act, Choice, Fact, Letter
from trato.simulator.postman import Item, Postman

HIDES_READING_SHARE = 0.1
_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Pay = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One accepted business message on its way."""

    number: Number
    wamid: str
    to: str
    handset: Handset | None
    letter: Letter
    opaque: str
    template: Template | None
    price: Price | None
    free_until: datetime | None
    failure: Failure | None
    body: Json

    @property
    def category(self) -> str:
        """Return what kind of message it is to Meta's price list."""
        return self.template.category.lower() if self.template else "service"

    @property
    def shows_phone(self) -> bool:
        """Say whether statuses may name the telephone number."""
        hides = self.handset is not None and bool(self.handset.username)
        return bool(self.body.get("to")) or not hides


class Hand(Protocol):
    """A hand that may hold a person's telephone: then nobody but it reads and answers."""

    def holds(self, handset: Handset) -> bool:
        """Say whether the telephone is in this hand."""

    def takes(self, message: Outgoing) -> bool:
        """See a message go by; take it if it is for a telephone held."""

    def is_marked(self, number: Number, body: Json) -> None:
        """See the business mark a message as read, perhaps while it types."""


class Delivery:
    """Carries messages to people and their answers back."""

    def __init__(
        self,
        *,
        seed: int,
        agenda: Agenda,
        postman: Postman,
        ledger: Ledger,
        store: Store,
        pay: Pay,
        arrivals: Arrivals,
    ) -> None:
        """Deliver with these; `pay` is what a person does with a Pix code and their phone."""
        self._seed, self._agenda, self._postman = seed, agenda, postman
        self._ledger, self._store, self._pay = ledger, store, pay
        self._arrivals = arrivals
        self.hand: Hand | None = None

    def carry(self, message: Outgoing) -> None:
        """Plan all that follows from an accepted message."""
        key = (self._seed, message.wamid)
        sent = between(0.2, 0.8, "sent", *key)
        handset = message.handset
        failure = message.failure
        if handset is None or not handset.persona.is_on_whatsapp:
            failure = Failure(code=131026, details="Message Undeliverable.")
        if failure:
            self._later(sent + 0.5, partial(self.tell, message, "failed", failure))
            return
        self._later(sent, partial(self.tell, message, "sent"))
        if self._arrivals.shuts_out(message.number, message.to):
            return
        if self.hand and self.hand.takes(message):
            return
        delivered = sent + between(0.3, 2.0, "delivered", *key)
        self._later(delivered, partial(self.tell, message, "delivered"))
        assert handset is not None  # noqa: S101 -- without one there was a failure above
        self._read(message, handset, delivered)

    def _read(self, message: Outgoing, handset: Handset, delivered: float) -> None:
        if not handset.persona.reads:
            return
        line = handset.line(message.number.phone_number_id)
        acts = step(handset.truth, line.thread, message.letter)
        now = clock.now()
        free = max((line.busy_until - now).total_seconds(), 0.0) if line.busy_until else 0.0
        at = max(free, delivered) + between(0.5, 4.0, "read", self._seed, message.wamid)
        if share("hides", self._seed, handset.phone) >= HIDES_READING_SHARE:
            self._later(at, partial(self.tell, message, "read"))
        for number, act in enumerate(acts):
            at += act.wait_seconds
            kind = "payment" if act.pix_code else "person"
            self._agenda.after(at, kind, partial(self._act, message, handset, act, number))
            if not act.pix_code:
                line.busy_until = now + timedelta(seconds=at)

    def _act(self, message: Outgoing, handset: Handset, act: Act, number: int) -> None:
        if self.hand and self.hand.holds(handset):
            return
        if act.pix_code:
            line = handset.line(message.number.phone_number_id)
            if self._pay(act.pix_code, handset.phone):
                line.facts.setdefault(Fact.PAID, clock.now())
            return
        node = self._node(act, message)
        key = f"{message.wamid}:{number}"
        self.write(message.number, handset, node, key=key, fact=act.fact)

    def open_with(self, number: Number, handset: Handset, node: Json) -> None:
        """Let a person write to a business that has not written to them."""
        self.write(number, handset, node, key="first")

    def _node(self, act: Act, message: Outgoing) -> Json:
        if act.tap:
            return _tapped(act.tap, message)
        if act.has_picture:
            file = self._store.keep(_PICTURE, "image/png", clock.now(), of=message.wamid)
            image = {"id": file.media_id, "mime_type": file.mime_type, "sha256": file.sha256}
            return {"type": "image", "image": {**image, "caption": act.text}}
        return {"type": "text", "text": {"body": act.text}}

    def write(
        self, number: Number, handset: Handset, node: Json, *, key: str, fact: Fact | None = None
    ) -> str:
        """Let a person write to a business; return the message's id."""
        now = clock.now()
        line = handset.line(number.phone_number_id)
        line.last_inbound_at = now
        # Whole seconds that never repeat: the order in which a person wrote can be told apart.
        line.last_stamp = max(int(now.timestamp()), line.last_stamp + 1)
        if fact:
            line.facts.setdefault(fact, now)
            if fact in (Fact.SAID_STOP, Fact.SAID_RESUME):
                line.facts[fact] = now
        wamid = wamid_of(self._seed, "in", handset.phone, number.phone_number_id, key)
        row = Received(
            wamid=wamid,
            phone_number_id=number.phone_number_id,
            sender=handset.phone,
            text=_words(node),
            fact=fact or "",
            at=now,
        )
        self._ledger.inbound.append(row)
        shows_phone = not handset.username or line.shows_phone(now)
        if shows_phone:
            line.met_by_phone_at = now
        change = inbound(
            number.metadata(),
            handset,
            wamid=wamid,
            stamp=line.last_stamp,
            shows_phone=shows_phone,
            node=node,
        )
        item = Item(key=wamid, change=change, whom=handset.phone, kind=str(node["type"]))
        item.on_taken = partial(_learn, line, row, fact)
        if self._arrivals.wrote(number, handset, node):
            self._post(number, item)
        return wamid

    def tell(self, message: Outgoing, name: str, failure: Failure | None = None) -> None:
        """Write a status down and tell it to the business."""
        now = clock.now()
        code = failure.code if failure else 0
        self._ledger.statuses.append(Step(wamid=message.wamid, status=name, code=code, at=now))
        handset = message.handset
        change = status(
            message.number.metadata(),
            wamid=message.wamid,
            name=name,
            at=now,
            recipient_id=handset.wa_id if handset else message.to,
            handset=handset,
            opaque=message.opaque,
            price=message.price,
            shows_phone=message.shows_phone,
            free_until=message.free_until,
            failure=failure,
        )
        if name == "delivered":
            self._arrivals.delivered(message.number, message.template, message.price, message.to)
        item = Item(key=f"{message.wamid}:{name}", change=change, whom=message.to, kind="status")
        self._post(message.number, item)

    def _post(self, number: Number, item: Item) -> None:
        if self._arrivals.is_told(number):
            self._postman.tell(number.address, item)

    def _later(self, world_seconds: float, deed: Callable[[], None]) -> None:
        self._agenda.after(world_seconds, "status", deed)


def wamid_of(*parts: object) -> str:
    """Return a message id in WhatsApp's manner, the same in every run."""
    raw = b"".join(draw("wamid", n, *parts).to_bytes(8, "big") for n in range(4))
    return "wamid." + base64.b64encode(raw).decode()


def _tapped(choice: Choice, message: Outgoing) -> Json:
    context = {"from": message.number.metadata()["display_phone_number"], "id": message.wamid}
    if choice.kind == "button":
        button = {"payload": choice.choice_id, "text": choice.title}
        return {"type": "button", "context": context, "button": button}
    reply = {"id": choice.choice_id, "title": choice.title}
    if choice.description:
        reply["description"] = choice.description
    interactive = {"type": choice.kind, choice.kind: reply}
    return {"type": "interactive", "context": context, "interactive": interactive}


def _words(node: Json) -> str:
    kind = str(node["type"])
    part = node[kind]
    if not isinstance(part, dict):
        return f"({kind})"
    inner = part.get(part.get("type", ""), part)
    for name in ("body", "title", "text", "caption"):
        if inner.get(name):
            return str(inner[name])
    return f"({kind})"


def _learn(line: Line, row: Received, fact: Fact | None) -> None:
    at: datetime = clock.now()
    row.acknowledged_at = row.acknowledged_at or at
    if fact:
        line.learnt[fact] = at
        if fact is Fact.SAID_STOP:
            line.confirmations = 0
