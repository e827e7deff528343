"""Once a day, erases what is past its time: a thread at a time, each in a transaction of its own.

Killed at any point it goes on where it was: what is erased is not found again, and the day's mark
moves only with what it covers. Without a policy it does nothing.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, tzinfo
from typing import Final
from uuid import UUID

from trato.book.portfolios.closed import EndedDebt, people_past
from trato.book.portfolios.read import creditors_of
from trato.casework.chats.drop_waiting import drop_waiting
from trato.casework.chats.erase import KeptChat, chats_of
from trato.casework.conversations import erase as conversations
from trato.casework.conversations.erase import Thread, threads_of
from trato.door.outbox import erase as outbox
from trato.foundation import clock, tenancy
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_id
from trato.insights.archive.forget import forget_thread, lines_of_threads
from trato.insights.retention.asides import asides_left, erase_asides
from trato.insights.retention.erase_chat import erase_chat
from trato.insights.retention.forget_visitors import forget_who_left, forget_whose
from trato.insights.retention.models import Erased, Sweep
from trato.insights.retention.read import held, policies, policy_without_creditor
from trato.insights.retention.rules import kinds_due
from trato.insights.retention.values import Amounts, Ended, Kind, Policy
from trato.insights.retention.without_creditor import (
    chats_without_creditor,
    due_without_creditor,
    owing,
)
from trato.journal.facts.evidence import ContentErased
from trato.journal.record import record

_PEOPLE_AT_ONCE: Final = 20
_FIRST: Final = UUID(int=0)
_ASIDES: Final = "asides"

Due = tuple[Thread, frozenset[Kind]]


def sweep_some(organisation_id: UUID, *, now: datetime, zone: tzinfo) -> int:
    """Look at a few more people of today's sweep; return how many things were erased.

    Returns 0 once the day is done, until the next.
    """
    today = now.astimezone(zone).date()
    with tenancy.within(organisation_id):
        chosen, kept, others = policies(), held(), policy_without_creditor()
        if not chosen and others.is_empty:
            return 0
        row, _ = Sweep.objects.get_or_create(
            organisation_id=organisation_id, on=today, defaults={"id": new_id(), "upto": _FIRST}
        )
        if row.ended_at is not None:
            return 0
    if not row.are_threads_done and not others.is_empty:
        return _sweep_without_creditor(organisation_id, row, others, now=now, zone=zone)
    with tenancy.within(organisation_id):
        people = people_past(chosen, after=row.upto, limit=_PEOPLE_AT_ONCE)
    threads, chats, spared = due_of(organisation_id, people, chosen, kept, today=today, zone=zone)
    found = Amounts(held=spared)
    for thread, kinds in threads:
        with tenancy.within(organisation_id):
            found = found.plus(_erase(thread, kinds, now))
            fault_point("retention.before_commit")
    for chat in chats:
        with tenancy.within(organisation_id):
            if _is_held(chat.person_id):
                found = found.plus(Amounts(held=1))
            else:
                found = found.plus(erase_chat(chat, at=now))
            fault_point("retention.before_commit")
    with tenancy.within(organisation_id):
        _advance(row.id, people, found, now)
    done = asdict(found)
    return sum(done.values()) - done["held"] or len(people)


def _sweep_without_creditor(
    organisation_id: UUID, row: Sweep, policy: Policy, *, now: datetime, zone: tzinfo
) -> int:
    """Look at a few more threads of people who never owed anything; return at least 1."""
    with tenancy.within(organisation_id):
        upto, due, spared = due_without_creditor(
            policy, held(), after=row.threads_upto or _FIRST, now=now, zone=zone
        )
    found = Amounts(held=spared)
    for thread, kinds in due:
        with tenancy.within(organisation_id):
            # A file may have named them as somebody who owes a moment ago.
            if not owing({thread.person_id}):
                found = found.plus(_erase(thread, kinds, now))
                if Kind.TEXT in kinds:
                    forget_whose(thread, held(), at=now)
            fault_point("retention.before_commit")
    if upto is None:
        found = found.plus(_sweep_chats(organisation_id, policy, now=now, zone=zone))
        forget_who_left(organisation_id, policy, now=now, zone=zone)
    with tenancy.within(organisation_id):
        kept = Sweep.objects.select_for_update().get(id=row.id)
        kept.threads_upto, kept.are_threads_done = upto or kept.threads_upto, upto is None
        _add(kept, found)
    return 1


def _sweep_chats(organisation_id: UUID, policy: Policy, *, now: datetime, zone: tzinfo) -> Amounts:
    """Erase chats from elsewhere that no creditor's policy covers, each in its transaction."""
    with tenancy.within(organisation_id):
        due, spared = chats_without_creditor(policy, held(), now=now, zone=zone)
    found = Amounts(held=spared)
    for chat in due:
        with tenancy.within(organisation_id):
            # Since that look it may have been held, or named as one of somebody who owes.
            if _is_held(chat.person_id):
                found = found.plus(Amounts(held=1))
            elif not owing({chat.person_id}):
                found = found.plus(erase_chat(chat, at=now))
            fault_point("retention.before_commit")
    return found


