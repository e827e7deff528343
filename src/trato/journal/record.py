"""Adds facts to the journal, inside the transaction of the thing that happened."""

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from trato.foundation import copying, tenancy
from trato.foundation.database import OpenCursor, bring_in, is_in_one_go
from trato.foundation.ids import new_ids
from trato.journal import sql
from trato.journal.fact import Fact

# fact, subject, private detail, instant
Told = tuple[Fact, UUID | None, bytes, datetime]

_SALT_BYTES: Final = 32
_encoder: Final = msgspec.json.Encoder()
_MANY: Final = 1000


def record(
    fact: Fact, *, at: datetime, subject_id: UUID | None = None, private: bytes = b""
) -> UUID:
    """Journal one fact and return its entry's id.

    `private` is whatever detail must be provable later (a message's text, an evidence document);
    only its salted commitment is kept here.

    Raises:
        PersonalDataInFact: a plain field looks like personal data.
        Walled: outside of an organisation.
    """
    (entry_id,) = record_many([(fact, subject_id, private)], at=at)
    return entry_id


def record_many(
    facts: Sequence[tuple[Fact, UUID | None, bytes]], *, at: datetime
) -> tuple[UUID, ...]:
    """Journal several facts (fact, subject, private detail) of one instant in one statement."""
    return record_each([(fact, subject_id, private, at) for fact, subject_id, private in facts])


def record_each(facts: Sequence[Told]) -> tuple[UUID, ...]:
    """Journal facts (fact, subject, private detail, instant) in one statement; return their ids.

    Raises:
        PersonalDataInFact: a plain field looks like personal data.
        Walled: outside of an organisation.
    """
    organisation_id = tenancy.current()
    if not facts:
        return ()
    ids = new_ids(len(facts))
    chance = os.urandom(_SALT_BYTES * len(facts))
    salts = [chance[i : i + _SALT_BYTES] for i in range(0, len(chance), _SALT_BYTES)]
    if len(facts) < _MANY or is_in_one_go():
        _record_some(organisation_id, ids, salts, facts)
    else:
        _record_block(organisation_id, ids, salts, facts)
    return tuple(ids)


def _record_some(
    organisation_id: UUID, ids: list[UUID], salts: list[bytes], facts: Sequence[Told]
) -> None:
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "ids": ids,
        "salts": salts,
        "ats": [at for _, _, _, at in facts],
        "kinds": [fact.KIND for fact, _, _, _ in facts],
        "subjects": [subject_id for _, subject_id, _, _ in facts],
        "facts": [_written(fact).decode() for fact, _, _, _ in facts],
        "commitments": [
            commit(salt, private) for salt, (_, _, private, _) in zip(salts, facts, strict=True)
        ],
    }
    has_gaps = None in values["subjects"]
    with OpenCursor() as cursor:
        cursor.execute(sql.RECORD if has_gaps else sql.RECORD_ABOUT_EACH, values)


def _record_block(
    organisation_id: UUID, ids: list[UUID], salts: list[bytes], facts: Sequence[Told]
) -> None:
    """Write what a whole file has to tell: the same entries, by COPY."""
    head = copying.columns(7)
    rows = [
        b"".join(
            (
                head,
                copying.ident(entry_id),
                copying.raw(salt),
                copying.instant(at),
                copying.word(fact.KIND),
                copying.NULL if subject_id is None else copying.ident(subject_id),
                copying.json(_written(fact)),
                copying.raw(commit(salt, private)),
            )
        )
        for entry_id, salt, (fact, subject_id, private, at) in zip(ids, salts, facts, strict=True)
    ]
    with OpenCursor() as cursor:
        bring_in(cursor, "arriving_entries", sql.ARRIVING, rows)
        cursor.execute(sql.RECORD_ARRIVED, {"organisation_id": organisation_id})


def _written(fact: Fact) -> bytes:
    return _encoder.encode(fact.as_json())


def commit(salt: bytes, private: bytes) -> bytes:
    """Return the commitment to a private detail under a salt."""
    return hashlib.sha256(salt + private).digest()
