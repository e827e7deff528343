"""Hands out charges that wait for the PSP, each to one worker, under a lease."""

CLAIM = """
UPDATE payments_charge c
   SET next_try_at = %(leased_until)s
  FROM (SELECT id
          FROM payments_charge
         WHERE organisation_id = %(organisation_id)s AND state = %(state)s
           AND next_try_at <= %(now)s
         ORDER BY next_try_at, id
         LIMIT %(limit)s
           FOR UPDATE SKIP LOCKED) due
 WHERE c.organisation_id = %(organisation_id)s AND c.id = due.id
RETURNING c.id, c.txid
"""

RING = "SELECT pg_notify('trato_charges', %s)"
