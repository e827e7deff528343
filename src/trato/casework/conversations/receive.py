"""Takes in messages from people: once, whatever the provider repeats, each in its own thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from trato.book.organisations import keys
from trato.book.organisations import read as organisations
from trato.book.people.forget_visitor import forgotten_among
from trato.book.people.remember_wa_id import remember_wa_ids
from trato.book.people.senders import Seen, Sender, senders
from trato.book.people.welcome import Visitor, visitors_among, welcome
from trato.casework.conversations import sql
from trato.casework.conversations.introduce import introduce
from trato.casework.conversations.threads import Thread, Wanted, hold_threads
from trato.casework.conversations.values import Incoming
from trato.casework.reception.greet import greeting_of
from trato.casework.reception.menu import Conversing
from trato.door.outbox.open_window import open_windows
from trato.foundation import phone, tenancy
from trato.foundation.database import OpenCursor
from trato.foundation.ids import new_id
from trato.journal.fact import looks_personal
from trato.journal.facts.casework import MessageReceived
from trato.journal.record import record_each

# Messages of one contact may overtake each other on the wire; the queue waits this long for an
# older one before it hands over a newer one. Machine time, so that a fast world keeps its order.
GRACE = timedelta(milliseconds=80)
_PREVIEW = 160
# Two well-kept clocks are seconds apart.
_CLOCKS_APART = timedelta(minutes=5)

Came = tuple[Incoming, datetime]
"""A message and when its webhook was received."""


class UnknownNumber(Exception):
    """The message was sent to a number that this organisation does not have."""


class ForgottenMeanwhile(Exception):
    """Whoever wrote was forgotten a moment ago: another look finds a new visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """A new message with its place: who wrote it, to which number, in which thread."""

    inbound_id: UUID
    incoming: Incoming
    received_at: datetime
    number_id: UUID
    sender: Sender | None
    contact_key: bytes

    @property
    def ends(self) -> tuple[UUID, bytes]:
        return self.number_id, self.contact_key

    @property
    def heard_at(self) -> datetime:
        """When the person wrote, but never much later than it arrived: some clocks run ahead.

        Otherwise such a message would keep the 24-hour window open until its time has come.
        """
        return min(self.incoming.written_at, self.received_at + _CLOCKS_APART)

    @property
    def person_id(self) -> UUID | None:
        return self.sender.person_id if self.sender else None

    @property
    def contact_point_id(self) -> UUID | None:
        return self.sender.contact_point_id if self.sender else None


def receive(incoming: Incoming, *, received_at: datetime, grace: timedelta = GRACE) -> bool:
    """Store one message in its conversation; return whether it was new. Idempotent by its id.

    Raises:
        UnknownNumber: it was not sent to one of our numbers.
    """
    return receive_many([(incoming, received_at)], now=received_at, grace=grace) == 1


def receive_many(came: Sequence[Came], *, now: datetime, grace: timedelta = GRACE) -> int:
    """Store messages in the order they came; return how many were new. Idempotent by their ids.

    The grace counts from `now` where webhooks have waited: whoever unpacks an older message of
    the same contact at this moment still comes first.

    Raises:
        UnknownNumber: one of them was not sent to one of our numbers; none is stored.
        ForgottenMeanwhile: a visitor among them was; none is stored, and another try finds whom.
    """
    if not came:
        return 0
    letters = _letters(came, _numbers(came))
    threads = hold_threads(
        Wanted(
            ends=one.ends,
            person_id=one.person_id,
            contact_point_id=one.contact_point_id,
            at=one.received_at,
        )
        for one in letters
    )
    _see_nobody_forgotten(letters)
    stored = _store(letters, threads, now, grace)
    letters = [one for one in letters if one.inbound_id in stored]
    if not letters:
        return 0
    _touch(letters, threads)
    _recognise(letters, threads)
    _meet(letters)
    _journal(letters, threads)
    return len(letters)


def _see_nobody_forgotten(letters: list[_Letter]) -> None:
    """Make sure that no visitor was forgotten between finding them and holding their thread."""
    visitors = {one.sender.person_id for one in letters if one.sender and one.sender.is_visitor}
    if visitors and forgotten_among(visitors):
        raise ForgottenMeanwhile


def _numbers(came: Sequence[Came]) -> dict[str, UUID]:
    ours = {card.phone_number_id: card.number_id for card in organisations.numbers()}
    for incoming, _ in came:
        if incoming.phone_number_id not in ours:
            raise UnknownNumber(incoming.phone_number_id)
    return ours


def _letters(came: Sequence[Came], numbers: dict[str, UUID]) -> list[_Letter]:
    found = senders(_seen(incoming) for incoming, _ in came)
    strangers = _welcomed(came, numbers, found)
    if strangers:
        found |= senders(strangers)
    talking = _talking(found)
    vault = keys.vault()
    letters = []
    for incoming, received_at in came:
        number_id = numbers[incoming.phone_number_id]
        sender = _likeliest(found[_seen(incoming)], number_id, talking)
        address = sender.address if sender else _address(incoming)
        letters.append(
            _Letter(
                inbound_id=new_id(),
                incoming=incoming,
                received_at=received_at,
                number_id=number_id,
                sender=sender,
                contact_key=vault.index(address, kind="conversation"),
            )
        )
    return letters


def _welcomed(
    came: Sequence[Came], numbers: dict[str, UUID], found: dict[Seen, tuple[Sender, ...]]
) -> set[Seen]:
    """Make visitors of the unknown who wrote where a menu receives everybody; return who they are.

    Where nobody is received so, and where only a business-scoped id is known, they stay unknown.
    """
    strangers: set[Seen] = set()
    for incoming, received_at in came:
        seen = _seen(incoming)
        if found[seen] or seen in strangers or not incoming.wa_id:
            continue
        if greeting_of(numbers[incoming.phone_number_id]).for_others is Conversing.SERVICE:
            visitor = Visitor(wa_id=incoming.wa_id, name=incoming.profile_name)
            welcome(visitor, at=received_at)
            strangers.add(seen)
    return strangers


