"""What the page is told: people, numbers, and a chat with its ticks, as JSON."""

from datetime import datetime, timedelta

from trato.foundation import clock
from trato.simulator.cloud_api.arrivals import Arrivals
from trato.simulator.cloud_api.flows import Flows
from trato.simulator.cloud_api.marketing import Marketing
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.parts import obj
from trato.simulator.http import Json
from trato.simulator.people.town import Handset
from trato.simulator.phone.forms import fields_of
from trato.simulator.phone.hand import PlayedByHand, Telephone
from trato.simulator.phone.history import SHOWN_MAX, Chat, Entry, History

WINDOW = timedelta(hours=24)


class View:
    """Draws from the hand and the history; changes neither."""

    def __init__(
        self,
        *,
        hand: PlayedByHand,
        history: History,
        store: Store,
        arrivals: Arrivals,
        marketing: Marketing,
        flows: Flows,
    ) -> None:
        """Look at these."""
        self._hand, self._history, self._store = hand, history, store
        self._arrivals, self._marketing, self._flows = arrivals, marketing, flows

    def number(self, number: Number) -> Json:
        """Return a business number."""
        return {
            "id": number.phone_number_id,
            "display": number.display,
            "name": number.verified_name,
        }

    def person(self, handset: Handset) -> Json:
        """Return a person; the truth a holder needs to answer who they are is in it."""
        truth = handset.truth
        return {
            "phone": handset.phone,
            "name": truth.name,
            "cpf": truth.cpf,
            "birth_on": truth.birth_on.isoformat(),
            "persona": truth.persona,
            "wa_id": handset.wa_id,
            "user_id": handset.user_id,
            "username": handset.username,
            "is_held": self._hand.holds(handset),
        }

    def chat(self, handset: Handset, number: Number) -> Json:
        """Return everything the screen shows of one chat."""
        chat = self._history.chat(handset.phone, number.phone_number_id)
        line = handset.line(number.phone_number_id)
        last = line.last_inbound_at
        telephone = self._hand.telephone(handset.phone)
        state = {
            "person": self.person(handset),
            "number": self.number(number),
            "shows_phone": not handset.username or line.shows_phone(clock.now()),
            "window_until": (last + WINDOW).isoformat() if last else None,
            "is_on": telephone.is_on if telephone else True,
            "is_blocked": self._arrivals.shuts_out(number, handset.phone),
            "has_stopped_marketing": self._marketing.has_stopped(handset.phone, number.waba_id),
            "entries": self._entries(chat, telephone, number.phone_number_id),
        }
        return state | (self._held(telephone, number.phone_number_id) if telephone else {})

    def last(self, handset: Handset, number_id: str) -> Json:
        """Return the newest message on the screen, for a list of chats."""
        telephone = self._hand.telephone(handset.phone)
        held = telephone if telephone and telephone.is_held else None
        entries = self._history.chat(handset.phone, number_id).entries
        newest = next((entry for entry in reversed(entries) if _is_there(entry, held)), None)
        if newest is None:
            return {"last_number": number_id}
        at, text = newest.at.isoformat(), newest.text[:80]
        return {"last_number": number_id, "last_at": at, "last_text": text}

    def _held(self, telephone: Telephone, number_id: str) -> Json:
        waiting = [m for m in telephone.waiting if m.number.phone_number_id == number_id]
        return {
            "is_typing": telephone.is_on and self._hand.is_typing(telephone, number_id),
            "waiting": len(waiting),
            "paid": sorted(telephone.paid),
        }

    def _entries(self, chat: Chat, telephone: Telephone | None, number_id: str) -> list[Json]:
        held = telephone if telephone and telephone.is_held else None
        there = [entry for entry in chat.entries[-SHOWN_MAX:] if _is_there(entry, held)]
        shown = [self._entry(entry, chat) for entry in there]
        _mark_read(shown, held.read_up_to.get(number_id, "") if held else "")
        return shown

    def _entry(self, entry: Entry, chat: Chat) -> Json:
        row: Json = {
            "id": entry.wamid,
            "is_mine": entry.is_mine,
            "at": entry.at.isoformat(),
            "status": _mine(entry) if entry.is_mine else entry.status,
            "card": self._whole(entry.card or {"text": entry.text, "is_plain": True}),
            "quotes": _quoted(entry),
            "node": entry.node,
        }
        if entry.code:
            row["code"] = entry.code
        under = {who: emoji for who, emoji in chat.reactions.get(entry.wamid, {}).items() if emoji}
        return {**row, "reactions": under} if under else row

    def _whole(self, card: Json) -> Json:
        """Return a card with what the world holds of its file and its flow."""
        if "flow" in card:
            flow = self._flows.get(card["flow"]["id"])
            fields = fields_of(flow.content) if flow else []
            card = {**card, "flow": {**card["flow"], "fields": fields}}
        media = obj(card.get("media"))
        file = self._store.find(media["id"], clock.now()) if media.get("id") else None
        if not file:
            return card
        held = {"mime": file.mime_type, "bytes": len(file.content)}
        return {**card, "media": {**media, **held}}


def _is_there(entry: Entry, held: Telephone | None) -> bool:
    """A telephone held shows what has arrived; of others everything on its way is shown."""
    return entry.is_mine or not held or entry.status in ("delivered", "read", "played", "failed")


def _mine(entry: Entry) -> str:
    """One tick while the business's webhook has not taken it, two when it has."""
    taken: datetime | None = entry.row.acknowledged_at if entry.row else None
    return "delivered" if taken else "sent"


def _mark_read(shown: list[Json], wamid: str) -> None:
    """The business marks one message as read: those before it are read too."""
    at = next((n for n, row in enumerate(shown) if row["id"] == wamid), -1)
    for row in shown[: at + 1]:
        if row["is_mine"]:
            row["status"] = "read"


def _quoted(entry: Entry) -> str:
    context = obj(entry.node.get("context"))
    return str(context.get("message_id") or context.get("id") or "")
