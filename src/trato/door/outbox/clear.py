"""The back of the door: claims messages, asks the gate again, and commits `sending` before a call.

Everything happens in one transaction under the addressees' locks, so that an opt-out is either seen
here or comes after the message had left. Locks are taken in one order everywhere: people, then
messages.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from trato.book.organisations.take_tokens import HeldNumber, hold_numbers, take_tokens
from trato.book.people import read as people
from trato.book.people.lock import lock_people
from trato.door.consent.withdraw import confirm_once
from trato.door.outbox.draft_json import UnreadableDraft, from_text
from trato.door.outbox.gather import Gathered, gather, is_business_initiated, with_tier_used
from trato.door.outbox.judge import Judged, decision_fact, judge, keep
from trato.door.outbox.models import Message, State
from trato.door.outbox.pace import take_turn
from trato.door.outbox.sql import CLAIM, CLEAR, HOLD_CLAIMED
from trato.door.outbox.values import Content, Draft
from trato.door.policy.values import MessageClass, Verdict
from trato.foundation import tenancy
from trato.foundation.database import OpenCursor, in_one_go
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_id
from trato.journal.fact import Fact
from trato.journal.facts.outbox import MessageCleared, PersonNeeded
from trato.journal.record import record_many

UNREADABLE = "rascunho ilegível: escrito por outra versão"
# The database writes down one half of a batch while the other is being judged.
_WRITTEN_AT_ONCE = 50
_NO_TOKENS_WAIT = timedelta(seconds=1)
# A conversation waits so long for a message that waits for its turn; then it goes on without it.
_SOON = timedelta(minutes=1)
_STATE = {Verdict.ALLOW: State.READY, Verdict.HOLD: State.HELD, Verdict.REFUSE: State.REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What the dispatcher needs to carry one cleared message; holds an address: never log it."""

    organisation_id: UUID
    message_id: UUID
    attempt_id: UUID
    phone_number_id: str
    address: str
    wa_id: str
    bsuid: str
    content: Content
    template_name: str
    template_language: str
    in_reply_to: str
    attempt_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """A message that this transaction holds."""

    message_id: UUID
    person_id: UUID
    draft: Draft
    attempts: int
    is_business_initiated: bool


@dataclass(slots=True, kw_only=True)
class _Row:
    """What becomes of one claimed message: the columns of `sql.CLEAR`, by name."""

    id: UUID
    decision_id: UUID
    verdict: str
    rulebook: str
    inputs: bytes
    result: bytes
    codes: str
    state: str
    hold_until: datetime | None
    is_business_initiated: bool
    attempt_id: UUID | None = None
    contact_point_id: UUID | None = None
    number_id: UUID | None = None
    allowance: float | None = None


@dataclass(slots=True)
class _Batch:
    """What one claim may use up, what it is about to write, and what is to leave."""

    tokens: dict[UUID, int]
    opened: Counter[UUID] = field(default_factory=Counter)
    taken: Counter[UUID] = field(default_factory=Counter)
    rows: list[_Row] = field(default_factory=list)
    leaving: list[tuple[_Row, _Claimed, Gathered]] = field(default_factory=list)
    facts: list[tuple[Fact, UUID | None, bytes]] = field(default_factory=list)


def clear_some(*, now: datetime, limit: int = 100) -> list[Passage]:
    """Claim up to `limit` messages and return those that may leave this instant.

    The rest of the claim is held or refused with its reason. Runs inside the organisation; the
    caller commits before it calls the provider. While another dispatcher clears for the
    organisation, there is nothing to claim.
    """
    candidates = _candidates(now=now, limit=limit)
    if not candidates:
        return []
    fault_point("clear.claimed")
    numbers = hold_numbers(now=now)
    fault_point("clear.numbers_held")
    claimed = _hold(candidates, numbers, now=now)
    if not claimed:
        return []
    cards = [n.card for n in numbers]
    batch = _Batch(tokens={n.card.number_id: n.tokens for n in numbers})
    gathered = gather([c.draft for c in claimed], now=now, numbers=cards)
    fault_point("clear.gathered")
    with in_one_go(len(claimed)):
        for place, (one, found) in enumerate(zip(claimed, gathered, strict=True), start=1):
            _clear_one(one, found, batch, now)
            if place % _WRITTEN_AT_ONCE == 0:
                _write(batch, now)
        _write(batch, now)
        _take(batch, now)
        return _passages(batch)


