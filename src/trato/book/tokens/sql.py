"""The token bucket of a token's requests: one statement, so that it holds over all processes."""

# A sixth of a minute's worth may come at once, but never less than ten.
TAKE = """
WITH bucket AS (
    SELECT id, least(greatest(10, requests_per_minute / 6.0),
               allowance + requests_per_minute / 60.0
                         * greatest(0, %(epoch)s::float8 - allowance_epoch)) AS level,
           requests_per_minute / 60.0 AS per_second
      FROM tokens_token
     WHERE organisation_id = %(organisation_id)s AND id = %(token_id)s
       FOR NO KEY UPDATE
)
UPDATE tokens_token t
   SET allowance = CASE WHEN level >= 1 THEN level - 1 ELSE level END,
       allowance_epoch = greatest(allowance_epoch, %(epoch)s::float8)
  FROM bucket
 WHERE t.organisation_id = %(organisation_id)s AND t.id = bucket.id
RETURNING CASE WHEN level >= 1 THEN 0 ELSE (1 - level) / per_second END
"""
