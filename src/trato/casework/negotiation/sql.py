"""What a turn asks about agreements: each with its parts, in one statement."""

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
