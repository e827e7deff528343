"""The front of the door: takes drafts, asks the gate, and keeps the answer with the message."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.door.outbox.draft_json import to_bytes
from trato.door.outbox.gather import Gathered, gather, is_business_initiated
from trato.door.outbox.judge import Judged, KeptDecision, decision_fact, judge, keep
from trato.door.outbox.models import Message, State
from trato.door.outbox.sql import SUBMIT
from trato.door.outbox.values import Draft, Submitted
from trato.door.policy.values import Verdict
from trato.foundation import tenancy
from trato.foundation.database import OpenCursor
from trato.foundation.ids import new_id
from trato.journal.record import record_many

_STATE = {Verdict.ALLOW: State.READY, Verdict.HOLD: State.HELD, Verdict.REFUSE: State.REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """One draft on its way into the table."""

    message_id: UUID
    judged: Judged
    kept: KeptDecision
    awaits_approval_by: int | None

    @property
    def draft(self) -> Draft:
        return self.judged.gathered.draft


def submit(draft: Draft, *, at: datetime, awaits_approval_by: int | None = None) -> Submitted:
    """Hand in one draft; idempotent by its key. See `submit_many`."""
    return submit_many([draft], at=at, awaits_approval_by=awaits_approval_by)[0]


def submit_many(
    drafts: Sequence[Draft], *, at: datetime, awaits_approval_by: int | None = None
) -> list[Submitted]:
    """Hand in drafts of the current organisation and return what became of each, in order.

    Every draft becomes a row with its decision, also a refused one, in the caller's transaction. A
    key that is already there, or twice in `drafts`, returns the row that is there. With
    `awaits_approval_by`, what is not refused stays until `approve` lets it go.
    """
    once = {draft.idempotency_key: draft for draft in reversed(drafts)}
    wanted = [once.pop(d.idempotency_key) for d in drafts if d.idempotency_key in once]
    rows = [_judge(gathered, at, awaits_approval_by) for gathered in gather(wanted, now=at)]
    if not rows:
        return []
    new = _insert(rows, at)
    fresh = [row for row in rows if row.message_id in new]
    if fresh:
        record_many([decision_fact(row.kept, row.draft.person_id) for row in fresh], at=at)
    known = {row.draft.idempotency_key: _submitted(row) for row in fresh}
    known |= handed_in([d.idempotency_key for d in wanted if d.idempotency_key not in known])
    return [known[d.idempotency_key] for d in drafts]


def _judge(gathered: Gathered, at: datetime, awaits_approval_by: int | None) -> _Judged:
    judged, message_id = judge(gathered, now=at), new_id()
    kept = keep(judged, message_id=message_id, stage="submit")
    is_refused = judged.decision.verdict is Verdict.REFUSE
    return _Judged(
        message_id=message_id,
        judged=judged,
        kept=kept,
        awaits_approval_by=None if is_refused else awaits_approval_by,
    )


def _insert(rows: list[_Judged], at: datetime) -> set[UUID]:
    """Insert messages with their decisions, wake dispatchers at commit; return which are new."""
    columns: dict[str, Any] = {}
    for values in (_columns(row, at) for row in rows):
        for name, value in values.items():
            columns.setdefault(name, []).append(value)
    columns |= {"organisation": tenancy.current(), "at": at}
    with OpenCursor() as cursor:
        cursor.execute(SUBMIT, columns)
        return {row[0] for row in cursor.fetchall()}


def _columns(row: _Judged, at: datetime) -> dict[str, Any]:
    gathered, decision, kept, draft = row.judged.gathered, row.judged.decision, row.kept, row.draft
    waits = row.awaits_approval_by is not None
    return {
        "id": row.message_id,
        "person_id": draft.person_id,
        "contact_point_id": gathered.contact.contact_point_id if gathered.contact else None,
        "number_id": gathered.number.number_id if gathered.number else None,
        "decision_id": kept.id,
        "verdict": kept.verdict,
        "rulebook": kept.rulebook,
        "inputs": kept.inputs,
        "result": kept.result,
        "codes": json.dumps(kept.codes),
        "idempotency_key": draft.idempotency_key,
        "author": draft.author.value,
        "author_version": draft.author_version,
        "message_class": draft.message_class.value,
        "channel": gathered.draft_facts.channel.value,
        "kind": draft.content.kind.value,
        "draft": to_bytes(draft).decode(),
        "debt_ids": json.dumps([str(i) for i in draft.debt_ids]),
        "origin": draft.origin,
        "origin_id": draft.origin_id,
        "conversation_id": draft.conversation_id,
        "in_reply_to": draft.in_reply_to,
        "is_business_initiated": is_business_initiated(gathered, now=at),
        "state": State.HELD.value if waits else _STATE[decision.verdict].value,
        "hold_until": decision.hold_until or (at if waits else None),
        "awaits_approval_by": row.awaits_approval_by,
    }


def _submitted(row: _Judged) -> Submitted:
    decision = row.judged.decision
    return Submitted(
        message_id=row.message_id,
        verdict=decision.verdict,
        codes=decision.codes,
        hold_until=decision.hold_until,
        awaits_approval=row.awaits_approval_by is not None,
    )


def handed_in(keys: Sequence[str]) -> dict[str, Submitted]:
    """Return what became of intents that were handed in before, by their keys."""
    if not keys:
        return {}
    rows = Message.objects.filter(idempotency_key__in=keys).values_list(
        "idempotency_key", "id", "verdict", "refusal_codes", "hold_until", "awaits_approval_by"
    )
    return {
        key: Submitted(
            message_id=message_id,
            verdict=Verdict(verdict),
            codes=tuple(codes),
            hold_until=hold_until,
            awaits_approval=awaits_approval_by is not None,
            is_new=False,
        )
        for key, message_id, verdict, codes, hold_until, awaits_approval_by in rows
    }
