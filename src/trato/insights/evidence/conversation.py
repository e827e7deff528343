"""Reads a whole thread in the order of time, a few hundred messages at once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from uuid import UUID

from trato.book.organisations import read as organisations
from trato.casework.conversations import noted, said_outside, whole
from trato.casework.conversations.whole import Attached, Place
from trato.door.outbox import archived as outbox
from trato.door.outbox.attach import Kept, kept
from trato.door.outbox.read import DecisionLine, MessageCard, cards, decisions_about
from trato.insights.archive.values import Source
from trato.insights.evidence.afterwards import Afterwards
from trato.insights.evidence.values import DecisionNamed, JournalPlace, MediaNamed, Said
from trato.insights.retention.read import Remains, remains_of
from trato.journal.show import Sealed, places_of

_AT_ONCE: Final = 500
_DECISIONS_MAX: Final = 20 * _AT_ONCE

Spot = tuple[Place, Source]


def spots_of(conversation_id: UUID, *, notes: tuple[Source, ...]) -> list[Spot]:
    """Return where everything in a thread stands, in order; of notes only these kinds."""
    found = [(place, Source.INBOUND) for place in whole.inbound_places(conversation_id)]
    found += [(place, Source.OUTBOUND) for place in outbox.places_in(conversation_id)]
    found += [(place, Source.OUTSIDE) for place in whole.outside_places(conversation_id)]
    for kind in notes:
        places = whole.note_places(conversation_id, whispers=kind is Source.WHISPER)
        found += [(place, kind) for place in places]
    return sorted(found)


def said_at(spots: list[Spot], *, person_id: UUID | None, afterwards: Afterwards) -> Iterator[Said]:
    """Yield what stands at some spots, in their order."""
    agents = dict(organisations.people_at_desk())
    for start in range(0, len(spots), _AT_ONCE):
        some = spots[start : start + _AT_ONCE]
        by_source: dict[Source, list[UUID]] = {}
        for (_, item_id), source in some:
            by_source.setdefault(source, []).append(item_id)
        found = _outbound(by_source.get(Source.OUTBOUND, []), person_id, agents)
        own = [i for source, ids in by_source.items() if source is not Source.OUTBOUND for i in ids]
        places = places_of(own, subject_id=person_id)
        found |= _inbound(by_source.get(Source.INBOUND, []), places)
        found |= _outside(by_source.get(Source.OUTSIDE, []), places)
        for kind in (Source.NOTE, Source.WHISPER):
            found |= _notes(by_source.get(kind, []), places, kind)
        gone = remains_of(found)
        yield from (
            afterwards.told(_remaining(found[item_id], gone.get(item_id)))
            for (_, item_id), _ in some
            if item_id in found
        )


def _remaining(said: Said, remains: Remains | None) -> Said:
    if remains is None:
        return said
    return replace(
        said, kind=remains.was, text="", text_sha256=remains.text_sha256,
        erased_at=remains.erased_at,
    )  # fmt: skip


def _inbound(ids: list[UUID], places: dict[UUID, Sealed]) -> dict[UUID, Said]:
    return {
        one.inbound_id: Said(
            message_id=one.inbound_id, source=Source.INBOUND, at=one.written_at, author="person",
            by="", kind=one.kind, text=one.text, provider_message_id=one.provider_message_id,
            received_at=one.received_at, media=_media(one.attached),
            journal=_place(places.get(one.inbound_id)),
        )
        for one in whole.heard(ids)
    }  # fmt: skip


def _outside(ids: list[UUID], places: dict[UUID, Sealed]) -> dict[UUID, Said]:
    return {
        one.outside_id: Said(
            message_id=one.outside_id, source=Source.OUTSIDE, at=one.written_at,
            author="outside" if one.is_ours else "person", by="", kind=one.kind, text=one.text,
            received_at=one.received_at, journal=_place(places.get(one.outside_id)),
        )
        for one in said_outside.said(ids)
    }  # fmt: skip


def _notes(ids: list[UUID], places: dict[UUID, Sealed], source: Source) -> dict[UUID, Said]:
    return {
        one.note_id: Said(
            message_id=one.note_id, source=source, at=one.at, author="note", by=one.author,
            kind=one.kind, text=one.text, journal=_place(places.get(one.note_id)),
        )
        for one in noted.said(ids)
    }  # fmt: skip


def _outbound(
    ids: list[UUID], person_id: UUID | None, agents: dict[int, str]
) -> dict[UUID, Said]:  # fmt: skip
    if not ids:
        return {}
    known = {card.message_id: card for card in cards(ids)}
    files = kept([card.attached.attachment_id for card in known.values() if card.attached])
    decided: dict[UUID, list[DecisionLine]] = {}
    for line in reversed(decisions_about(ids, limit=_DECISIONS_MAX)):
        decided.setdefault(line.message_id, []).append(line)
    decision_ids = [line.decision_id for lines in decided.values() for line in lines]
    places = places_of(decision_ids, subject_id=person_id)
    found = {}
    for told in outbox.said(ids):
        decisions = tuple(_decision(line, places) for line in decided.get(told.message_id, ()))
        by = agents.get(told.agent_id or 0, "")
        found[told.message_id] = _ours(known[told.message_id], told.text, by, decisions, files)
    return found


def _ours(
    card: MessageCard, text: str, by: str, decisions: tuple[DecisionNamed, ...],
    files: dict[UUID, Kept],
) -> Said:  # fmt: skip
    file = files.get(card.attached.attachment_id) if card.attached else None
    return Said(
        message_id=card.message_id, source=Source.OUTBOUND, at=card.sent_at or card.created_at,
        author=card.author, by=by, kind=card.kind, text=text, state=card.stage,
        message_class=card.message_class, provider_message_id=card.provider_message_id,
        created_at=card.created_at, sent_at=card.sent_at,
        delivered_at=card.delivered_at, read_at=card.read_at, failed_reason=card.failed_reason,
        refusal_codes=card.refusal_codes, decisions=decisions, media=_file(file),
        journal=decisions[0].journal if decisions else None,
    )  # fmt: skip


def _decision(line: DecisionLine, places: dict[UUID, Sealed]) -> DecisionNamed:
    return DecisionNamed(
        decision_id=line.decision_id, stage=line.stage, verdict=line.verdict,
        rulebook=line.rulebook, codes=line.codes, at=line.at,
        journal=_place(places.get(line.decision_id)),
    )  # fmt: skip


def _media(attached: Attached | None) -> tuple[MediaNamed, ...]:
    if attached is None:
        return ()
    return (
        MediaNamed(
            state=attached.state, mime_type=attached.mime_type, sha256=attached.sha256,
            size_bytes=attached.size_bytes,
        ),
    )  # fmt: skip


def _file(file: Kept | None) -> tuple[MediaNamed, ...]:
    if file is None:
        return ()
    return (
        MediaNamed(
            state="stored" if file.is_there else "erased", mime_type=file.mime_type,
            sha256=file.sha256, size_bytes=file.size_bytes,
        ),
    )  # fmt: skip


def _place(sealed: Sealed | None) -> JournalPlace | None:
    if sealed is None:
        return None
    return JournalPlace(
        entry_id=sealed.entry_id, sequence=sealed.sequence, entry_hash=sealed.entry_hash,
        link_hash=sealed.hash,
    )  # fmt: skip
