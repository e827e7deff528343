"""COPY into a temporary table, then one INSERT … SELECT: how a file's people arrive.

And, for every message, the questions of the hot paths.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from trato.foundation import tenancy
from trato.foundation.database import bring_in

_PEOPLE = """
    id uuid, name text, first_name text, document_kind text, document_sealed bytea,
    document_index bytea, birth_sealed bytea, uf text, municipality text, is_minor boolean
"""

_CONTACTS = """
    person_id uuid, id uuid, kind text, value_sealed bytea, value_index bytea, ddd text,
    provenance text, state text, is_workplace boolean, priority smallint
"""


def insert_people(rows: Iterable[bytes], *, at: datetime) -> int:
    """Add people; one whose document is already known is left as it is. Returns how many came."""
    with connection.cursor() as cursor:
        bring_in(cursor, "arriving_people", _PEOPLE, rows)
        cursor.execute(
            "INSERT INTO people_person (organisation_id, id, name, first_name, document_kind,"
            " document_sealed, document_index, birth_sealed, uf, municipality, is_minor,"
            " is_deceased, is_vulnerable, is_represented, is_superindebted, in_repactuation,"
            " created_at)"
            " SELECT %s, id, name, first_name, document_kind, document_sealed, document_index,"
            " birth_sealed, uf, municipality, is_minor, false, false, false, false, false, %s"
            " FROM arriving_people ON CONFLICT (organisation_id, document_index) DO NOTHING",
            [tenancy.current(), at],
        )
        return int(cursor.rowcount)


def update_people(rows: Iterable[bytes]) -> int:
    """Bring known people up to date; what the file leaves blank stays. Returns how many changed."""
    with connection.cursor() as cursor:
        bring_in(cursor, "arriving_people", _PEOPLE, rows)
        cursor.execute(
            "UPDATE people_person p SET name = a.name, first_name = a.first_name,"
            " uf = coalesce(nullif(a.uf, ''), p.uf),"
            " municipality = CASE WHEN a.uf = '' THEN p.municipality ELSE a.municipality END,"
            " birth_sealed = coalesce(a.birth_sealed, p.birth_sealed),"
            " is_minor = CASE WHEN a.birth_sealed IS NULL THEN p.is_minor ELSE a.is_minor END"
            " FROM arriving_people a WHERE p.organisation_id = %s AND p.id = a.id"
            " AND p.erased_at IS NULL",
            [tenancy.current()],
        )
        return int(cursor.rowcount)


def arrived_before() -> list[UUID]:
    """Return the ids of the last arrivals that were not written: their documents were known."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id FROM arriving_people a WHERE NOT EXISTS (SELECT 1 FROM people_person p"
            " WHERE p.organisation_id = %s AND p.id = a.id)",
            [tenancy.current()],
        )
        return [row[0] for row in cursor.fetchall()]


def insert_first_contacts(rows: Iterable[bytes], *, at: datetime) -> int:
    """Add contact points of people who were written by this transaction: none is there yet."""
    with connection.cursor() as cursor:
        bring_in(cursor, "arriving_contacts", _CONTACTS, rows)
        cursor.execute(
            "INSERT INTO people_contactpoint (organisation_id, id, person_id, kind, value_sealed,"
            " value_index, ddd, provenance, state, is_workplace, bsuid, priority,"
            " identity_failures, created_at)"
            " SELECT %s, id, person_id, kind, value_sealed, value_index, ddd, provenance, state,"
            " is_workplace, '', priority, 0, %s FROM arriving_contacts",
            [tenancy.current(), at],
        )
        return int(cursor.rowcount)


def insert_contacts(rows: Iterable[bytes], *, at: datetime) -> int:
    """Add contact points; a value already there keeps its state, an erased person gets none."""
    with connection.cursor() as cursor:
        bring_in(cursor, "arriving_contacts", _CONTACTS, rows)
        cursor.execute(
            "INSERT INTO people_contactpoint (organisation_id, id, person_id, kind, value_sealed,"
            " value_index, ddd, provenance, state, is_workplace, bsuid, priority,"
            " identity_failures, created_at)"
            " SELECT p.organisation_id, a.id, a.person_id, a.kind, a.value_sealed, a.value_index,"
            " a.ddd, a.provenance, a.state, a.is_workplace, '', a.priority, 0, %s"
            " FROM arriving_contacts a JOIN people_person p"
            " ON p.organisation_id = %s AND p.id = a.person_id AND p.erased_at IS NULL"
            " ON CONFLICT (organisation_id, person_id, value_index) DO NOTHING",
            [at, tenancy.current()],
        )
        return int(cursor.rowcount)