def _seen(incoming: Incoming) -> Seen:
    return incoming.wa_id, incoming.bsuid


def _address(incoming: Incoming) -> str:
    return phone.canonical(incoming.wa_id) if incoming.wa_id else f"bsuid:{incoming.bsuid}"


def _talking(found: dict[Seen, tuple[Sender, ...]]) -> dict[tuple[UUID, UUID], datetime]:
    """Return when those who share a number last talked to each of ours."""
    several = [
        s.contact_point_id for sharing in found.values() if len(sharing) > 1 for s in sharing
    ]
    if not several:
        return {}
    with OpenCursor() as cursor:
        cursor.execute(sql.TALKING, [tenancy.current(), several])
        return {(number_id, contact): at for number_id, contact, at in cursor.fetchall()}


def _likeliest(
    found: tuple[Sender, ...], number_id: UUID, talking: dict[tuple[UUID, UUID], datetime]
) -> Sender | None:
    """Of several who share a number, take the one in conversation, else the first."""
    if len(found) <= 1:
        return found[0] if found else None
    in_talk = [s for s in found if (number_id, s.contact_point_id) in talking]
    if not in_talk:
        return found[0]
    return max(in_talk, key=lambda s: talking[number_id, s.contact_point_id])


def _store(
    letters: list[_Letter], threads: dict[tuple[UUID, bytes], Thread], now: datetime,
    grace: timedelta,
) -> set[UUID]:  # fmt: skip
    vault = keys.vault()
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "ids": [one.inbound_id for one in letters],
        "conversation_ids": [threads[one.ends].conversation_id for one in letters],
        "provider_ids": [one.incoming.provider_message_id for one in letters],
        "kinds": [one.incoming.kind[:24] for one in letters],
        "texts": [one.incoming.text for one in letters],
        "button_ids": [one.incoming.button_id[:256] for one in letters],
        "payloads": [
            vault.seal_bytes(one.incoming.payload, place=f"inbound:{one.inbound_id}")
            for one in letters
        ],
        "media_ids": [one.incoming.media_id[:80] for one in letters],
        "media_states": ["waiting" if one.incoming.media_id else "" for one in letters],
        "media_sha256s": [one.incoming.media_sha256[:64] for one in letters],
        "written_ats": [one.incoming.written_at for one in letters],
        "received_ats": [one.received_at for one in letters],
        "handle_afters": [max(one.received_at, now) + grace for one in letters],
    }
    with OpenCursor() as cursor:
        cursor.execute(sql.STORE, values)
        return {row[0] for row in cursor.fetchall()}


def _touch(letters: list[_Letter], threads: dict[tuple[UUID, bytes], Thread]) -> None:
    by_thread: dict[UUID, list[_Letter]] = {}
    for one in letters:
        by_thread.setdefault(threads[one.ends].conversation_id, []).append(one)
    # The first of a thread's letters whose sender is known says whose the thread is.
    whose = [next((one for one in some if one.sender), some[0]) for some in by_thread.values()]
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "ids": list(by_thread),
        "written_ats": [max(one.heard_at for one in some) for some in by_thread.values()],
        "ats": [max(one.received_at for one in some) for some in by_thread.values()],
        "previews": [_preview(some[-1].incoming) for some in by_thread.values()],
        "person_ids": [one.person_id for one in whose],
        "contact_point_ids": [one.contact_point_id for one in whose],
    }
    with OpenCursor() as cursor:
        cursor.execute(sql.TOUCH, values)


def _recognise(letters: list[_Letter], threads: dict[tuple[UUID, bytes], Thread]) -> None:
    """Give a visitor's thread to whom a record names by now."""
    moved = {
        threads[one.ends].conversation_id: one
        for one in letters
        if one.person_id and threads[one.ends].person_id not in (None, one.person_id)
    }
    held = {t.conversation_id: t.person_id for t in threads.values() if t.person_id}
    visitors = visitors_among({held[thread_id] for thread_id in moved})
    for thread_id, one in moved.items():
        if held[thread_id] in visitors:
            introduce(thread_id, one.person_id, one.contact_point_id)


def _preview(incoming: Incoming) -> str:
    return (incoming.text or f"[{incoming.kind}]")[:_PREVIEW]


def _meet(letters: list[_Letter]) -> None:
    """Open the windows of those who wrote, and keep the ids the provider showed for them."""
    written: dict[tuple[UUID, UUID], datetime] = {}
    seen: list[tuple[UUID, str, str]] = []
    for one in letters:
        if one.sender is None:
            continue
        pair = (one.sender.contact_point_id, one.number_id)
        written[pair] = max(written.get(pair, one.heard_at), one.heard_at)
        if not one.sender.is_remembered:
            seen.append((one.sender.contact_point_id, *_seen(one.incoming)))
    open_windows(written)
    remember_wa_ids(seen)


def _journal(letters: list[_Letter], threads: dict[tuple[UUID, bytes], Thread]) -> None:
    record_each(
        [
            (
                MessageReceived(
                    conversation_id=threads[one.ends].conversation_id,
                    inbound_id=one.inbound_id,
                    what=_what(one.incoming.kind),
                ),
                threads[one.ends].person_id or one.person_id,
                one.incoming.payload,
                one.received_at,
            )
            for one in letters
        ]
    )


def _what(kind: str) -> str:
    """Return the kind as the journal keeps it: what the provider made up may look like a person."""
    named = kind[:40]
    return "unknown" if looks_personal(named) else named
