"""Notes what became of a whole wave in one statement."""

RELEASED = """
UPDATE campaigns_addressee a
   SET message_id = done.message_id, released_at = %(at)s, verdict = done.verdict,
       codes = done.codes
  FROM unnest(%(ids)b::uuid[], %(message_ids)b::uuid[], %(verdicts)b::text[],
              %(codes)b::text[]::jsonb[])
       AS done (id, message_id, verdict, codes)
 WHERE a.organisation_id = %(organisation_id)s AND a.id = done.id
RETURNING a.id
"""
