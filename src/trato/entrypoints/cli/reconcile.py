"""Compares the simulated world's books with ours: duplicates, losses, forbidden sends.

Counted, never assumed: every figure is a comparison of two lists that were kept apart.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from trato.casework.conversations import audit as conversations
from trato.casework.payments import audit as payments
from trato.door.outbox import audit as outbox
from trato.door.outbox.correlation import message_of
from trato.foundation.tenancy import within


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What our tables say, over all organisations of the demo."""

    left: dict[UUID, outbox.LeftRow]
    received: set[str]
    statuses: set[tuple[str, str]]
    payments: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the comparison found; each list names what it is about, never a person."""

    duplicates: tuple[str, ...]
    lost: tuple[str, ...]
    forbidden: tuple[str, ...]


def our_books(organisation_ids: list[UUID]) -> Ours:
    """Read our side."""
    left: dict[UUID, outbox.LeftRow] = {}
    received: set[str] = set()
    statuses: set[tuple[str, str]] = set()
    booked: dict[str, int] = {}
    for organisation_id in organisation_ids:
        with within(organisation_id):
            left |= {row.message_id: row for row in outbox.left()}
            received |= conversations.received_ids()
            statuses |= outbox.known_statuses()
            booked |= payments.booked()
    return Ours(left=left, received=received, statuses=statuses, payments=booked)


def reconcile(books: dict[str, Any], ours: Ours) -> Verdict:
    """Compare both sides, item by item."""
    sends = books["sends"]
    by_message = Counter(message_of(row["opaque"]) for row in sends)
    return Verdict(
        duplicates=tuple(
            f"message {message}: {n} sends" for message, n in by_message.items() if n > 1
        )
        + _paid_twice(books, ours),
        lost=_lost(books, ours),
        forbidden=_forbidden(books, ours),
    )


def _paid_twice(books: dict[str, Any], ours: Ours) -> tuple[str, ...]:
    theirs = {row["e2eid"]: row["cents"] for row in books["payments"]}
    return tuple(
        "payment booked that never was, or with another amount"
        for e2eid, cents in ours.payments.items()
        if theirs.get(e2eid) != cents
    )


def _lost(books: dict[str, Any], ours: Ours) -> tuple[str, ...]:
    inbound = [f"inbound {r['wamid']}" for r in books["inbound"] if r["wamid"] not in ours.received]
    paid = ["payment" for row in books["payments"] if row["e2eid"] not in ours.payments]
    statuses = [
        f"status {row['wamid']} {row['status']}"
        for row in books["statuses"]
        if (row["wamid"], row["status"]) not in ours.statuses
    ]
    accepted = {message_of(row["opaque"]) for row in books["sends"]}
    ghosts = [
        f"message {row.message_id}: {row.state} here, unknown there"
        for row in ours.left.values()
        if row.state == "sent" and row.message_id not in accepted
    ]
    unsettled = [
        f"send {row['wamid']}: accepted there, {ours.left[message].state} here"
        for row in books["sends"]
        if (message := message_of(row["opaque"])) in ours.left and not _knows(ours.left[message])
    ]
    strangers = [
        f"send {row['wamid']}: unknown here"
        for row in books["sends"]
        if message_of(row["opaque"]) not in ours.left
    ]
    return tuple([*inbound, *paid, *statuses, *ghosts, *unsettled, *strangers])


def _knows(row: outbox.LeftRow) -> bool:
    """Whether we know that the provider took it; what failed on its way had been taken too."""
    return row.state == "sent" or (row.state == "failed" and bool(row.provider_message_id))


def _forbidden(books: dict[str, Any], ours: Ours) -> tuple[str, ...]:
    judged = [f"{row['wamid'] or 'refused send'}: {row['why']}" for row in books["forbidden"]]
    unproven = [
        f"message {row.message_id}: left without an allowing decision"
        for row in ours.left.values()
        if not row.allowed
    ]
    return tuple(judged + unproven)
