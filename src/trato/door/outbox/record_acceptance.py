"""Records that the provider took messages: a batch in a few statements, under their locks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.book.people.remember_wa_id import remember_wa_ids
from trato.door.outbox import sql
from trato.door.outbox.record_status import apply_late_statuses
from trato.door.outbox.values import Receipt
from trato.foundation import tenancy
from trato.foundation.database import OpenCursor, ask, in_one_go
from trato.foundation.faults import fault_point
from trato.journal.facts.outbox import MessageAccepted
from trato.journal.record import record_each

_UNSETTLED = frozenset({"sending", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One message that the provider took, and the attempt that carried it."""

    message_id: UUID
    attempt_id: UUID
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What an outcome must know of its message, which stands still until commit."""

    message_id: UUID
    person_id: UUID
    contact_point_id: UUID | None
    state: str
    provider_message_id: str


def hold_messages(message_ids: Iterable[UUID]) -> dict[UUID, Held]:
    """Lock messages in the order of their ids and return those that exist."""
    rows = ask(
        sql.HOLD_OUTCOMES, {"organisation_id": tenancy.current(), "ids": list(set(message_ids))}
    )
    return {
        message_id: Held(
            message_id=message_id,
            person_id=person_id,
            contact_point_id=contact_point_id,
            state=state,
            provider_message_id=provider_message_id,
        )
        for message_id, person_id, contact_point_id, state, provider_message_id in rows
    }


def record_acceptances(taken: Sequence[Accepted], held: dict[UUID, Held], *, at: datetime) -> None:
    """Record receipts of held messages; one that a status has settled keeps what it has."""
    if not taken:
        return
    with in_one_go(len(taken)):
        _accept(taken, held, at)
    provider_ids = {
        t.message_id: held[t.message_id].provider_message_id or t.receipt.provider_message_id
        for t in taken
    }
    apply_late_statuses(provider_ids, at=at)


def _accept(taken: Sequence[Accepted], held: dict[UUID, Held], at: datetime) -> None:
    with OpenCursor() as cursor:
        cursor.execute(
            sql.ACCEPT,
            {
                "organisation_id": tenancy.current(),
                "at": at,
                "ids": [t.message_id for t in taken],
                "attempt_ids": [t.attempt_id for t in taken],
                "provider_ids": [t.receipt.provider_message_id for t in taken],
            },
        )
    fault_point("record.accepted")
    settled = [held[t.message_id] for t in taken if held[t.message_id].state in _UNSETTLED]
    record_each(
        [
            (MessageAccepted(message_id=m.message_id, settled_by="answer"), m.person_id, b"", at)
            for m in settled
        ]
    )
    fault_point("record.acceptance_journalled")
    remember_wa_ids(
        (contact_point_id, t.receipt.wa_id, t.receipt.bsuid)
        for t in taken
        if (contact_point_id := held[t.message_id].contact_point_id)
    )
    fault_point("record.wa_id_kept")
