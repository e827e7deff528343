"""Checks the whole chain against the entries: finds any changed, missing or added row."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import msgspec
from django.db import connection

from trato.foundation import tenancy
from trato.foundation.crypto import same_bytes
from trato.journal import sql
from trato.journal.models import Entry, Head, Link
from trato.journal.seal import GENESIS, Marks, head_bytes

_FIRST = -(2**63)
_LEG = 100_000
_BATCH = 2000
_ROWS = 500

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
        for number, wanted, link, facts, before, after in rows:
            sequence += 1
            if number != sequence:
                self.problems.append(f"missing_link:{sequence}")
                sequence = number
            if facts is None:
                self.problems.append(f"missing_entry:{sequence}")
            elif (
                sha256(before + _canonical(facts) + after).digest() != wanted
                and sha256(before + _as_sealed(facts) + after).digest() != wanted
            ):
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


def _as_sealed(facts: bytes) -> bytes:
    """Do the same as the sealing does, whatever the value: slower, and the last word."""
    return json.dumps(
        json.loads(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def verify(vault: Marks, *, most_problems: int = 20) -> Verification:
    """Walk the current organisation's chain from its beginning; memory stays flat."""
    tenancy.current()
    walk = _Walk()
    first = _next_place(_FIRST)
    while first is not None and len(walk.problems) < most_problems:
        for rows in _leg(first):
            if len(walk.problems) < most_problems:
                walk.follow(rows)
        # What was sealed while we walked is walked too, before its end is compared.
        first = _next_place(first + _LEG)
    problems = [*walk.problems, *_check_head(vault, walk.sequence, walk.end)]
    unsealed = Entry.objects.count() - Link.objects.count()
    return Verification(
        events=walk.sequence, unsealed=unsealed, problems=tuple(problems[:most_problems])
    )


def _next_place(first: int) -> int | None:
    """Return the place of the first link from `first` on, however far away it is."""
    found = Link.objects.filter(sequence__gte=first).order_by("sequence").first()
    return None if found is None else found.sequence


def _leg(first: int) -> Iterator[list[Any]]:
    """Yield a leg's links with their entries, some at a time.

    They are streamed: the server looks up the next ones while we check these.
    """
    values = {"organisation_id": tenancy.current(), "first": first, "end": first + _LEG}
    with connection.connection.cursor(binary=True) as cursor:
        rows = cursor.stream(sql.CHAIN, values, size=_ROWS)
        while batch := list(islice(rows, _BATCH)):
            yield batch


def _check_head(vault: Marks, sequence: int, end: bytes) -> list[str]:
    heads = list(Head.objects.all())
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
