"""Shows journal entries to a reader, with their place in the chain; changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.foundation import tenancy
from trato.journal.models import Entry, Link

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


def _line(row: Entry, link: Link | None) -> EntryLine:
    return EntryLine(
        entry_id=row.id,
        at=row.at,
        kind=row.kind,
        facts=dict(row.facts),
        sequence=link.sequence if link else None,
        hash_hex=bytes(link.hash).hex()[:16] if link else "",
    )
