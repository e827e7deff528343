"""The hot path's statements: one batch of webhooks, stored in one transaction."""

ENTER = "SELECT set_config('trato.organisation', %s, true)"

STORE = """
INSERT INTO ingest_delivery
    (organisation_id, id, source, fingerprint, body_sealed, signature, received_at,
     failures, failure, next_try_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, 0, '', %s)
ON CONFLICT (organisation_id, source, fingerprint) DO NOTHING
"""

TELL = "NOTIFY trato_inbound"
