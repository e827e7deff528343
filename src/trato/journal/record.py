"""Adds facts to the journal, inside the transaction of the thing that happened."""

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal import sql
from trato.journal.fact import Fact


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


def record_each(facts: Sequence[tuple[Fact, UUID | None, bytes, datetime]]) -> tuple[UUID, ...]:
    """Journal facts (fact, subject, private detail, instant) in one statement; return their ids.

    Raises:
        PersonalDataInFact: a plain field looks like personal data.
        Walled: outside of an organisation.
    """
    organisation_id = tenancy.current()
    if not facts:
        return ()
    ids = tuple(new_id() for _ in facts)
    salts = [os.urandom(32) for _ in facts]
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "ids": list(ids),
        "salts": salts,
        "ats": [at for _, _, _, at in facts],
        "kinds": [fact.KIND for fact, _, _, _ in facts],
        "subjects": [subject_id for _, subject_id, _, _ in facts],
        "facts": [json.dumps(fact.as_json()) for fact, _, _, _ in facts],
        "commitments": [
            commit(salt, private) for salt, (_, _, private, _) in zip(salts, facts, strict=True)
        ],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.RECORD, values)
    return ids


def commit(salt: bytes, private: bytes) -> bytes:
    """Return the commitment to a private detail under a salt."""
    return hashlib.sha256(salt + private).digest()
