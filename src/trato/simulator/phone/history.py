"""The chat of one person with one business number, read from the world's own books.

What went by before the telephone was taken is there too: in full while the world still has the
message at hand, else as its words.
"""

from dataclasses import dataclass, field
from datetime import datetime

from trato.simulator.books.ledger import Ledger, Received, Sent
from trato.simulator.cloud_api.deliver import Outgoing
from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.shapes import kind_of
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.http import Json
from trato.simulator.phone.cards import card_of
from trato.simulator.phone.hand import PlayedByHand

SHOWN_MAX = 300
_RANK = {"": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 5}


@dataclass(slots=True, kw_only=True)
class Entry:
    """One message of a chat."""

    wamid: str
    is_mine: bool
    at: datetime
    text: str
    node: Json
    card: Json | None = None
    status: str = ""
    code: int = 0
    row: Received | None = None


@dataclass(slots=True)
class Chat:
    """The messages between two, and what either put under one of them."""

    entries: list[Entry] = field(default_factory=list)
    reactions: dict[str, dict[str, str]] = field(default_factory=dict)


class History:
    """Every chat, kept up with the books only while somebody looks."""

    def __init__(self, *, ledger: Ledger, shelf: Shelf, hand: PlayedByHand) -> None:
        """Read these books; ask the hand for whole messages."""
        self._ledger, self._shelf, self._hand = ledger, shelf, hand
        self._nodes: dict[str, Json] = {}
        self._begin()

    def _begin(self) -> None:
        self._chats: dict[tuple[str, str], Chat] = {}
        self._by_wamid: dict[str, Entry] = {}
        self._read = [0, 0, 0]
        self._pages = self._ledger.sends

    def wrote(self, wamid: str, node: Json) -> None:
        """Keep the whole of a message that was written by hand."""
        self._nodes[wamid] = node

    def chat(self, phone: str, phone_number_id: str) -> Chat:
        """Return a chat as it stands now."""
        self._catch_up()
        return self._chats.setdefault((phone, phone_number_id), Chat())

    def entry(self, wamid: str) -> Entry | None:
        """Return one message."""
        self._catch_up()
        return self._by_wamid.get(wamid)

    def newest(self) -> list[tuple[str, str]]:
        """Return every chat as phone and number, the one with the newest message first."""
        self._catch_up()
        found = [(chat.entries[-1].at, key) for key, chat in self._chats.items() if chat.entries]
        return [key for _, key in sorted(found, reverse=True)]

    def _catch_up(self) -> None:
        books = self._ledger
        if books.sends is not self._pages:
            # The world was put back to a snapshot: its books are other ones.
            self._begin()
        sends, inbound, statuses = self._read
        new: list[Sent | Received] = [*books.sends[sends:], *books.inbound[inbound:]]
        self._read = [len(books.sends), len(books.inbound), len(books.statuses)]
        for row in sorted(new, key=_moment):
            self._add(row)
        for step in books.statuses[statuses:]:
            entry = self._by_wamid.get(step.wamid)
            # The machine's clock and the world's may tell them in another order.
            if entry and _RANK[step.status] >= _RANK[entry.status]:
                entry.status, entry.code = step.status, step.code

    def _add(self, row: Sent | Received) -> None:
        entry = self._sent(row) if isinstance(row, Sent) else self._received(row)
        phone = row.to if isinstance(row, Sent) else row.sender
        chat = self._chats.setdefault((phone, row.phone_number_id), Chat())
        reaction = obj(entry.node.get("reaction"))
        if reaction:
            under = chat.reactions.setdefault(str(reaction.get("message_id")), {})
            under["mine" if entry.is_mine else "theirs"] = str(reaction.get("emoji", ""))
            return
        chat.entries.append(entry)
        self._by_wamid[entry.wamid] = entry

    def _sent(self, row: Sent) -> Entry:
        message = self._hand.recent(row.wamid)
        entry = Entry(
            wamid=row.wamid,
            is_mine=False,
            at=row.accepted_at,
            text=row.text,
            node=message.body if message else {},
        )
        entry.card = self._drawn(message) if message else None
        return entry

    def _drawn(self, message: Outgoing) -> Json:
        kind = kind_of(message.body)
        node = obj(message.body.get("template"))
        language = str(obj(node.get("language")).get("code"))
        found = self._shelf.of(message.number.waba_id, str(node.get("name"))) if node else []
        template = next((t for t in found if t.language == language), None)
        return card_of(kind, message.body, template)

    def _received(self, row: Received) -> Entry:
        node = self._nodes.get(row.wamid, {})
        card = card_of(str(node["type"]), node) if node else None
        return Entry(
            wamid=row.wamid, is_mine=True, at=row.at, text=row.text, node=node, card=card, row=row
        )


def _moment(row: Sent | Received) -> datetime:
    return row.accepted_at if isinstance(row, Sent) else row.at
