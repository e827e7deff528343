"""Holds the threads that a batch of messages belongs to, opening those that do not exist."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.casework.conversations import sql
from trato.foundation import tenancy
from trato.foundation.database import OpenCursor
from trato.foundation.ids import new_id

Ends = tuple[UUID, bytes]
"""A thread's two ends: our number, and the blind index of the other's address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A thread to hold, and whose it would be if it had to be opened."""

    ends: Ends
    person_id: UUID | None
    contact_point_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A held thread; locked until the transaction ends."""

    conversation_id: UUID
    person_id: UUID | None


def hold_threads(wanted: Iterable[Wanted]) -> dict[Ends, Thread]:
    """Lock every wanted thread, known ones in the order of their ids, and open the others."""
    by_ends: dict[Ends, Wanted] = {}
    for one in wanted:
        by_ends.setdefault(one.ends, one)
    held = _held(by_ends)
    missing = {ends: one for ends, one in by_ends.items() if ends not in held}
    if missing:
        held |= _opened(missing)
        # Another transaction may have opened one a moment before us: ours waited for it.
        held |= _held({ends: one for ends, one in missing.items() if ends not in held})
    return held


def _held(wanted: dict[Ends, Wanted]) -> dict[Ends, Thread]:
    if not wanted:
        return {}
    return _ask(sql.HOLD, _ends(wanted))


def _opened(wanted: dict[Ends, Wanted]) -> dict[Ends, Thread]:
    fresh = list(wanted.values())
    more = {
        "ids": [new_id() for _ in fresh],
        "person_ids": [one.person_id for one in fresh],
        "contact_point_ids": [one.contact_point_id for one in fresh],
        "ats": [one.at for one in fresh],
    }
    return _ask(sql.OPEN, _ends(wanted) | more)


def _ends(wanted: dict[Ends, Wanted]) -> dict[str, Any]:
    return {
        "organisation_id": tenancy.current(),
        "number_ids": [number_id for number_id, _ in wanted],
        "keys": [key for _, key in wanted],
    }


def _ask(statement: str, values: dict[str, Any]) -> dict[Ends, Thread]:
    with OpenCursor() as cursor:
        cursor.execute(statement, values)
        return {
            (number_id, bytes(key)): Thread(conversation_id=conversation_id, person_id=person_id)
            for conversation_id, number_id, key, person_id in cursor.fetchall()
        }