def preview_without_creditor(
    organisation_id: UUID, policy: Policy, *, now: datetime, zone: tzinfo
) -> Amounts:
    """Count what a sweep would erase now of people who never owed anything, erasing nothing."""
    found, upto = Amounts(), None if policy.is_empty else _FIRST
    with tenancy.within(organisation_id):
        kept = held()
        while upto is not None:
            upto, due, spared = due_without_creditor(policy, kept, after=upto, now=now, zone=zone)
            found = found.plus(_count(due, ())).plus(Amounts(held=spared))
        chats, spared = chats_without_creditor(policy, kept, now=now, zone=zone)
    return found.plus(Amounts(chats=len(chats), held=spared))


def preview(
    organisation_id: UUID, *, now: datetime, zone: tzinfo,
    instead: Mapping[UUID, Policy] | None = None,
) -> Amounts:  # fmt: skip
    """Count what a sweep would erase now, erasing nothing; `instead` tries other policies."""
    today = now.astimezone(zone).date()
    found, after = Amounts(), _FIRST
    with tenancy.within(organisation_id):
        chosen, kept = policies(), held()
        if instead:
            chosen = {i: p for i, p in (chosen | dict(instead)).items() if not p.is_empty}
        while chosen:
            people = people_past(chosen, after=after, limit=_PEOPLE_AT_ONCE * 25)
            if not people:
                break
            after = max(people)
            threads, chats, spared = due_of(
                organisation_id, people, chosen, kept, today=today, zone=zone
            )
            found = found.plus(_count(threads, chats)).plus(Amounts(held=spared))
    return found


def due_of(
    organisation_id: UUID,
    people: Mapping[UUID, Sequence[EndedDebt]],
    chosen: Mapping[UUID, Policy],
    kept: Collection[UUID],
    *,
    today: date,
    zone: tzinfo,
) -> tuple[list[Due], list[KeptChat], int]:
    """Return whose time has come among these people, and how many threads a hold spares."""
    threads: list[Due] = []
    chats: list[KeptChat] = []
    spared = 0
    with tenancy.within(organisation_id):
        for thread in threads_of(people):
            assert thread.person_id is not None  # noqa: S101  (they are threads of people)
            ended = _ended(people[thread.person_id], zone)
            said_on = thread.last_event_at.astimezone(zone).date()
            kinds = kinds_due(ended=ended, last_said_on=said_on, policies=chosen, today=today)
            if not kinds:
                continue
            if _is_kept(thread.person_id, ended, kept) or thread.conversation_id in kept:
                spared += 1
            else:
                threads.append((thread, kinds))
        for chat in chats_of(people):
            assert chat.person_id is not None  # noqa: S101  (they are chats of people)
            ended = _ended(people[chat.person_id], zone)
            said_on = chat.last_at.astimezone(zone).date()
            kinds = kinds_due(ended=ended, last_said_on=said_on, policies=chosen, today=today)
            if Kind.TEXT in kinds and not _is_kept(chat.person_id, ended, kept):
                chats.append(chat)
    return threads, chats, spared


def _ended(debts: Sequence[EndedDebt], zone: tzinfo) -> list[Ended]:
    return [
        Ended(creditor_id=one.creditor_id, on=one.ended_at.astimezone(zone).date())
        for one in debts
    ]  # fmt: skip


def _is_kept(person_id: UUID, ended: Sequence[Ended], kept: Collection[UUID]) -> bool:
    return person_id in kept or any(one.creditor_id in kept for one in ended)


