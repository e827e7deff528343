"""Weaves what came in and what went out into one thread, in the order of time."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from trato.book.organisations import read as organisations
from trato.casework.conversations import read as conversations
from trato.casework.conversations.colleagues import NoteLine, notes_of
from trato.casework.conversations.read import InboundLine
from trato.casework.conversations.said_outside import OutsideLine, outside_of
from trato.door.outbox import read as outbox
from trato.door.outbox.read import MessageCard
from trato.insights.metrics.laws import Law, laws_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message of a thread: `inbound`, `outbound`, `outside` or `note`, exactly one of them."""

    at: datetime
    text: str
    starts_day: bool
    inbound: InboundLine | None = None
    outbound: MessageCard | None = None
    outside: OutsideLine | None = None
    law: Law | None = None
    note: NoteLine | None = None


def thread_of(conversation_id: UUID, *, reader: int, may_manage: bool) -> tuple[Bubble, ...]:
    """Return a conversation's newest messages and notes that a reader may see, oldest first."""
    inbound = conversations.thread(conversation_id)
    outbound = outbox.of_conversation(conversation_id)
    bodies = _template_bodies(outbound)
    bubbles = [_in(line) for line in inbound]
    bubbles += [_out(card, bodies) for card in outbound]
    bubbles += [_aside(line) for line in outside_of(conversation_id)]
    notes = notes_of(conversation_id, reader=reader, may_manage=may_manage)
    bubbles += [Bubble(at=n.at, text=n.text, starts_day=False, note=n) for n in notes]
    bubbles.sort(key=lambda b: b.at)
    return tuple(_with_days(bubbles))


def version_of(bubbles: Iterable[Bubble]) -> str:
    """Return a short text that changes when anything in the thread is shown differently."""
    words = "|".join(
        f"{b.outbound.message_id}{b.outbound.stage}{b.outbound.hold_until}"
        f"{b.outbound.awaits_approval_by}"
        if b.outbound
        else str(
            (b.inbound and b.inbound.inbound_id)
            or (b.note and b.note.note_id)
            or (b.outside and b.outside.outside_id)
        )
        for b in bubbles
    )
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def text_of(card: MessageCard, bodies: dict[UUID, str] | None = None) -> str:
    """Return what the person reads: the text, or the template with its parameters in place."""
    if card.template_id is None:
        return card.text
    known = bodies if bodies is not None else _template_bodies([card])
    body = known.get(card.template_id, "")
    for place, value in enumerate(card.template_parameters, start=1):
        body = body.replace(f"{{{{{place}}}}}", value)
    return body or card.text


def _template_bodies(cards: Iterable[MessageCard]) -> dict[UUID, str]:
    if not any(card.template_id for card in cards):
        return {}
    return {t.template_id: t.body for t in organisations.templates()}


def _in(line: InboundLine) -> Bubble:
    return Bubble(at=line.written_at, text=line.text, starts_day=False, inbound=line)


def _aside(line: OutsideLine) -> Bubble:
    return Bubble(at=line.written_at, text=line.text, starts_day=False, outside=line)


def _out(card: MessageCard, bodies: dict[UUID, str]) -> Bubble:
    return Bubble(
        at=card.sent_at or card.created_at,
        text=text_of(card, bodies),
        starts_day=False,
        outbound=card,
        law=next(iter(laws_of(card.refusal_codes)), None),
    )


def _with_days(bubbles: list[Bubble]) -> Iterable[Bubble]:
    last: date | None = None
    for bubble in bubbles:
        on = timezone.localtime(bubble.at).date()
        yield replace(bubble, starts_day=on != last)
        last = on
