"""Shows journal entries to a reader, with their place in the chain; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.journal import sql
from trato.journal.models import Entry, Head, Link

_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One fact; `sequence` is its place in the chain, None until it is sealed."""

    entry_id: UUID
    at: datetime
    kind: str
    facts: dict[str, Any]
    sequence: int | None
    hash_hex: str


def about_message(message_id: UUID, *, person_id: UUID) -> tuple[EntryLine, ...]:
    """Return the facts about one message to one person, oldest first."""
    rows = list(
        Entry.objects.filter(
            organisation_id=tenancy.current(),
            subject_id=person_id,
            facts__message_id=str(message_id),
        ).order_by("at", "id")[:_MOST]
    )
    links = {
        link.entry_id: link
        for link in Link.objects.filter(
            organisation_id=tenancy.current(), entry_id__in=[row.id for row in rows]
        )
    }
    return tuple(_line(row, links.get(row.id)) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Where a fact stands in the chain; nothing but its id until it is sealed."""

    entry_id: UUID
    sequence: int | None
    entry_hash: str
    hash: str


def places_of(item_ids: Sequence[UUID], *, subject_id: UUID | None) -> dict[UUID, Sealed]:
    """Return where the first fact about each message, note or decision stands in the chain.

    Facts without a subject are looked for around the moment in which the item's id was made.
    """
    wanted = {
        "organisation_id": tenancy.current(),
        "subject_id": subject_id,
        "names": [str(i) for i in item_ids],
        "ids": list(item_ids),
        "since": [_shifted(i, seconds=-1) for i in item_ids],
        "until": [_shifted(i, seconds=5) for i in item_ids],
    }
    rows = list(ask(sql.PLACES_OF_NOBODY, wanted))
    if subject_id is not None:
        rows += ask(sql.PLACES_OF_SUBJECT, wanted)
    found: dict[UUID, Sealed] = {}
    for item_id, entry_id, sequence, entry_hash, link in sorted(rows, key=lambda row: row[1]):
        place = Sealed(
            entry_id=entry_id,
            sequence=sequence,
            entry_hash=bytes(entry_hash).hex() if entry_hash else "",
            hash=bytes(link).hex() if link else "",
        )
        found.setdefault(UUID(item_id), place)
    return found


def sealed(entry_ids: Sequence[UUID]) -> dict[UUID, Sealed]:
    """Return where facts stand in the chain, by their ids; unknown ids are left out."""
    mine = {"organisation_id": tenancy.current()}
    links = {
        link.entry_id: link for link in Link.objects.filter(**mine, entry_id__in=list(entry_ids))
    }
    known = Entry.objects.filter(**mine, id__in=list(entry_ids)).values_list("id", flat=True)
    return {i: _sealed(i, links.get(i)) for i in known}


def end_of_chain() -> tuple[int, str]:
    """Return how many facts are sealed, and the hash of the last link."""
    head = Head.objects.filter(organisation_id=tenancy.current()).first()
    return (head.sequence, bytes(head.hash).hex()) if head else (0, "")


def _sealed(entry_id: UUID, link: Link | None) -> Sealed:
    return Sealed(
        entry_id=entry_id,
        sequence=link.sequence if link else None,
        entry_hash=bytes(link.entry_hash).hex() if link else "",
        hash=bytes(link.hash).hex() if link else "",
    )


def _shifted(item_id: UUID, *, seconds: int) -> UUID:
    # A time-ordered id begins with its milliseconds.
    return UUID(int=(((item_id.int >> 80) + seconds * 1000) & 0xFFFF_FFFF_FFFF) << 80)


def _line(row: Entry, link: Link | None) -> EntryLine:
    return EntryLine(
        entry_id=row.id,
        at=row.at,
        kind=row.kind,
        facts=dict(row.facts),
        sequence=link.sequence if link else None,
        hash_hex=bytes(link.hash).hex()[:16] if link else "",
    )
