"""The world's own books: compact rows, never dropped, so that both sides can be counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from trato.simulator.http import Json


@dataclass(slots=True, kw_only=True)
class Sent:
    """A business message the world accepted."""

    wamid: str
    phone_number_id: str
    to: str
    kind: str
    opaque: str
    text: str
    template: str
    business_initiated: bool
    identified: bool
    accepted_at: datetime


@dataclass(slots=True, kw_only=True)
class Received:
    """A person's message."""

    wamid: str
    phone_number_id: str
    sender: str
    text: str
    fact: str
    at: datetime
    acknowledged_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Step:
    """A status of a business message."""

    wamid: str
    status: str
    code: int
    at: datetime


@dataclass(slots=True, kw_only=True)
class Paid:
    """A Pix that reached the provider."""

    e2eid: str
    txid: str
    cents: int
    phone: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Forbidden:
    """A business message that should never have been sent, and why."""

    wamid: str
    why: str
    at: datetime


class Ledger:
    """Rows in the order things happened."""

    def __init__(self) -> None:
        """Start with empty books."""
        self.sends: list[Sent] = []
        self.inbound: list[Received] = []
        self.statuses: list[Step] = []
        self.payments: list[Paid] = []
        self.forbidden: list[Forbidden] = []
        self.refused: dict[int, int] = {}

    def refuse(self, code: int) -> None:
        """Count a send that the world refused."""
        self.refused[code] = self.refused.get(code, 0) + 1

    def page(self, name: str, after: int, limit: int) -> tuple[list[Json], int]:
        """Return rows of one book from a position on, and the position after them."""
        rows = self._book(name)
        found = [as_row(row) for row in islice(rows, after, after + limit)]
        return found, after + len(found)

    def count(self, name: str) -> int:
        """Return how many rows a book holds."""
        return len(self._book(name))

    def everything(self) -> Iterator[tuple[str, Json]]:
        """Go through all rows of all books."""
        for name in BOOKS:
            for row in self._book(name):
                yield name, as_row(row)

    def _book(self, name: str) -> list[Any]:
        rows: list[Any] = getattr(self, name)
        return rows


BOOKS = ("sends", "inbound", "statuses", "payments", "forbidden")
_NAMES = {"kind": "type", "sender": "from"}


def as_row(row: Any) -> Json:
    """Return a row as JSON; `identified` becomes what the person had proved to the business."""
    values: Json = {}
    for name in row.__slots__:
        value = getattr(row, name)
        values[_NAMES.get(name, name)] = value.isoformat() if isinstance(value, datetime) else value
    if isinstance(row, Sent):
        values["to_person_state"] = {"identified_by_us": values.pop("identified")}
    return values