def _is_held(person_id: UUID | None, *threads: UUID) -> bool:
    """Whether a hold covers it now: on the person, the thread, or a creditor they ever owed."""
    kept = held()
    if not kept or person_id is None:
        return not kept.isdisjoint(threads)
    return not kept.isdisjoint({person_id, *threads, *creditors_of({person_id})})


def _erase(thread: Thread, kinds: frozenset[Kind], now: datetime) -> Amounts:
    conversation_id = thread.conversation_id
    # Under the thread's lock: a hold or a word of this very moment spares it.
    if not conversations.hold_still(conversation_id, last_event_at=thread.last_event_at):
        return Amounts()
    if not outbox.is_quiet(conversation_id):
        return Amounts()
    if _is_held(thread.person_id, conversation_id):
        return Amounts(held=1)
    words = _erase_words(conversation_id, now) if Kind.TEXT in kinds else 0
    media = _erase_media(conversation_id) if Kind.MEDIA in kinds else 0
    lines = forget_thread(conversation_id) if Kind.INDEX in kinds else 0
    asides = erase_asides(conversation_id) if Kind.TEXT in kinds else 0
    gone = ((Kind.TEXT, words), (Kind.MEDIA, media), (Kind.INDEX, lines), (_ASIDES, asides))
    for what, items in gone:
        if items:
            fact = ContentErased(
                conversation_id=conversation_id, chat_id=None, what=what, items=items
            )
            record(fact, at=now, subject_id=thread.person_id)
    touched = bool(words or media or lines or asides)
    return Amounts(
        conversations=int(touched), messages=words, media=media, index_lines=lines, asides=asides
    )


def _erase_media(conversation_id: UUID) -> int:
    return len(conversations.erase_media(conversation_id)) + outbox.erase_files(conversation_id)


def _erase_words(conversation_id: UUID, now: datetime) -> int:
    gone = [
        (w.item_id, w.source, w.kind, w.text) for w in conversations.erase_words(conversation_id)
    ]
    gone += [(i, "outbound", kind, text) for i, kind, text in outbox.erase_words(conversation_id)]
    organisation_id = tenancy.current()
    Erased.objects.bulk_create(
        [
            Erased(
                organisation_id=organisation_id, id=item_id, conversation_id=conversation_id,
                source=source, was=kind, erased_at=now,
                text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            )
            for item_id, source, kind, text in gone
        ],
        batch_size=1000,
    )  # fmt: skip
    return len(gone)


def _count(threads: Sequence[Due], chats: Sequence[KeptChat]) -> Amounts:
    by_kind = {kind: [t.conversation_id for t, kinds in threads if kind in kinds] for kind in Kind}
    words, _ = conversations.left_to_erase(by_kind[Kind.TEXT])
    words += outbox.left_to_erase(by_kind[Kind.TEXT])
    _, media = conversations.left_to_erase(by_kind[Kind.MEDIA])
    media += outbox.files_left(by_kind[Kind.MEDIA])
    lines = lines_of_threads(by_kind[Kind.INDEX])
    asides = asides_left(by_kind[Kind.TEXT])
    return Amounts(
        conversations=len(threads) if words or media or lines or asides else 0, messages=words,
        media=media, index_lines=lines, chats=len(chats), asides=asides,
    )  # fmt: skip


def _advance(sweep_id: UUID, people: Collection[UUID], found: Amounts, now: datetime) -> None:
    row = Sweep.objects.select_for_update().get(id=sweep_id)
    if people:
        row.upto = max(row.upto, max(people))
    if len(people) < _PEOPLE_AT_ONCE:
        row.ended_at = now
    _add(row, found)


def _add(row: Sweep, found: Amounts) -> None:
    for name, amount in asdict(found).items():
        setattr(row, name, getattr(row, name) + amount)
    row.save(force_update=True)


class DailySweep:
    """The worker's loop: today's sweep, a few people at a time, in the organisation's zone."""

    def __init__(self, zone: tzinfo) -> None:
        """Sweep by the days of this zone."""
        self._zone = zone

    def sweep(self, organisation_id: UUID) -> int:
        """Go on with today's sweep; return whether there is more to do.

        What was uploaded and never confirmed goes with it.
        """
        with tenancy.within(organisation_id):
            drop_waiting(now=clock.now())
        return sweep_some(organisation_id, now=clock.now(), zone=self._zone)
