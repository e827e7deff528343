"""Adds facts to the journal, inside the transaction of the thing that happened."""

import hashlib
import os
from datetime import datetime
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.fact import Fact
from trato.journal.models import Entry, Salt


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
    organisation_id = tenancy.current()
    salt = os.urandom(32)
    entry_id = new_id()
    Entry.objects.create(
        organisation_id=organisation_id,
        id=entry_id,
        at=at,
        kind=fact.KIND,
        subject_id=subject_id,
        facts=fact.as_json(),
        commitment=commit(salt, private),
    )
    Salt.objects.create(organisation_id=organisation_id, id=entry_id, salt=salt)
    return entry_id


def record_many(facts: list[tuple[Fact, UUID | None, bytes]], *, at: datetime) -> None:
    """Journal several facts (fact, subject, private detail) in two statements."""
    organisation_id = tenancy.current()
    entries, salts = [], []
    for fact, subject_id, private in facts:
        salt, entry_id = os.urandom(32), new_id()
        entries.append(
            Entry(
                organisation_id=organisation_id,
                id=entry_id,
                at=at,
                kind=fact.KIND,
                subject_id=subject_id,
                facts=fact.as_json(),
                commitment=commit(salt, private),
            )
        )
        salts.append(Salt(organisation_id=organisation_id, id=entry_id, salt=salt))
    Entry.objects.bulk_create(entries)
    Salt.objects.bulk_create(salts)


def commit(salt: bytes, private: bytes) -> bytes:
    """Return the commitment to a private detail under a salt."""
    return hashlib.sha256(salt + private).digest()
