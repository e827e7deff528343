"""What others may ask about outbound messages: cards, their way to the phone, and counts."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from trato.door.outbox.models import SEEN, Attempt, Decision, Message, StatusEvent
from trato.door.outbox.values import Attached, Place
from trato.foundation import tenancy
from trato.foundation.asked import ANY_TIME, Asked

ROWS_MAX = 200
DELIVERED_RANK, READ_RANK = 2, 3
_DESK = "desk:"


class UnknownMessage(LookupError):
    """No such message in this organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCard:
    """One outbound message as others see it; `text` is its body, `buttons` what can be tapped.

    `status_rank` never goes backwards: 0 none, 1 sent, 2 delivered, 3 read, 4 played.
    """

    message_id: UUID
    person_id: UUID
    conversation_id: UUID | None
    verdict: str
    author: str
    agent_id: int | None
    message_class: str
    channel: str
    kind: str
    text: str
    buttons: tuple[str, ...]
    template_id: UUID | None
    template_parameters: tuple[str, ...]
    amount_cents: int | None
    place: Place | None
    attached: Attached | None
    state: str
    hold_until: datetime | None
    awaits_approval_by: int | None
    refusal_codes: tuple[str, ...]
    attempts: int
    status_rank: int
    origin: str
    origin_id: UUID | None
    created_at: datetime
    sending_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    ended_at: datetime | None
    failed_code: int | None
    failed_reason: str
    needs_human: str
    provider_message_id: str

    @property
    def may_retry(self) -> bool:
        """Whether a person may put it before the door again: it surely never left."""
        waits_for_person = self.needs_human not in ("", SEEN)
        never_left = not self.provider_message_id and self.attempts > 0
        return self.state == "failed" and never_left and waits_for_person

    @property
    def stage(self) -> str:
        """How far it has come: its state, or delivered and read once the provider said so."""
        if self.state == "sent" and self.status_rank >= READ_RANK:
            return "read"
        if self.state == "sent" and self.status_rank >= DELIVERED_RANK:
            return "delivered"
        return self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLine:
    """One call to the provider; no outcome means that its answer is not known."""

    attempt_id: UUID
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    error_code: int | None
    error_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """One status the provider told us."""

    status: str
    at: datetime
    received_at: datetime
    error_code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One answer of the gate, without its bytes."""

    decision_id: UUID
    message_id: UUID
    stage: str
    verdict: str
    rulebook: str
    codes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCounts:
    """How far messages have come since a moment; each count includes the ones further on."""

    submitted: int
    refused: int
    held: int
    accepted: int
    delivered: int
    read: int
    failed: int
    unknown: int


_THREAD = Asked(
    # Where it stands in the thread: when it left, and until then when it was handed in.
    lambda here, conversation, before: (
        Message.objects.alias(stands_at=Coalesce("sent_at", "created_at"))
        .filter(organisation_id=here, conversation_id=conversation, stands_at__lt=before)
        .order_by("-stands_at", "-id")[:ROWS_MAX]
    ),
    here=UUID,
    conversation=UUID,
    before=datetime,
)


_BY_ID = Asked(
    lambda here, messages: Message.objects.filter(
        organisation_id=here, id__anyof=messages
    ).order_by("created_at", "id"),
    here=UUID,
    messages=list,
)


def message(message_id: UUID) -> MessageCard:
    """Return one message.

    Raises:
        UnknownMessage: there is none.
    """
    row = _messages().filter(id=message_id).first()
    if row is None:
        raise UnknownMessage(str(message_id))
    return _card(row)


def cards(message_ids: Collection[UUID]) -> tuple[MessageCard, ...]:
    """Return messages by id, oldest first; unknown ids are left out."""
    rows = _BY_ID(here=tenancy.current(), messages=list(message_ids))
    return tuple(_card(row) for row in rows)


def of_conversation(
    conversation_id: UUID, *, limit: int = ROWS_MAX, before: datetime = ANY_TIME
) -> tuple[MessageCard, ...]:
    """Return the newest messages of a conversation, oldest first, as they stand in its thread."""
    newest = _THREAD(here=tenancy.current(), conversation=conversation_id, before=before)
    return tuple(_card(row) for row in reversed(newest[:limit]))


def foresee_threads(conversation_ids: Collection[UUID]) -> None:
    """Read at once what `of_conversation` will be asked (`foundation.asked`)."""
    each = [{"conversation": one} for one in conversation_ids]
    _THREAD.foresee(each, here=tenancy.current(), before=ANY_TIME)


def awaiting_approval() -> tuple[MessageCard, ...]:
    """Return the messages that a supervisor wants to see before they leave, oldest first."""
    rows = _messages().filter(state="held", awaits_approval_by__isnull=False)
    return tuple(_card(row) for row in rows.order_by("id")[:ROWS_MAX])


def of_origins(origin_ids: Collection[UUID]) -> tuple[MessageCard, ...]:
    """Return the messages that were sent about some things, oldest first."""
    rows = _messages().filter(origin_id__in=list(origin_ids))
    return tuple(_card(row) for row in rows.order_by("created_at", "id")[:ROWS_MAX])


def sent_as(provider_message_ids: list[str]) -> frozenset[str]:
    """Return those of the provider's ids that are messages of ours."""
    rows = Message.objects.filter(
        organisation_id=tenancy.current(), provider_message_id__in=provider_message_ids
    )
    return frozenset(rows.values_list("provider_message_id", flat=True))


