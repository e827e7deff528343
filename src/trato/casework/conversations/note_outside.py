"""Keeps what was written on our numbers outside of this product, each message in its thread.

It is no turn: nobody answers it, it opens no window, and it changes nobody's hands. Where the
assistant would answer, it falls silent for a while.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Greatest

from trato.book.organisations import keys
from trato.book.organisations import read as organisations
from trato.book.people.senders import Sender, senders
from trato.casework.conversations import sql
from trato.casework.conversations.manners import fall_silent
from trato.casework.conversations.models import Conversation, InboundMessage, OutsideMessage
from trato.casework.conversations.receive import UnknownNumber
from trato.casework.conversations.threads import Ends, Thread, Wanted, hold_threads
from trato.casework.conversations.values import Outside
from trato.door.outbox.read import sent_as
from trato.foundation import phone, tenancy
from trato.foundation.database import ask
from trato.foundation.ids import new_id
from trato.journal.facts.casework import SaidOutside
from trato.journal.record import Told, record_each

_PREVIEW = 160

Placed = tuple[Outside, datetime, Ends, Sender | None]
"""A message, when its webhook was received, whose thread it belongs to, and who the other is."""


def note_outside(came: Sequence[tuple[Outside, datetime]]) -> int:
    """Keep messages, each with when it was received; return how many were new. Idempotent by id.

    A past that the provider tells may hold what passed through here: that is there already.

    Raises:
        UnknownNumber: one of them is on a number that is not ours; none is kept.
    """
    placed = _placed(came)
    threads = hold_threads(
        Wanted(
            ends=ends,
            person_id=sender.person_id if sender else None,
            contact_point_id=sender.contact_point_id if sender else None,
            at=item.written_at,
        )
        for item, _, ends, sender in placed
    )
    # Asked under the threads' locks: of two that tell the same, the second sees the first's.
    known = _known([item.provider_message_id for item, *_ in placed])
    fresh = {p[0].provider_message_id: p for p in placed if p[0].provider_message_id not in known}
    _keep(list(fresh.values()), threads)
    return len(fresh)


def _placed(came: Sequence[tuple[Outside, datetime]]) -> list[Placed]:
    ours = {card.phone_number_id: card.number_id for card in organisations.numbers()}
    found = senders((item.wa_id, item.bsuid) for item, _ in came)
    vault = keys.vault()
    placed: list[Placed] = []
    for item, received_at in came:
        if item.phone_number_id not in ours:
            raise UnknownNumber(item.phone_number_id)
        sender = next(iter(found[item.wa_id, item.bsuid]), None)
        address = sender.address if sender else _address(item)
        key = vault.index(address, kind="conversation")
        placed.append((item, received_at, (ours[item.phone_number_id], key), sender))
    return placed


def _address(item: Outside) -> str:
    return phone.canonical(item.wa_id) if item.wa_id else f"bsuid:{item.bsuid}"


def _known(ids: list[str]) -> set[str]:
    known = set(sent_as(ids))
    for table in (InboundMessage, OutsideMessage):
        rows: Any = table.objects.filter(
            organisation_id=tenancy.current(), provider_message_id__in=ids
        )
        known.update(rows.values_list("provider_message_id", flat=True))
    return known


def _keep(fresh: list[Placed], threads: dict[Ends, Thread]) -> None:
    vault, organisation_id = keys.vault(), tenancy.current()
    rows: list[OutsideMessage] = []
    told: list[Told] = []
    for item, received_at, ends, sender in fresh:
        thread, row_id = threads[ends], new_id()
        rows.append(
            OutsideMessage(
                organisation_id=organisation_id,
                id=row_id,
                conversation_id=thread.conversation_id,
                provider_message_id=item.provider_message_id,
                is_ours=item.is_ours,
                is_past=item.is_past,
                kind=item.kind,
                text=item.text,
                payload_sealed=vault.seal_bytes(item.payload, place=f"outside:{row_id}"),
                written_at=item.written_at,
                received_at=received_at,
            )
        )
        fact = SaidOutside(
            conversation_id=thread.conversation_id,
            outside_id=row_id,
            by="company" if item.is_ours else "person",
            is_past=item.is_past,
        )
        person_id = thread.person_id or (sender.person_id if sender else None)
        told.append((fact, person_id, item.payload, received_at))
    OutsideMessage.objects.bulk_create(rows, batch_size=500)
    record_each(told)
    _touch(rows)
    _fall_silent(rows)


def _fall_silent(rows: list[OutsideMessage]) -> None:
    answered: dict[UUID, datetime] = {}
    for row in rows:
        if row.is_ours and not row.is_past:
            before = answered.get(row.conversation_id, row.written_at)
            answered[row.conversation_id] = max(before, row.written_at)
    if answered:
        fall_silent(answered, at=max(row.received_at for row in rows))


def _touch(rows: list[OutsideMessage]) -> None:
    newest: dict[UUID, OutsideMessage] = {}
    for row in rows:
        before = newest.get(row.conversation_id)
        if before is None or before.written_at < row.written_at:
            newest[row.conversation_id] = row
    for conversation_id, row in newest.items():
        Conversation.objects.filter(
            Q(last_event_at__lte=row.written_at) | Q(preview=""), id=conversation_id
        ).update(
            preview=(row.text or f"[{row.kind}]")[:_PREVIEW],
            said_at=row.written_at,
            last_event_at=Greatest("last_event_at", row.written_at),
        )
    if rows:
        ask(sql.TELL, {"organisation_id": tenancy.current()})
