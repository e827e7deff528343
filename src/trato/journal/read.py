"""What others may ask of the journal: how often a fact stands in it, and a subject's timeline."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.foundation import tenancy
from trato.journal.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCard:
    """One fact as others see it."""

    entry_id: UUID
    at: datetime
    kind: str
    facts: dict[str, Any]


def count(kind: str, **facts: Any) -> int:
    """Return how many facts of a kind carry these values."""
    return Entry.objects.filter(kind=kind, facts__contains=facts).count()


def timeline(
    subject_id: UUID, *, limit: int = 200, before: UUID | None = None
) -> tuple[EntryCard, ...]:
    """Return the newest facts about a subject, or those before one, newest first."""
    found = Entry.objects.filter(subject_id=subject_id)
    if before is not None:
        found = found.filter(id__lt=before)
    rows = found.order_by("-id")[:limit]
    return tuple(
        EntryCard(entry_id=row.id, at=row.at, kind=row.kind, facts=row.facts) for row in rows
    )


def happened(kinds: Collection[str], *, since: datetime, until: datetime) -> Iterator[EntryCard]:
    """Yield the facts of some kinds in `[since, until)`, oldest first."""
    rows = Entry.objects.filter(
        organisation_id=tenancy.current(), kind__in=list(kinds), at__gte=since, at__lt=until
    )
    for row in rows.order_by("at", "id").iterator():
        yield EntryCard(entry_id=row.id, at=row.at, kind=row.kind, facts=row.facts)