def attempts_of(message_id: UUID) -> tuple[AttemptLine, ...]:
    """Return the calls made for a message, oldest first."""
    rows = Attempt.objects.filter(organisation_id=tenancy.current(), message_id=message_id)
    return tuple(
        AttemptLine(
            attempt_id=row.id,
            started_at=row.started_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            error_code=row.error_code,
            error_class=row.error_class,
        )
        for row in rows.order_by("started_at", "id")[:ROWS_MAX]
    )


def statuses_of(message_id: UUID) -> tuple[StatusLine, ...]:
    """Return what the provider told about a message, in its own order of time."""
    rows = StatusEvent.objects.filter(organisation_id=tenancy.current(), message_id=message_id)
    return tuple(
        StatusLine(
            status=row.status, at=row.at, received_at=row.received_at, error_code=row.error_code
        )
        for row in rows.order_by("at", "received_at", "id")[:ROWS_MAX]
    )


def decisions_about(message_ids: list[UUID], *, limit: int = 8) -> tuple[DecisionLine, ...]:
    """Return the gate's latest answers about some messages, newest first."""
    rows = Decision.objects.filter(organisation_id=tenancy.current(), message_id__in=message_ids)
    return tuple(
        DecisionLine(
            decision_id=row.id,
            message_id=row.message_id,
            stage=row.stage,
            verdict=row.verdict,
            rulebook=row.rulebook,
            codes=tuple(row.codes),
            at=row.at,
        )
        for row in rows.defer("inputs", "result").order_by("-at", "-id")[:limit]
    )


def progress(origin_id: UUID) -> dict[str, int]:
    """Return how many messages of an origin are in each stage (`MessageCard.stage`)."""
    rows = _messages().filter(origin_id=origin_id)
    found = rows.values_list("state", "status_rank").annotate(n=Count("id"))
    stages: Counter[str] = Counter()
    for state, rank, n in found:
        stages[_stage(state, rank)] += n
    return dict(stages)


