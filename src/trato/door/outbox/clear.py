"""The back of the door: claims messages, asks the gate again, and commits `sending` before a call.

Everything happens in one transaction under the addressees' locks, so that an opt-out is either seen
here or comes after the message had left.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from trato.book.organisations.take_tokens import give_back_tokens, take_tokens
from trato.book.people import read as people
from trato.book.people.lock import lock_people
from trato.door.consent.withdraw import confirm_once
from trato.door.outbox.draft_json import from_json
from trato.door.outbox.gather import Gathered, gather, is_business_initiated, with_tier_used
from trato.door.outbox.judge import Judged, decision_fact, decision_row, judge
from trato.door.outbox.models import Attempt, Message, State
from trato.door.outbox.models import Decision as DecisionRow
from trato.door.outbox.pace import take_turn
from trato.door.outbox.sql import CLAIM
from trato.door.outbox.values import Content
from trato.door.policy.values import MessageClass, Verdict
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.fact import Fact
from trato.journal.facts.outbox import MessageCleared
from trato.journal.record import record_many

_NO_TOKENS_WAIT = timedelta(seconds=1)


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


@dataclass(slots=True)
class _Batch:
    """What one claim is about to write."""

    passages: list[Passage] = field(default_factory=list)
    decisions: list[DecisionRow] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    facts: list[tuple[Fact, UUID | None, bytes]] = field(default_factory=list)
    opened: dict[UUID, int] = field(default_factory=dict)


def clear_some(*, now: datetime, limit: int = 100) -> list[Passage]:
    """Claim up to `limit` messages and return those that may leave this instant.

    The rest of the claim is held or refused with its reason. Runs inside the organisation; the
    caller commits before it calls the provider.
    """
    rows = _claim(now=now, limit=limit)
    if not rows:
        return []
    batch = _Batch()
    gathered = gather([from_json(row.draft) for row in rows], now=now)
    tokens = _take_tokens(gathered, now=now)
    wa_ids = people.wa_ids_of([g.contact.contact_point_id for g in gathered if g.contact])
    for row, one in zip(rows, gathered, strict=True):
        _clear_one(row, one, batch, tokens=tokens, wa_ids=wa_ids, now=now)
    DecisionRow.objects.bulk_create(batch.decisions)
    for row in rows:
        row.save(force_update=True)
    Attempt.objects.bulk_create(batch.attempts)
    record_many(batch.facts, at=now)
    for number_id, left in tokens.items():
        if left:
            give_back_tokens(number_id, count=left)
    return batch.passages


def _claim(*, now: datetime, limit: int) -> list[Message]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "limit": limit})
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return []
    rows = list(Message.objects.filter(id__in=ids).order_by("is_business_initiated", "id"))
    rows = _one_per_person(rows)
    lock_people([row.person_id for row in rows])
    return rows


def _one_per_person(rows: Iterable[Message]) -> list[Message]:
    """Keep each person's first message; the caps must see it before the next one is judged."""
    first: dict[UUID, Message] = {}
    for row in rows:
        first.setdefault(row.person_id, row)
    return list(first.values())


def _take_tokens(gathered: list[Gathered], *, now: datetime) -> dict[UUID, int]:
    wanted: dict[UUID, int] = {}
    for one in gathered:
        if one.number:
            wanted[one.number.number_id] = wanted.get(one.number.number_id, 0) + 1
    return {
        number_id: take_tokens(number_id, want=want, now=now)
        for number_id, want in sorted(wanted.items())
    }


def _clear_one(
    row: Message,
    gathered: Gathered,
    batch: _Batch,
    *,
    tokens: dict[UUID, int],
    wa_ids: dict[UUID, str],
    now: datetime,
) -> None:
    number_id = gathered.number.number_id if gathered.number else None
    opened = batch.opened.get(number_id, 0) if number_id else 0
    judged = judge(with_tier_used(gathered, opened), now=now)
    decision = decision_row(judged, message_id=row.id, stage="dispatch")
    batch.decisions.append(decision)
    batch.facts.append(decision_fact(decision, row.person_id))
    _note_decision(row, judged, decision.id, now)
    if judged.decision.verdict is not Verdict.ALLOW or not number_id or not gathered.contact:
        return
    wait_until = _turn(gathered, tokens, number_id, now)
    if wait_until:
        row.state, row.hold_until = State.HELD, wait_until
        return
    if not _may_confirm(gathered, now):
        row.state, row.ended_at, row.verdict = State.CANCELLED, now, "allow"
        return
    row.is_business_initiated = is_business_initiated(gathered, now=now)
    if row.is_business_initiated:
        batch.opened[number_id] = opened + 1
    _start_attempt(row, gathered, batch, wa_ids, now)


def _note_decision(row: Message, judged: Judged, decision_id: UUID, now: datetime) -> None:
    decision = judged.decision
    row.decision_id = decision_id
    row.verdict = decision.verdict.value
    row.refusal_codes = list(decision.codes)
    row.hold_until = decision.hold_until
    if decision.verdict is Verdict.HOLD:
        row.state = State.HELD
    elif decision.verdict is Verdict.REFUSE:
        row.state, row.ended_at = State.REFUSED, now
    elif row.state == State.HELD:
        row.state = State.READY


def _turn(
    gathered: Gathered, tokens: dict[UUID, int], number_id: UUID, now: datetime
) -> datetime | None:
    """Take a token and the pair's turn, or say until when to wait."""
    if tokens.get(number_id, 0) < 1:
        return now + _NO_TOKENS_WAIT
    assert gathered.contact  # noqa: S101  (checked by the caller)
    wait_until = take_turn(gathered.contact.contact_point_id, number_id, now=now)
    if wait_until is None:
        tokens[number_id] -= 1
    return wait_until


def _may_confirm(gathered: Gathered, now: datetime) -> bool:
    """Only one confirmation of a stop ever leaves; taking it is part of clearing it."""
    if gathered.draft.message_class is not MessageClass.OPTOUT_CONFIRM:
        return True
    return confirm_once(gathered.address, channel="whatsapp", at=now)


def _start_attempt(
    row: Message, gathered: Gathered, batch: _Batch, wa_ids: dict[UUID, str], now: datetime
) -> None:
    assert gathered.contact  # noqa: S101  (checked by the caller)
    assert gathered.number  # noqa: S101  (checked by the caller)
    attempt_id = new_id()
    row.state, row.attempt_id, row.sending_at = State.SENDING, attempt_id, now
    row.attempts += 1
    row.hold_until = None
    row.contact_point_id = gathered.contact.contact_point_id
    row.number_id = gathered.number.number_id
    organisation_id = tenancy.current()
    batch.attempts.append(
        Attempt(organisation_id=organisation_id, id=attempt_id, message_id=row.id, started_at=now)
    )
    batch.facts.append(
        (MessageCleared(message_id=row.id, attempt_id=attempt_id), row.person_id, b"")
    )
    batch.passages.append(
        Passage(
            organisation_id=organisation_id,
            message_id=row.id,
            attempt_id=attempt_id,
            phone_number_id=gathered.number.phone_number_id,
            address=gathered.address,
            wa_id=wa_ids.get(gathered.contact.contact_point_id, ""),
            bsuid=gathered.contact.bsuid,
            content=gathered.draft.content,
            template_name=gathered.template.name if gathered.template else "",
            template_language=gathered.template.language if gathered.template else "",
            in_reply_to=gathered.draft.in_reply_to,
            attempt_number=row.attempts,
        )
    )
