"""What a turn keeps and asks: offers as shown, agreements with their parts; a statement each."""

OFFER = """
INSERT INTO negotiation_offer
    (organisation_id, id, person_id, conversation_id, debt_ids, terms, sheet_text, sheet_sha256,
     authority, total_cents, discount_cents, created_at, expires_at, state)
SELECT %(organisation_id)s, made.id, %(person_id)s, %(conversation_id)s, %(debt_ids)s::jsonb,
       made.terms, made.sheet_text, made.sheet_sha256, made.authority, made.total_cents,
       made.discount_cents, %(at)s, made.expires_at, 'offered'
  FROM unnest(%(id)s::uuid[], %(terms)s::jsonb[], %(sheet_text)s::text[],
              %(sheet_sha256)s::text[], %(authority)s::text[], %(total_cents)s::bigint[],
              %(discount_cents)s::bigint[], %(expires_at)s::timestamptz[])
       AS made (id, terms, sheet_text, sheet_sha256, authority, total_cents, discount_cents,
                expires_at)
 WHERE NOT EXISTS (
       SELECT 1 FROM negotiation_offer o
        WHERE o.organisation_id = %(organisation_id)s AND o.person_id = %(person_id)s
          AND o.sheet_sha256 = made.sheet_sha256 AND o.state = 'offered')
RETURNING id
"""

AGREEMENTS = """
SELECT a.id, a.person_id, a.creditor_id, a.conversation_id, a.debt_ids::text, a.state,
       a.total_cents, a.discount_cents, a.accepted_at, a.activated_at,
       i.id, i.number, i.amount_cents, i.paid_cents, i.due_on, i.state
  FROM negotiation_agreement a
  LEFT JOIN negotiation_instalment i
    ON i.organisation_id = a.organisation_id AND i.agreement_id = a.id
 WHERE a.organisation_id = %(organisation_id)s
   AND (a.person_id = %(person_id)s OR a.id = %(agreement_id)s)
 ORDER BY a.accepted_at DESC, a.id DESC, i.number
"""

# What time ends. The states are written out: only so do the partial indexes answer a statement that
# is planned before its values are known.
PROMISES_OVER = """
SELECT id FROM negotiation_promise
 WHERE organisation_id = %(organisation_id)s AND state = 'pending' AND promised_on <= %(over_by)s
 ORDER BY promised_on
 LIMIT %(limit)s
   FOR NO KEY UPDATE SKIP LOCKED
"""

OFFERS_OVER = """
SELECT id, person_id, total_cents, expires_at FROM negotiation_offer
 WHERE organisation_id = %(organisation_id)s AND state = 'offered' AND expires_at <= %(now)s
 ORDER BY expires_at
 LIMIT %(limit)s
   FOR NO KEY UPDATE SKIP LOCKED
"""

# The agreement is locked, never its parts: whoever moves a part holds its agreement.
_OF_PARTS = """
SELECT a.id FROM negotiation_instalment i
  JOIN negotiation_agreement a ON a.organisation_id = i.organisation_id AND a.id = i.agreement_id
 WHERE i.organisation_id = %(organisation_id)s
   AND {parts}
   AND {agreements}
 ORDER BY i.due_on
 LIMIT %(limit)s
   FOR NO KEY UPDATE OF a SKIP LOCKED
"""
_RUNS = "a.state IN ('accepted', 'active', 'late')"

PARTS_REACHED = _OF_PARTS.format(
    parts="i.state IN ('scheduled', 'issued', 'reissued') AND i.due_on <= %(today)s",
    agreements=_RUNS,
)
PARTS_PASSED = _OF_PARTS.format(
    parts="i.state = 'due' AND i.due_on <= %(late_by)s", agreements=_RUNS
)
PARTS_OVER = _OF_PARTS.format(
    parts="i.state = 'overdue' AND i.due_on <= %(lapsed_by)s",
    agreements="(a.state = 'accepted' OR a.state IN ('active', 'late')"
    " AND i.due_on <= %(broken_by)s)",
)

HOLD_AGREEMENT = """
SELECT id FROM negotiation_agreement
 WHERE organisation_id = %(organisation_id)s AND id = %(agreement_id)s
   FOR NO KEY UPDATE
"""
