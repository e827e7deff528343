"""Seals recorded entries into the organisation's hash chain, in the order of their ids."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.database import OpenCursor, ask
from trato.foundation.ids import new_id, oldest_id
from trato.journal import sql
from trato.journal.look import RECENT_SECONDS, Look
from trato.journal.models import Head

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


_HEAD = Asked(lambda here: Head.objects.filter(organisation_id=here), here=UUID)
_MOVE_HEAD = """
UPDATE journal_head SET sequence = %(sequence)s, hash = %(hash)s, mark = %(mark)s
WHERE organisation_id = %(here)s AND id = %(id)s RETURNING id
"""


def seal_some(
    vault: Marks, *, at: datetime, limit: int = 2000, look: Look = Look.EVERYTHING
) -> int:
    """Chain up to `limit` waiting entries of the current organisation; return how many.

    Safe to run in any number of processes: a second one waits for the first.
    """
    _lock("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))")
    return _seal(vault, at, limit, look)


def seal_if_free(vault: Marks, *, at: datetime, limit: int = 2000, look: Look) -> int | None:
    """Do as `seal_some` does, or return None at once where another process is sealing."""
    if not _lock("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 7))"):
        return None
    return _seal(vault, at, limit, look)


def _lock(statement: str) -> bool:
    # It also covers the very first sealing, when there is no head row to lock yet.
    with OpenCursor() as cursor:
        cursor.execute(statement, [tenancy.current().hex])
        return cursor.fetchone()[0] is not False


def _seal(vault: Marks, at: datetime, limit: int, look: Look) -> int:
    head = next(iter(_HEAD(here=tenancy.current())), None)
    sequence, end = (head.sequence, bytes(head.hash)) if head else (0, GENESIS)
    links: list[tuple[int, UUID, bytes, bytes]] = []
    for row in _waiting(_oldest(look), limit):
        sequence += 1
        hashed = entry_hash(row)
        end = chain(end, hashed)
        links.append((sequence, row.entry_id, hashed, end))
    if not links:
        return 0
    _add(links, at)
    values = {"sequence": sequence, "hash": end, "mark": vault.mark(head_bytes(sequence, end))}
    if head:
        ask(_MOVE_HEAD, values | {"here": tenancy.current(), "id": head.id})
    else:
        Head.objects.create(organisation_id=tenancy.current(), id=new_id(), **values)
    return len(links)


def _oldest(look: Look) -> UUID:
    """Return the first id to look at."""
    if look is Look.RECENT:
        return oldest_id(seconds_ago=RECENT_SECONDS)
    if look is Look.EVERYTHING:
        return UUID(int=0)
    with OpenCursor() as cursor:
        cursor.execute(sql.NEWEST_SEALED, {"organisation_id": tenancy.current()})
        row = cursor.fetchone()
    return UUID(int=row[0].int + 1) if row else UUID(int=0)


def _waiting(oldest: UUID, limit: int) -> list[EntryRow]:
    with OpenCursor() as cursor:
        cursor.execute(
            sql.WAITING,
            {"organisation_id": tenancy.current(), "oldest": oldest, "limit": limit},
        )
        found = cursor.fetchall()
    return [
        EntryRow(
            entry_id=entry_id,
            at=at,
            kind=kind,
            subject_id=subject_id,
            facts=json.loads(facts),
            commitment=bytes(commitment),
        )
        for entry_id, at, kind, subject_id, facts, commitment in found
    ]


def _add(links: list[tuple[int, UUID, bytes, bytes]], at: datetime) -> None:
    sequences, entry_ids, entry_hashes, hashes = zip(*links, strict=True)
    with OpenCursor() as cursor:
        cursor.execute(
            sql.LINK,
            {
                "organisation_id": tenancy.current(),
                "ids": [new_id() for _ in links],
                "sequences": list(sequences),
                "entry_ids": list(entry_ids),
                "entry_hashes": list(entry_hashes),
                "hashes": list(hashes),
                "sealed_at": at,
            },
        )
