"""The hot path's statements: one batch of webhooks, stored in one transaction."""

BEGIN, COMMIT = "BEGIN", "COMMIT"

ENTER = "SELECT set_config('trato.organisation', %s, true)"

STORE = """
INSERT INTO ingest_delivery
    (organisation_id, id, source, fingerprint, body_sealed, signature, received_at,
     failures, failure, next_try_at)
SELECT %s, id, %s, fingerprint, body_sealed, signature, received_at, 0, '', received_at
  FROM unnest(%s, %s, %s, %s, %s)
       AS new (id, fingerprint, body_sealed, signature, received_at)
ON CONFLICT (organisation_id, source, fingerprint) DO NOTHING
"""

# Apart from the rows: who notifies holds a lock of the whole server until its commit is on disk,
# so that it does not wait for the disk. A notice lost with the server costs one idle wait.
TELL = "SELECT set_config('synchronous_commit', 'off', true), pg_notify('trato_deliveries', '')"

CLAIM = """
SELECT id, source, body_sealed, received_at, failures
  FROM ingest_delivery
 WHERE organisation_id = %s AND unpacked_at IS NULL AND next_try_at <= %s
 ORDER BY next_try_at, id
 LIMIT %s
   FOR NO KEY UPDATE SKIP LOCKED
"""

CLAIM_ITEMS = """
SELECT id, kind, payload_sealed, received_at, failures
  FROM ingest_leftover
 WHERE organisation_id = %s AND state = 'waiting' AND next_try_at <= %s
 ORDER BY next_try_at, id
 LIMIT %s
   FOR NO KEY UPDATE SKIP LOCKED
"""

FINISH = """
UPDATE ingest_delivery SET unpacked_at = %s, failure = %s
 WHERE organisation_id = %s AND id = ANY(%s::uuid[])
"""
