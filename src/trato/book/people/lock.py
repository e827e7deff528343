"""Holds people still, so that two dispatchers never count the same person's messages at once."""

from collections.abc import Iterable
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.database import ask

_LOCK = """
SELECT id FROM people_person
 WHERE organisation_id = %s AND id = ANY(%s::uuid[])
 ORDER BY id
   FOR NO KEY UPDATE
"""


def lock_people(person_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Lock people until the transaction ends, in order of id, and return those that exist.

    Rows that merely refer to a person may still be added meanwhile.
    """
    rows = ask(_LOCK, [tenancy.current(), list(person_ids)])
    return tuple(person_id for (person_id,) in rows)