def _candidates(*, now: datetime, limit: int) -> dict[UUID, UUID]:
    """Return the messages whose turn it is, each with its person: one per person.

    The caps must see a person's first message before the next one is judged.
    """
    asked: dict[str, Any] = {
        "organisation": tenancy.current(),
        "now": now,
        "soon": now + _SOON,
        "limit": limit,
    }
    with OpenCursor() as cursor:
        cursor.execute(CLAIM, asked)
        rows = cursor.fetchall()
    first: dict[UUID, UUID] = {}
    for message_id, person_id in rows:
        first.setdefault(person_id, message_id)
    return {message_id: person_id for person_id, message_id in first.items()}


def _hold(
    candidates: dict[UUID, UUID], numbers: Iterable[HeldNumber], *, now: datetime
) -> list[_Claimed]:
    """Lock as many as there are tokens for; without one, a message is not even asked about."""
    most = sum(n.tokens for n in numbers) if numbers else len(candidates)
    chosen = dict(list(candidates.items())[:most])
    if not chosen:
        return []
    lock_people(chosen.values())
    fault_point("clear.people_held")
    with OpenCursor() as cursor:
        cursor.execute(HOLD_CLAIMED, {"ids": list(chosen), "now": now})
        rows = cursor.fetchall()
    fault_point("clear.messages_held")
    claimed = []
    for row in rows:
        one = _read(row, now)
        if one:
            claimed.append(one)
    return claimed


def _read(row: tuple[Any, ...], now: datetime) -> _Claimed | None:
    message_id, person_id, draft, attempts, opens = row
    try:
        return _Claimed(
            message_id=message_id,
            person_id=person_id,
            draft=from_text(draft),
            attempts=attempts,
            is_business_initiated=opens,
        )
    except UnreadableDraft:
        Message.objects.filter(id=message_id).update(
            state=State.FAILED, ended_at=now, failed_reason=UNREADABLE, needs_human=UNREADABLE
        )
        fault_point("clear.unreadable_failed")
        fact = PersonNeeded(message_id=message_id, reason="unreadable_draft")
        record_many([(fact, person_id, b"")], at=now)
        fault_point("clear.unreadable_journalled")
        return None


def _clear_one(claimed: _Claimed, gathered: Gathered, batch: _Batch, now: datetime) -> None:
    number_id = gathered.number.number_id if gathered.number else None
    opened = batch.opened[number_id] if number_id else 0
    judged = judge(with_tier_used(gathered, opened), now=now)
    row = _note_decision(claimed, judged, batch)
    if judged.decision.verdict is not Verdict.ALLOW:
        return
    if not number_id or not gathered.contact:
        # No rulebook should allow what has no way to leave; if one does, it still does not.
        row.state = State.REFUSED.value
        return
    turn = _turn(gathered, batch.tokens[number_id], now)
    if isinstance(turn, datetime):
        row.state, row.hold_until = State.HELD.value, turn
        return
    if not _may_confirm(gathered, now):
        row.state = State.CANCELLED.value
        return
    batch.tokens[number_id] -= 1
    batch.taken[number_id] += 1
    row.allowance = turn
    row.is_business_initiated = is_business_initiated(gathered, now=now)
    batch.opened[number_id] += row.is_business_initiated
    _start_attempt(row, claimed, gathered, batch)


