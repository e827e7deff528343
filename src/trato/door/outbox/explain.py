"""Answers "why was this message (not) sent?": both decisions, their inputs, and a replay."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.door.outbox.models import Attempt, Decision, Message, StatusEvent
from trato.door.policy import replay
from trato.door.policy.decide import decide


class UnknownMessage(Exception):
    """No message of this organisation has that id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDecision:
    """One stored decision, and whether deciding again gives the same bytes."""

    decision_id: UUID
    stage: str
    at: datetime
    verdict: str
    rulebook: str
    codes: tuple[str, ...]
    hits: tuple[dict[str, Any], ...]
    inputs: dict[str, Any]
    replays: bool
    is_erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything kept about one message's way through the door."""

    message_id: UUID
    person_id: UUID
    conversation_id: UUID | None
    state: str
    author: str
    message_class: str
    kind: str
    text: str
    created_at: datetime
    sending_at: datetime | None
    failed_code: int | None
    failed_reason: str
    needs_human: str
    decisions: tuple[ExplainedDecision, ...]
    attempts: tuple[dict[str, Any], ...]
    statuses: tuple[dict[str, Any], ...]


def explain(message_id: UUID) -> Explanation:
    """Return the whole story of one message.

    Raises:
        UnknownMessage: there is none in this organisation.
    """
    row = Message.objects.filter(id=message_id).first()
    if row is None:
        raise UnknownMessage(str(message_id))
    decisions = tuple(
        _explained(d) for d in Decision.objects.filter(message_id=message_id).order_by("at", "id")
    )
    return Explanation(
        message_id=row.id,
        person_id=row.person_id,
        conversation_id=row.conversation_id,
        state=row.state,
        author=row.author,
        message_class=row.message_class,
        kind=row.kind,
        text=str(decisions[-1].inputs["draft"]["text"]) if decisions else "",
        created_at=row.created_at,
        sending_at=row.sending_at,
        failed_code=row.failed_code,
        failed_reason=row.failed_reason,
        needs_human=row.needs_human,
        decisions=decisions,
        attempts=tuple(
            dict(attempt)
            for attempt in Attempt.objects.filter(message_id=message_id)
            .order_by("started_at", "id")
            .values("id", "started_at", "ended_at", "outcome", "error_code", "error_class")
        ),
        statuses=tuple(
            dict(status)
            for status in StatusEvent.objects.filter(message_id=message_id)
            .order_by("at", "id")
            .values("status", "at", "received_at", "error_code")
        ),
    )


def _forgotten(row: Decision) -> ExplainedDecision:
    """Tell what is left of an answer whose message was erased."""
    return ExplainedDecision(
        decision_id=row.id,
        stage=row.stage,
        at=row.at,
        verdict=row.verdict,
        rulebook=row.rulebook,
        codes=tuple(row.codes),
        hits=(),
        inputs={"draft": {"text": ""}, "facts": {}},
        replays=False,
        is_erased=True,
    )


def replays(inputs: bytes, result: bytes) -> bool:
    """Whether deciding again about stored inputs gives the stored result, byte for byte."""
    draft, facts, now = replay.decode(inputs)
    return replay.encode_decision(decide(draft, facts, now)) == result


def _explained(row: Decision) -> ExplainedDecision:
    if not row.inputs:
        return _forgotten(row)
    result = json.loads(bytes(row.result))
    return ExplainedDecision(
        decision_id=row.id,
        stage=row.stage,
        at=row.at,
        verdict=row.verdict,
        rulebook=row.rulebook,
        codes=tuple(row.codes),
        hits=tuple(result["hits"]),
        inputs=json.loads(bytes(row.inputs)),
        replays=replays(bytes(row.inputs), bytes(row.result)),
    )
