"""A number shared with the WhatsApp Business app: what its owner types there, and the past."""

from datetime import datetime

from trato.foundation import clock
from trato.simulator.books.ledger import Ledger
from trato.simulator.chance import draw
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.http import Json
from trato.simulator.people.town import Handset, Town

HISTORY_MESSAGES_MAX = 500


class Echoes:
    """Tells the API's side what happens on the app's side."""

    def __init__(self, *, town: Town, ledger: Ledger, tidings: Tidings) -> None:
        """Read these books."""
        self._town, self._ledger, self._tidings = town, ledger, tidings
        self._typed = 0

    def type(self, number: Number, handset: Handset, text: str) -> str:
        """Let the owner write to a person from the app; return the message's id.

        Raises:
            ValueError: the number is not used with the app.
        """
        if not number.is_coexistence:
            raise ValueError("the number was not registered with is_coexistence")
        self._typed += 1
        wamid = f"wamid.{draw('app', number.phone_number_id, self._typed):016x}"
        echo = {
            "from": number.metadata()["display_phone_number"],
            "to": handset.wa_id,
            "to_user_id": handset.user_id,
            **_text(wamid, clock.now(), text),
        }
        value = {**_head(number), "message_echoes": [echo]}
        self._tidings.tell_number(
            number, "smb_message_echoes", value, kind="echo", whom=handset.phone
        )
        return wamid

    def share_history(self, number: Number) -> int:
        """Tell what was said before, once, newest threads whole; return how many messages."""
        threads: dict[str, list[Json]] = {}
        for _, phone, node in self._said(number):
            threads.setdefault(phone, []).append({**node, "history_context": {"status": "READ"}})
        chunk = {
            "metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
            "threads": [{"id": phone, "messages": rows} for phone, rows in threads.items()],
        }
        self._tidings.tell_number(
            number, "history", {**_head(number), "history": [chunk]}, kind="history"
        )
        return sum(len(rows) for rows in threads.values())

    def share_contacts(self, number: Number) -> int:
        """Tell who is in the app's address book; return how many."""
        known = [h for h in self._town if number.phone_number_id in h.lines]
        stamp = str(int(clock.now().timestamp()))
        rows = [
            {
                "type": "contact",
                "contact": {
                    "full_name": handset.truth.name,
                    "first_name": handset.truth.name.split()[0],
                    "phone_number": handset.wa_id,
                },
                "action": "add",
                "metadata": {"timestamp": stamp},
            }
            for handset in known
        ]
        value = {**_head(number), "state_sync": rows}
        self._tidings.tell_number(number, "smb_app_state_sync", value, kind="history")
        return len(rows)

    def _said(self, number: Number) -> list[tuple[datetime, str, Json]]:
        ours, own = number.phone_number_id, number.metadata()["display_phone_number"]
        said: list[tuple[datetime, str, Json]] = [
            (row.at, row.sender, {"from": row.sender, **_text(row.wamid, row.at, row.text)})
            for row in self._ledger.inbound
            if row.phone_number_id == ours
        ]
        said += [
            (
                sent.accepted_at,
                sent.to,
                {"from": own, "to": sent.to, **_text(sent.wamid, sent.accepted_at, sent.text)},
            )
            for sent in self._ledger.sends
            if sent.phone_number_id == ours
        ]
        return sorted(said, key=lambda one: one[0])[-HISTORY_MESSAGES_MAX:]


def _head(number: Number) -> Json:
    return {"messaging_product": "whatsapp", "metadata": number.metadata()}


def _text(wamid: str, at: datetime, text: str) -> Json:
    return {
        "id": wamid,
        "timestamp": str(int(at.timestamp())),
        "type": "text",
        "text": {"body": text},
    }