def _note_decision(claimed: _Claimed, judged: Judged, batch: _Batch) -> _Row:
    kept = keep(judged, message_id=claimed.message_id, stage="dispatch")
    row = _Row(
        id=claimed.message_id,
        decision_id=kept.id,
        verdict=kept.verdict,
        rulebook=kept.rulebook,
        inputs=kept.inputs,
        result=kept.result,
        codes=json.dumps(kept.codes),
        state=_STATE[judged.decision.verdict].value,
        hold_until=judged.decision.hold_until,
        is_business_initiated=claimed.is_business_initiated,
    )
    batch.rows.append(row)
    batch.facts.append(decision_fact(kept, claimed.person_id))
    return row


def _turn(gathered: Gathered, tokens: int, now: datetime) -> float | datetime:
    """Return what the pair may still get after this message, or until when to wait."""
    return take_turn(gathered.pace, now=now) if tokens > 0 else now + _NO_TOKENS_WAIT


def _may_confirm(gathered: Gathered, now: datetime) -> bool:
    """Only one confirmation of a stop ever leaves; taking it is part of clearing it."""
    if gathered.draft.message_class is not MessageClass.OPTOUT_CONFIRM:
        return True
    is_first = confirm_once(gathered.address, channel="whatsapp", at=now)
    fault_point("clear.confirmation_taken")
    return is_first


def _start_attempt(row: _Row, claimed: _Claimed, gathered: Gathered, batch: _Batch) -> None:
    assert gathered.contact  # noqa: S101  (checked by the caller)
    assert gathered.number  # noqa: S101  (checked by the caller)
    row.state, row.attempt_id, row.hold_until = State.SENDING.value, new_id(), None
    row.contact_point_id = gathered.contact.contact_point_id
    row.number_id = gathered.number.number_id
    batch.leaving.append((row, claimed, gathered))
    cleared = MessageCleared(message_id=row.id, attempt_id=row.attempt_id)
    batch.facts.append((cleared, claimed.person_id, b""))


def _take(batch: _Batch, now: datetime) -> None:
    take_tokens(batch.taken, now=now)
    fault_point("clear.tokens_taken")


def _write(batch: _Batch, now: datetime) -> None:
    """Write down what has been judged since the last time."""
    if not batch.rows:
        return
    fault_point("clear.judged")
    columns = {f.name: [getattr(row, f.name) for row in batch.rows] for f in fields(_Row)}
    with OpenCursor() as cursor:
        cursor.execute(CLEAR, {**columns, "organisation": tenancy.current(), "at": now})
    fault_point("clear.written")
    record_many(batch.facts, at=now)
    fault_point("clear.journalled")
    batch.rows.clear()
    batch.facts.clear()


def _passages(batch: _Batch) -> list[Passage]:
    chosen = [g.contact.contact_point_id for _, _, g in batch.leaving if g.contact]
    wa_ids = people.wa_ids_of(chosen) if chosen else {}
    return [_passage(row, claimed, gathered, wa_ids) for row, claimed, gathered in batch.leaving]


def _passage(row: _Row, claimed: _Claimed, gathered: Gathered, wa_ids: dict[UUID, str]) -> Passage:
    assert gathered.contact  # noqa: S101  (checked before the attempt was started)
    assert gathered.number  # noqa: S101  (checked before the attempt was started)
    assert row.attempt_id  # noqa: S101  (set by the attempt)
    return Passage(
        organisation_id=tenancy.current(),
        message_id=row.id,
        attempt_id=row.attempt_id,
        phone_number_id=gathered.number.phone_number_id,
        address=gathered.address,
        wa_id=wa_ids.get(gathered.contact.contact_point_id, ""),
        bsuid=gathered.contact.bsuid,
        content=gathered.draft.content,
        template_name=gathered.template.name if gathered.template else "",
        template_language=gathered.template.language if gathered.template else "",
        in_reply_to=gathered.draft.in_reply_to,
        attempt_number=claimed.attempts + 1,
    )