SENDERS = """
SELECT id, person_id, value_sealed, value_index, wa_id_index, bsuid,
       (SELECT p.document_kind = 'none' FROM people_person p
         WHERE p.organisation_id = c.organisation_id AND p.id = c.person_id)
  FROM people_contactpoint c
 WHERE organisation_id = %(organisation_id)s
   AND (value_index = ANY(%(values)b::bytea[])
        OR wa_id_index = ANY(%(wa_ids)b::bytea[])
        OR bsuid = ANY(%(bsuids)b::text[]))
 ORDER BY state <> 'verified', priority, id
"""

PROVIDER_IDS = """
SELECT id, value_index, wa_id_index, bsuid
  FROM people_contactpoint
 WHERE organisation_id = %s AND id = ANY(%b::uuid[])
"""

# What is told of the other id, or told again, leaves an id as it is.
KEEP_PROVIDER_IDS = """
WITH held AS MATERIALIZED (
    SELECT id
      FROM people_contactpoint
     WHERE organisation_id = %(organisation_id)s AND id = ANY(%(ids)b::uuid[])
     ORDER BY id
       FOR NO KEY UPDATE
)
UPDATE people_contactpoint c
   SET wa_id_sealed = CASE WHEN told.index IS DISTINCT FROM c.wa_id_index
                           THEN coalesce(told.sealed, c.wa_id_sealed) ELSE c.wa_id_sealed END,
       wa_id_index = coalesce(told.index, c.wa_id_index),
       bsuid = coalesce(nullif(told.bsuid, ''), c.bsuid)
  FROM held
  JOIN unnest(%(ids)b::uuid[], %(sealed)b::bytea[], %(indexes)b::bytea[], %(bsuids)b::text[])
       AS told (id, sealed, index, bsuid) ON told.id = held.id
 WHERE c.organisation_id = %(organisation_id)s AND c.id = held.id
"""

# Everybody with every way to reach them, best first; who has none stands alone. The columns stand
# in the order of the cards' fields.
# The people are named on both sides: else a plan that was made while there were few of them reads
# every contact point of the organisation.
REACH = """
SELECT p.id, p.name, p.first_name, p.document_kind, p.uf, p.municipality, p.is_minor,
       p.is_deceased, p.is_vulnerable, p.is_represented, p.is_superindebted, p.in_repactuation,
       c.id, c.person_id, c.kind, c.ddd, c.provenance, c.state, c.is_workplace, c.whatsapp,
       c.bsuid, c.priority, c.identity_verified_at, c.identity_failures, c.identity_locked_until,
       c.not_before, c.value_sealed
  FROM people_person p
  LEFT JOIN people_contactpoint c ON c.organisation_id = p.organisation_id AND c.person_id = p.id
       AND c.person_id = ANY(%b::uuid[])
 WHERE p.organisation_id = %s AND p.id = ANY(%b::uuid[])
 ORDER BY c.state <> 'verified', c.priority, c.id
"""

MEET = """
SELECT p.id, p.name, p.first_name, p.document_kind, p.uf, p.municipality, p.is_minor,
       p.is_deceased, p.is_vulnerable, p.is_represented, p.is_superindebted, p.in_repactuation,
       c.id, c.person_id, c.kind, c.ddd, c.provenance, c.state, c.is_workplace, c.whatsapp,
       c.bsuid, c.priority, c.identity_verified_at, c.identity_failures, c.identity_locked_until,
       c.not_before, p.document_sealed, p.birth_sealed
  FROM people_person p
  JOIN people_contactpoint c ON c.organisation_id = p.organisation_id
 WHERE p.organisation_id = %s AND p.id = %s AND c.id = %s
"""

ADDRESSES = """
SELECT id, value_sealed
  FROM people_contactpoint
 WHERE organisation_id = %s AND id = ANY(%b::uuid[])
"""

WA_IDS = """
SELECT id, wa_id_sealed
  FROM people_contactpoint
 WHERE organisation_id = %s AND id = ANY(%b::uuid[]) AND wa_id_sealed IS NOT NULL
"""
