"""Messages: asked for, foreseen, explained, withdrawn. Whether one leaves is the door's to say."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Router, Schema, Status

from trato.book.tokens.values import Scope
from trato.door.outbox import read
from trato.door.outbox.cancel import cancel_message
from trato.door.outbox.explain import ExplainedDecision, explain
from trato.entrypoints.api.entered import Asked, acted, entered, sees_personal, shown
from trato.entrypoints.api.once import KeyHeader, once
from trato.entrypoints.api.problems import Problem
from trato.entrypoints.api.shapes import CitationOut, ReasonOut, may_end, reasons_of
from trato.entrypoints.api.wish import MessageWish, wish_of
from trato.foundation import clock
from trato.speakers.integrations.send import send, would_leave

router = Router(tags=["messages"])
_Verdict = Literal["allow", "hold", "refuse"]


class VerdictOut(Schema):
    """The door's answer: `codes` say why, `reasons` in words with their law."""

    verdict: _Verdict
    codes: list[str]
    hold_until: datetime | None
    reasons: list[ReasonOut]


class AskedFor(VerdictOut):
    """What became of a message that was asked for."""

    message_id: UUID


class HitOut(Schema):
    """One rule that spoke, with its law."""

    code: str
    effect: str
    reason: str
    remedy: str
    citations: list[CitationOut]


class DecisionOut(Schema):
    """One decision; `replays` says that deciding again gives the same bytes."""

    decision_id: UUID
    stage: Literal["submit", "dispatch"]
    at: datetime
    verdict: _Verdict
    rulebook: str
    codes: list[str]
    hits: list[HitOut]
    replays: bool


class StatusOut(Schema):
    """One status that the provider told."""

    status: str
    at: datetime
    received_at: datetime
    error_code: int | None


class MessageOut(Schema):
    """A message's whole way; `text` is null without the scope `personal`."""

    message_id: UUID
    person_id: UUID
    conversation_id: UUID | None
    author: str
    message_class: str
    kind: str
    state: str
    stage: str
    text: str | None
    hold_until: datetime | None
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed_code: int | None
    failed_reason: str
    decisions: list[DecisionOut]
    statuses: list[StatusOut]


@router.post(
    "/messages", response=may_end({201: AskedFor, 200: AskedFor}, 409),
    summary="Ask for a message",
)  # fmt: skip
@entered(Scope.WRITE)
def post_message(request: Asked, body: MessageWish, idempotency_key: KeyHeader) -> Status[AskedFor]:
    """Hand a message to the door. A refusal is an answer, not an error. Scope: write.

    201 the first time, 200 when the same key asks again.
    """
    now = clock.now()

    def make(kept_key: str) -> UUID:
        wish = wish_of(body)
        return send(wish, by=request.auth.token_id, key=kept_key, at=now).message_id

    message_id, is_new = once("send", idempotency_key, body, make, at=now)
    if is_new:
        acted(request, "ask", message_id)
    card = read.message(message_id)
    answer = AskedFor(
        message_id=message_id,
        verdict=_verdict(card.verdict),
        codes=list(card.refusal_codes),
        hold_until=card.hold_until,
        reasons=reasons_of(card.refusal_codes),
    )
    return Status(201 if is_new else 200, answer)


@router.post("/messages/preview", response=may_end({200: VerdictOut}), summary="Foresee")
@entered(Scope.WRITE)
def preview_message(request: Asked, body: MessageWish) -> VerdictOut:
    """Ask the door what it would say now; nothing is kept. Scope: write."""
    decision = would_leave(wish_of(body), by=request.auth.token_id, at=clock.now())
    return VerdictOut(
        verdict=_verdict(decision.verdict.value),
        codes=list(decision.codes),
        hold_until=decision.hold_until,
        reasons=reasons_of(decision.codes),
    )


@router.get("/messages/{message_id}", response=may_end({200: MessageOut}, 404), summary="Why")
@entered(Scope.READ)
def get_message(request: Asked, message_id: UUID) -> MessageOut:
    """Where a message is, and every decision about it with its law. Scope: read."""
    return _told(request, message_id)


@router.delete(
    "/messages/{message_id}", response=may_end({200: MessageOut}, 404, 409), summary="Withdraw"
)
@entered(Scope.WRITE)
def delete_message(request: Asked, message_id: UUID) -> MessageOut:
    """Withdraw a message that has not left; again changes nothing. Scope: write."""
    before = read.message(message_id)
    is_withdrawn = cancel_message(message_id, reason="api", at=clock.now())
    if not is_withdrawn and before.state != "cancelled":
        raise Problem(409, "already_left")
    if is_withdrawn:
        acted(request, "withdraw", message_id)
    return _told(request, message_id)


def _told(request: Asked, message_id: UUID) -> MessageOut:
    card, told = read.message(message_id), explain(message_id)
    if sees_personal(request):
        shown(request, "message", card.person_id)
    return MessageOut(
        message_id=card.message_id,
        person_id=card.person_id,
        conversation_id=card.conversation_id,
        author=card.author,
        message_class=card.message_class,
        kind=card.kind,
        state=card.state,
        stage=card.stage,
        text=told.text if sees_personal(request) else None,
        hold_until=card.hold_until,
        created_at=card.created_at,
        sent_at=card.sent_at,
        delivered_at=card.delivered_at,
        read_at=card.read_at,
        failed_code=card.failed_code,
        failed_reason=card.failed_reason,
        decisions=[_decision(decision) for decision in told.decisions],
        statuses=[StatusOut(**status) for status in told.statuses],
    )


def _decision(told: ExplainedDecision) -> DecisionOut:
    stage: Literal["submit", "dispatch"] = "submit" if told.stage == "submit" else "dispatch"
    return DecisionOut(
        decision_id=told.decision_id,
        stage=stage,
        at=told.at,
        verdict=_verdict(told.verdict),
        rulebook=told.rulebook,
        codes=list(told.codes),
        hits=[_hit(hit) for hit in told.hits],
        replays=told.replays,
    )


def _hit(hit: dict[str, Any]) -> HitOut:
    return HitOut(
        code=hit["code"],
        effect=hit["effect"],
        reason=hit["reason"],
        remedy=hit["remedy"],
        citations=[
            CitationOut(label=c["label"], mark=c["mark"], urn=c["urn"]) for c in hit["citations"]
        ],
    )


_VERDICTS: dict[str, _Verdict] = {"allow": "allow", "hold": "hold", "refuse": "refuse"}


def _verdict(word: str) -> _Verdict:
    return _VERDICTS[word]
