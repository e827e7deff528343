"""Seals recorded entries into the organisation's hash chain, in the order of their ids."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from trato.foundation import tenancy
from trato.foundation.ids import new_id, oldest_id
from trato.journal.models import Entry, Head, Link

GENESIS = bytes(32)


class Marks(Protocol):
    """Whoever holds the key that authenticates the chain's end."""

    def mark(self, value: bytes) -> bytes:
        """Return the authentication mark over `value`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """The columns of an entry that its hash covers."""

    entry_id: UUID
    at: datetime
    kind: str
    subject_id: UUID | None
    facts: dict[str, Any]
    commitment: bytes


def entry_hash(row: EntryRow) -> bytes:
    """Return SHA-256 over an entry's canonical JSON."""
    canonical = json.dumps(
        {
            "id": str(row.entry_id),
            "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "kind": row.kind,
            "subject": str(row.subject_id) if row.subject_id else None,
            "facts": row.facts,
            "commitment": bytes(row.commitment).hex(),
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(canonical.encode()).digest()


def chain(previous: bytes, entry: bytes) -> bytes:
    """Return the link's hash."""
    return hashlib.sha256(previous + entry).digest()


def head_bytes(sequence: int, end: bytes) -> bytes:
    """Return what the head's mark covers."""
    return sequence.to_bytes(8, "big") + end


def seal_some(
    vault: Marks, *, at: datetime, limit: int = 2000, made_within_seconds: float | None = None
) -> int:
    """Chain up to `limit` waiting entries of the current organisation; return how many.

    `made_within_seconds` spares looking through all that was sealed long ago; without it every
    entry is looked at.
    Safe to run in any number of processes: the head row is the lock.
    """
    organisation_id = tenancy.current()
    # The lock also covers the very first sealing, when there is no head row to lock yet.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [organisation_id.hex]
        )
    head = Head.objects.first()
    sequence, end = (head.sequence, bytes(head.hash)) if head else (0, GENESIS)
    waiting = list(_waiting(made_within_seconds)[:limit])
    if not waiting:
        return 0
    links = []
    for entry in waiting:
        sequence += 1
        hashed = entry_hash(row_of(entry))
        end = chain(end, hashed)
        links.append(
            Link(
                organisation_id=organisation_id,
                sequence=sequence,
                entry_id=entry.id,
                entry_hash=hashed,
                hash=end,
                sealed_at=at,
            )
        )
    Link.objects.bulk_create(links)
    values = {"sequence": sequence, "hash": end, "mark": vault.mark(head_bytes(sequence, end))}
    if head:
        Head.objects.filter(id=head.id).update(**values)
    else:
        Head.objects.create(organisation_id=organisation_id, id=new_id(), **values)
    return len(links)


def _waiting(made_within_seconds: float | None) -> QuerySet[Entry]:
    found = Entry.objects.filter(~Exists(Link.objects.filter(entry_id=OuterRef("id"))))
    if made_within_seconds is not None:
        found = found.filter(id__gte=oldest_id(seconds_ago=made_within_seconds))
    return found.order_by("id")


def row_of(entry: Entry) -> EntryRow:
    """Return the hashed columns of an entry."""
    return EntryRow(
        entry_id=entry.id,
        at=entry.at,
        kind=entry.kind,
        subject_id=entry.subject_id,
        facts=entry.facts,
        commitment=bytes(entry.commitment),
    )
