"""The journal's hot path by hand: an entry and its salt in one statement, a batch at a time.

Lists go as binary (`%b`): as text, each of their values would be searched for quotes.
"""

RECORD = """
WITH salted AS (
    INSERT INTO journal_salt (organisation_id, id, salt)
    SELECT %(organisation_id)s, made.id, made.salt
      FROM unnest(%(ids)b::uuid[], %(salts)b::bytea[]) AS made (id, salt)
)
INSERT INTO journal_entry (organisation_id, id, at, kind, subject_id, facts, commitment)
SELECT %(organisation_id)s, made.id, made.at, made.kind, made.subject_id, made.facts,
       made.commitment
  FROM unnest(%(ids)b::uuid[], %(ats)b::timestamptz[], %(kinds)b::text[], %(subjects)s::uuid[],
              %(facts)b::text[]::jsonb[], %(commitments)b::bytea[])
       AS made (id, at, kind, subject_id, facts, commitment)
"""

# A list with gaps cannot tell the driver in binary what it is a list of.
RECORD_ABOUT_EACH = RECORD.replace("%(subjects)s", "%(subjects)b")

ARRIVING = """
    id uuid, salt bytea, at timestamptz, kind text, subject_id uuid, facts jsonb, commitment bytea
"""

RECORD_ARRIVED = """
WITH salted AS (
    INSERT INTO journal_salt (organisation_id, id, salt)
    SELECT %(organisation_id)s, id, salt FROM arriving_entries
)
INSERT INTO journal_entry (organisation_id, id, at, kind, subject_id, facts, commitment)
SELECT %(organisation_id)s, id, at, kind, subject_id, facts, commitment FROM arriving_entries
"""

NEWEST_SEALED = """
SELECT entry_id FROM journal_link
 WHERE organisation_id = %(organisation_id)s
 ORDER BY entry_id DESC
 LIMIT 1
"""

WAITING = """
SELECT e.id, e.at, e.kind, e.subject_id, e.facts::text, e.commitment
  FROM journal_entry e
 WHERE e.organisation_id = %(organisation_id)s
   AND e.id >= %(oldest)s
   AND NOT EXISTS (SELECT 1 FROM journal_link l
                    WHERE l.organisation_id = e.organisation_id AND l.entry_id = e.id)
 ORDER BY e.id
 LIMIT %(limit)s
"""

LINK = """
INSERT INTO journal_link (organisation_id, id, sequence, entry_id, entry_hash, hash, sealed_at)
SELECT %(organisation_id)s, made.id, made.sequence, made.entry_id, made.entry_hash, made.hash,
       %(sealed_at)s
  FROM unnest(%(ids)b::uuid[], %(sequences)s::bigint[], %(entry_ids)b::uuid[],
              %(entry_hashes)b::bytea[], %(hashes)b::bytea[])
       AS made (id, sequence, entry_id, entry_hash, hash)
"""

# The parts of an entry's canonical JSON on either side of its facts, as `seal.entry_hash` has them.
CHAIN = """
SELECT l.sequence, l.entry_hash, l.hash,
       convert_to(e.facts::text, 'UTF8'),
       convert_to('{"at":"' || to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
                  || '+00:00","commitment":"' || encode(e.commitment, 'hex') || '","facts":',
                  'UTF8'),
       convert_to(',"id":"' || e.id || '","kind":' || to_json(e.kind) || ',"subject":'
                  || coalesce('"' || e.subject_id || '"', 'null') || '}', 'UTF8')
  FROM journal_link l
  LEFT JOIN journal_entry e ON e.organisation_id = l.organisation_id AND e.id = l.entry_id
 WHERE l.organisation_id = %(organisation_id)s
   AND l.sequence >= %(first)s AND l.sequence < %(end)s
 ORDER BY l.sequence
"""

# Each fact names what it is about in one of its plain fields; a decision before its message.
PLACES_OF_SUBJECT = """
SELECT about.name, e.id, l.sequence, l.entry_hash, l.hash
  FROM journal_entry e
 CROSS JOIN LATERAL (
        VALUES (coalesce(e.facts->>'decision_id', e.facts->>'inbound_id', e.facts->>'outside_id',
                         e.facts->>'note_id'))
       ) AS about (name)
  LEFT JOIN journal_link l ON l.organisation_id = e.organisation_id AND l.entry_id = e.id
 WHERE e.organisation_id = %(organisation_id)s AND e.subject_id = %(subject_id)s
   AND about.name = ANY(%(names)s)
"""

PLACES_OF_NOBODY = """
SELECT found.*
  FROM unnest(%(ids)s::uuid[], %(since)s::uuid[], %(until)s::uuid[]) AS item (id, since, until)
 CROSS JOIN LATERAL (
SELECT about.name, e.id, l.sequence, l.entry_hash, l.hash
  FROM journal_entry e
 CROSS JOIN LATERAL (
        VALUES (coalesce(e.facts->>'decision_id', e.facts->>'inbound_id', e.facts->>'outside_id',
                         e.facts->>'note_id'))
       ) AS about (name)
  LEFT JOIN journal_link l ON l.organisation_id = e.organisation_id AND l.entry_id = e.id
 WHERE e.organisation_id = %(organisation_id)s AND e.subject_id IS NULL
   AND e.id BETWEEN item.since AND item.until AND about.name = item.id::text
       ) AS found
"""