def counts(*, since: datetime | None = None, origin: str = "") -> DoorCounts:
    """Return how far messages have come, optionally since a moment or of one kind of origin."""
    rows = _since(since)
    if origin:
        rows = rows.filter(origin=origin)
    found = rows.aggregate(
        submitted=Count("id"),
        refused=Count("id", filter=Q(state="refused")),
        held=Count("id", filter=Q(state="held")),
        accepted=Count("id", filter=Q(sent_at__isnull=False)),
        delivered=Count("id", filter=Q(status_rank__gte=DELIVERED_RANK)),
        read=Count("id", filter=Q(status_rank__gte=READ_RANK)),
        failed=Count("id", filter=Q(state="failed")),
        unknown=Count("id", filter=Q(state="unknown")),
    )
    return DoorCounts(**found)


def refusals(*, since: datetime | None = None) -> dict[str, int]:
    """Return how many refused messages carry each reason; one message may carry several."""
    rows = _since(since).filter(state="refused")
    found: Counter[str] = Counter()
    for codes, n in rows.values_list("refusal_codes").annotate(n=Count("id")):
        for code in set(codes):
            found[code] += n
    return dict(found)


def people_delivered(*, since: datetime | None = None) -> QuerySet[Message, UUID]:
    """Return a subquery of the people whose phone a message reached; for counting elsewhere."""
    rows = _since(since).filter(status_rank__gte=DELIVERED_RANK)
    return rows.values_list("person_id", flat=True).distinct()


def _messages() -> QuerySet[Message]:
    return Message.objects.filter(organisation_id=tenancy.current())


def _since(since: datetime | None) -> QuerySet[Message]:
    return _messages().filter(created_at__gte=since) if since else _messages()


def _stage(state: str, rank: int) -> str:
    if state != "sent" or rank < DELIVERED_RANK:
        return state
    return "read" if rank >= READ_RANK else "delivered"


def _content(draft: dict[str, Any]) -> dict[str, Any]:
    content = draft.get("content", draft)
    return content if isinstance(content, dict) else {}


def _card(row: Message) -> MessageCard:
    content = _content(row.draft)
    template_id = content.get("template_id")
    order = content.get("order") or {}
    return MessageCard(
        message_id=row.id,
        person_id=row.person_id,
        conversation_id=row.conversation_id,
        verdict=row.verdict,
        author=row.author,
        agent_id=_agent(row.idempotency_key) if row.author == "human" else None,
        message_class=row.message_class,
        channel=row.channel,
        kind=row.kind,
        text=_body(content),
        buttons=_taps(content),
        template_id=UUID(template_id) if template_id else None,
        template_parameters=tuple(content.get("template_parameters") or ()),
        amount_cents=order.get("amount_cents"),
        place=msgspec.convert(content.get("place"), Place | None),
        attached=msgspec.convert(content.get("attached"), Attached | None),
        state=row.state,
        hold_until=row.hold_until,
        awaits_approval_by=row.awaits_approval_by,
        refusal_codes=tuple(row.refusal_codes),
        attempts=row.attempts,
        status_rank=row.status_rank,
        origin=row.origin,
        origin_id=row.origin_id,
        created_at=row.created_at,
        sending_at=row.sending_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        read_at=row.read_at,
        ended_at=row.ended_at,
        failed_code=row.failed_code,
        failed_reason=row.failed_reason,
        needs_human=row.needs_human,
        provider_message_id=row.provider_message_id,
    )


def _agent(key: str) -> int | None:
    # The desk's keys begin with who wrote.
    by = key.removeprefix(_DESK).partition(":")[0] if key.startswith(_DESK) else ""
    return int(by) if by.isdecimal() else None


def _body(content: dict[str, Any]) -> str:
    parts = [content.get("header"), content.get("text"), content.get("footer")]
    return "\n".join(str(part) for part in parts if part)


def _taps(content: dict[str, Any]) -> tuple[str, ...]:
    buttons = [b.get("title", "") for b in content.get("buttons") or ()]
    rows = [r.get("title", "") for r in content.get("rows") or ()]
    link = [content["url_title"]] if content.get("url_title") else []
    return tuple(title for title in [*buttons, *rows, *link] if title)
