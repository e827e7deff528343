"""Checks the whole chain against the entries: finds any changed, missing or added row."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from trato.foundation import tenancy
from trato.foundation.crypto import same_bytes
from trato.journal import sql
from trato.journal.models import Entry, Head, Link
from trato.journal.seal import GENESIS, Marks, entry_hash, head_bytes, row_of

_BATCH = 2000
_FIRST = -(2**63)

_read_facts = msgspec.json.Decoder()
_write_facts = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found. `problems` are codes with the place: empty means the chain holds."""

    events: int
    unsealed: int
    problems: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Whether nothing was changed, removed or added."""
        return not self.problems


@dataclass(slots=True)
class _Walk:
    """How far along the chain we are, and what was wrong on the way."""

    sequence: int = 0
    end: bytes = GENESIS
    problems: list[str] = field(default_factory=list)

    def follow(self, rows: list[Any]) -> None:
        """Check the next links with their entries, in order."""
        sha256 = hashlib.sha256
        sequence, end = self.sequence, self.end
        for number, entry_id, wanted, link, facts, before, after in rows:
            sequence += 1
            if number != sequence:
                self.problems.append(f"missing_link:{sequence}")
                sequence = number
            if facts is None:
                self.problems.append(f"missing_entry:{sequence}")
            elif sha256(before + _canonical(facts) + after).digest() != wanted:
                if not _is_unchanged(UUID(bytes=entry_id), wanted):
                    self.problems.append(f"changed_entry:{sequence}")
            end = sha256(end + wanted).digest()
            if end != link:
                self.problems.append(f"broken_link:{sequence}")
                end = link
        self.sequence, self.end = sequence, end


def _canonical(facts: bytes) -> bytes:
    """Return a JSON value with sorted keys and no blanks; what is unreadable stays as it is."""
    try:
        return _write_facts.encode(_read_facts.decode(facts))
    except msgspec.DecodeError:
        return facts


def _is_unchanged(entry_id: UUID, wanted: bytes) -> bool:
    """Judge one entry by the very function that sealed it: slower, and the last word."""
    entry = Entry.objects.filter(organisation_id=tenancy.current(), id=entry_id).first()
    return entry is not None and entry_hash(row_of(entry)) == wanted


def verify(vault: Marks, *, most_problems: int = 20) -> Verification:
    """Walk the current organisation's chain from its beginning; memory stays flat."""
    tenancy.current()
    walk = _Walk()
    first = _FIRST
    while True:
        met = 0
        for rows in _chain(first):
            walk.follow(rows)
            met += len(rows)
            if len(walk.problems) >= most_problems:
                break
        heads = list(Head.objects.all())
        # What was sealed while we walked is walked too, before its end is compared.
        grew = len(heads) == 1 and heads[0].sequence > walk.sequence
        if not met or not grew or len(walk.problems) >= most_problems:
            break
        first = walk.sequence + 1
    problems = [*walk.problems, *_check_head(vault, heads, walk.sequence, walk.end)]
    unsealed = Entry.objects.count() - Link.objects.count()
    return Verification(
        events=walk.sequence, unsealed=unsealed, problems=tuple(problems[:most_problems])
    )


def _chain(first: int) -> Iterator[list[Any]]:
    """Yield the links from a place on with their entries, some at a time, from one snapshot."""
    with connection.connection.cursor(name="journal_chain", binary=True) as cursor:
        cursor.execute(sql.CHAIN, {"organisation_id": tenancy.current(), "first": first})
        while rows := cursor.fetchmany(_BATCH):
            yield rows


def _check_head(vault: Marks, heads: list[Head], sequence: int, end: bytes) -> list[str]:
    if not heads:
        return ["missing_head"] if sequence else []
    if len(heads) > 1:
        return ["added_head"]
    head = heads[0]
    if not same_bytes(vault.mark(head_bytes(head.sequence, bytes(head.hash))), bytes(head.mark)):
        return ["forged_head"]
    if head.sequence != sequence or not same_bytes(bytes(head.hash), end):
        return [f"cut_off_after:{sequence}"]
    return []
