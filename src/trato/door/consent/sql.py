"""The door's question about people and their numbers, in one statement for a whole batch."""

# Stops (s), block lists (l), and each person's newest word about the channel (p).
WORDS = """
SELECT 's', key_hash, NULL::uuid, reason, confirmed_at IS NOT NULL, '', '', since,
       NULL::timestamptz
  FROM consent_suppression
 WHERE channel = %(channel)s AND lifted_at IS NULL AND key_hash = ANY(%(keys)b::bytea[])
UNION ALL
SELECT 'l', key_hash, NULL, '', authorised, '', '', NULL, NULL
  FROM consent_listednumber
 WHERE list_name = %(list_name)s AND key_hash = ANY(%(listed)b::bytea[])
UNION ALL
(SELECT DISTINCT ON (person_id)
        'p', NULL::bytea, person_id, state, NULL::boolean, source, notice, at,
        expires_at
   FROM consent_permission
  WHERE channel = %(channel)s AND person_id = ANY(%(people)b::uuid[])
  ORDER BY person_id, at DESC, id DESC)
"""

SAID = """
SELECT person_id, channel, state, at
  FROM consent_permission
 WHERE organisation_id = %(organisation_id)s AND person_id = ANY(%(people)b::uuid[])
"""

GRANT = """
INSERT INTO consent_permission (organisation_id, id, person_id, channel, state, source, notice,
                                evidence, at, expires_at)
SELECT %(organisation_id)s, made.*
  FROM unnest(%(ids)b::uuid[], %(people)b::uuid[], %(channels)b::text[], %(states)b::text[],
              %(sources)b::text[], %(notices)b::text[], %(evidence)b::text[]::jsonb[],
              %(ats)b::timestamptz[], %(ends)b::timestamptz[]) AS made
"""

ARRIVING = """
    id uuid, person_id uuid, channel text, state text, source text, notice text, evidence jsonb,
    at timestamptz, expires_at timestamptz
"""

GRANT_ARRIVED = """
INSERT INTO consent_permission (organisation_id, id, person_id, channel, state, source, notice,
                                evidence, at, expires_at)
SELECT %(organisation_id)s, id, person_id, channel, state, source, notice, evidence, at, expires_at
  FROM arriving_permissions
"""

# Tells by its rows whether there was one: how many rows a statement changed is not known yet where
# statements are sent one behind the other.
CONFIRM_ONCE = """
UPDATE consent_suppression
   SET confirmed_at = %(at)s
 WHERE organisation_id = %(organisation_id)s AND channel = %(channel)s AND key_hash = %(key)s
   AND lifted_at IS NULL AND confirmed_at IS NULL
RETURNING id
"""
