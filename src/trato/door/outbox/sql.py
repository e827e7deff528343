"""The hot paths by hand: what is submitted, cleared, and told by the provider, in whole batches.

Replies before campaigns; within a conversation strictly one after the other. Lists go as binary
(`%b`): as text, each of their values would be searched for quotes.
"""

# One dispatcher clears an organisation at a time, so that one counts its rates and its tiers. What
# waits for a turn or a retry is not overtaken in its conversation; what waits for a day is.
CLAIM = """
WITH turn AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtextextended('outbox:' || %(organisation)s::text, 0))
           AS mine
), ready AS (
    SELECT m.id, m.person_id, m.conversation_id, m.is_business_initiated
      FROM outbox_message m
     WHERE (SELECT mine FROM turn) AND m.state = 'ready'
       AND NOT EXISTS (
           SELECT 1 FROM outbox_message e
            WHERE e.organisation_id = m.organisation_id
              AND e.conversation_id = m.conversation_id
              AND e.id < m.id
              AND (e.state IN ('ready', 'sending')
                   OR (e.state = 'held' AND e.verdict = 'allow' AND e.hold_until <= %(soon)s
                       AND e.awaits_approval_by IS NULL)))
     ORDER BY m.is_business_initiated, m.id
     LIMIT %(limit)s
), held AS (
    SELECT m.id, m.person_id, m.conversation_id, m.is_business_initiated
      FROM outbox_message m
     WHERE (SELECT mine FROM turn) AND m.state = 'held' AND m.hold_until <= %(now)s
       AND m.awaits_approval_by IS NULL
       AND NOT EXISTS (
           SELECT 1 FROM outbox_message e
            WHERE e.organisation_id = m.organisation_id
              AND e.conversation_id = m.conversation_id
              AND e.id < m.id
              AND (e.state IN ('ready', 'sending')
                   OR (e.state = 'held' AND e.verdict = 'allow' AND e.hold_until <= %(soon)s
                       AND e.awaits_approval_by IS NULL)))
     ORDER BY m.is_business_initiated, m.hold_until
     LIMIT %(limit)s
)
SELECT id, person_id
  FROM (SELECT * FROM ready UNION ALL SELECT * FROM held) m
 ORDER BY is_business_initiated, id
 LIMIT %(limit)s
"""

# Asked under the addressees' locks. A row that somebody is withdrawing right now is left alone.
HOLD_CLAIMED = """
SELECT id, person_id, draft, attempts, is_business_initiated
  FROM outbox_message
 WHERE id = ANY(%(ids)b::uuid[])
   AND (state = 'ready' OR (state = 'held' AND hold_until <= %(now)s))
   AND awaits_approval_by IS NULL
 ORDER BY is_business_initiated, id
   FOR NO KEY UPDATE SKIP LOCKED
"""

# What has been said lately: windows (w), contacts we opened (s), how many each number ever opened
# (o), pace (p).
LATELY = """
SELECT 'w', contact_point_id, number_id, last_inbound_at, 0, NULL::timestamptz
  FROM outbox_window WHERE contact_point_id = ANY(%(points)b::uuid[])
UNION ALL
SELECT 's', person_id, NULL, sending_at, 0, NULL
  FROM outbox_message
 WHERE person_id = ANY(%(people)b::uuid[]) AND state IN ('sending', 'unknown', 'sent')
   AND is_business_initiated AND sending_at > %(month_ago)s
   AND message_class IN ('first_contact', 'reminder', 'statement', 'offer', 'payment_link')
UNION ALL
SELECT 'o', id, NULL, NULL, opened, NULL
  FROM outbox_opening WHERE id = ANY(%(numbers)b::uuid[])
UNION ALL
SELECT 'p', contact_point_id, number_id, counted_at, allowance, not_before
  FROM outbox_pace WHERE %(pace)s AND contact_point_id = ANY(%(points)b::uuid[])
"""

# Looks at every contact that a number opened within a day. What failed does not count, but proof of
# delivery may still come: how many it would be then stands beside.
TIER_USED = """
SELECT number_id, count(DISTINCT person_id) FILTER (WHERE state <> 'failed'),
       count(DISTINCT person_id)
  FROM outbox_message
 WHERE number_id = ANY(%(numbers)b::uuid[]) AND state IN ('sending', 'unknown', 'sent', 'failed')
   AND is_business_initiated AND sending_at > %(day_ago)s
 GROUP BY number_id
"""

# Columns travel as arrays, so that any number of rows is one statement. An intent that is there
# already keeps its row and its decision.
SUBMIT = """
WITH message AS (
    INSERT INTO outbox_message (
        organisation_id, id, person_id, contact_point_id, number_id, decision_id, verdict,
        idempotency_key, author, author_version, message_class, channel, kind, draft, debt_ids,
        origin, origin_id, conversation_id, in_reply_to, is_business_initiated, state, hold_until,
        awaits_approval_by, refusal_codes, attempts, provider_message_id, status_rank, created_at,
        ended_at, failed_reason, needs_human)
    SELECT %(organisation)s, v.id, person_id, contact_point_id, number_id, decision_id, verdict,
           idempotency_key, author, author_version, message_class, channel, kind, draft, debt_ids,
           origin, origin_id, conversation_id, in_reply_to, is_business_initiated, state,
           hold_until, awaits_approval_by, codes, 0, '', 0, %(at)s,
           CASE WHEN state = 'refused' THEN %(at)s END, '', ''
      FROM unnest(
           %(id)b::uuid[], %(person_id)b::uuid[], %(contact_point_id)b::uuid[],
           %(number_id)b::uuid[], %(decision_id)b::uuid[], %(verdict)b::text[],
           %(idempotency_key)b::text[], %(author)b::text[], %(author_version)b::text[],
           %(message_class)b::text[],
           %(channel)b::text[], %(kind)b::text[], %(draft)b::text[]::jsonb[],
           %(debt_ids)b::text[]::jsonb[],
           %(origin)b::text[], %(origin_id)b::uuid[], %(conversation_id)b::uuid[],
           %(in_reply_to)b::text[], %(is_business_initiated)b::boolean[], %(state)b::text[],
           %(hold_until)b::timestamptz[], %(awaits_approval_by)b::int[],
           %(codes)b::text[]::jsonb[])
        AS v (id, person_id, contact_point_id, number_id, decision_id, verdict, idempotency_key,
              author, author_version, message_class, channel, kind, draft, debt_ids, origin,
              origin_id, conversation_id, in_reply_to, is_business_initiated, state, hold_until,
              awaits_approval_by, codes)
    ON CONFLICT (organisation_id, idempotency_key) DO NOTHING
    RETURNING id, state
), decision AS (
    INSERT INTO outbox_decision
        (organisation_id, id, message_id, stage, verdict, rulebook, inputs, result, codes, at)
    SELECT %(organisation)s, d.id, d.message_id, 'submit', d.verdict, d.rulebook, d.inputs,
           d.result, d.codes, %(at)s
      FROM unnest(%(decision_id)b::uuid[], %(id)b::uuid[], %(verdict)b::text[],
                  %(rulebook)b::text[], %(inputs)b::bytea[], %(result)b::bytea[],
                  %(codes)b::text[]::jsonb[])
        AS d (id, message_id, verdict, rulebook, inputs, result, codes)
      JOIN message ON message.id = d.message_id
)
SELECT id, CASE WHEN state = 'ready'
                THEN pg_notify('trato_outbox', %(organisation)s::text)::text END
  FROM message
"""

WAKE = "SELECT pg_notify('trato_outbox', %(organisation)s::text)"

CLEAR = """
WITH decision AS (
    INSERT INTO outbox_decision
        (organisation_id, id, message_id, stage, verdict, rulebook, inputs, result, codes, at)
    SELECT %(organisation)s, d.id, d.message_id, 'dispatch', d.verdict, d.rulebook, d.inputs,
           d.result, d.codes, %(at)s
      FROM unnest(%(decision_id)b::uuid[], %(id)b::uuid[], %(verdict)b::text[],
                  %(rulebook)b::text[], %(inputs)b::bytea[], %(result)b::bytea[],
                  %(codes)b::text[]::jsonb[])
        AS d (id, message_id, verdict, rulebook, inputs, result, codes)
), attempt AS (
    INSERT INTO outbox_attempt
        (organisation_id, id, message_id, started_at, outcome, provider_message_id, error_class)
    SELECT %(organisation)s, t.attempt_id, t.id, %(at)s, '', '', ''
      FROM unnest(%(attempt_id)b::uuid[], %(id)b::uuid[]) AS t (attempt_id, id)
     WHERE t.attempt_id IS NOT NULL
), pace AS (
    INSERT INTO outbox_pace
        (organisation_id, id, contact_point_id, number_id, allowance, counted_at)
    SELECT %(organisation)s, p.attempt_id, p.contact_point_id, p.number_id, p.allowance, %(at)s
      FROM unnest(%(attempt_id)b::uuid[], %(contact_point_id)b::uuid[], %(number_id)b::uuid[],
                  %(allowance)b::float8[])
        AS p (attempt_id, contact_point_id, number_id, allowance)
     WHERE p.attempt_id IS NOT NULL
    ON CONFLICT (organisation_id, contact_point_id, number_id) DO UPDATE
       SET allowance = excluded.allowance, counted_at = excluded.counted_at
), opening AS (
    INSERT INTO outbox_opening (organisation_id, id, opened)
    SELECT %(organisation)s, o.number_id, count(*)
      FROM unnest(%(attempt_id)b::uuid[], %(number_id)b::uuid[],
                  %(is_business_initiated)b::boolean[])
        AS o (attempt_id, number_id, is_business_initiated)
     WHERE o.attempt_id IS NOT NULL AND o.is_business_initiated
     GROUP BY o.number_id
    ON CONFLICT (organisation_id, id) DO UPDATE
       SET opened = outbox_opening.opened + excluded.opened
)
UPDATE outbox_message m
   SET decision_id = v.decision_id, verdict = v.verdict, refusal_codes = v.codes, state = v.state,
       hold_until = v.hold_until, is_business_initiated = v.is_business_initiated,
       ended_at = CASE WHEN v.state IN ('refused', 'cancelled') THEN %(at)s ELSE m.ended_at END,
       attempt_id = coalesce(v.attempt_id, m.attempt_id),
       attempts = m.attempts + (v.attempt_id IS NOT NULL)::int,
       sending_at = CASE WHEN v.attempt_id IS NULL THEN m.sending_at ELSE %(at)s END,
       contact_point_id = CASE WHEN v.attempt_id IS NULL THEN m.contact_point_id
                               ELSE v.contact_point_id END,
       number_id = CASE WHEN v.attempt_id IS NULL THEN m.number_id ELSE v.number_id END
  FROM unnest(%(id)b::uuid[], %(decision_id)b::uuid[], %(verdict)b::text[],
              %(codes)b::text[]::jsonb[],
              %(state)b::text[], %(hold_until)b::timestamptz[],
              %(is_business_initiated)b::boolean[], %(attempt_id)b::uuid[],
              %(contact_point_id)b::uuid[], %(number_id)b::uuid[])
    AS v (id, decision_id, verdict, codes, state, hold_until, is_business_initiated, attempt_id,
          contact_point_id, number_id)
 WHERE m.organisation_id = %(organisation)s AND m.id = v.id
"""

HOLD = """
SELECT id, person_id, contact_point_id, provider_message_id, state, needs_human, status_rank,
       sent_at, delivered_at, read_at, ended_at, failed_code, failed_reason
  FROM outbox_message
 WHERE organisation_id = %(organisation_id)s
   AND id = ANY(ARRAY(
       SELECT unnest(%(ids)b::uuid[])
        UNION
       SELECT id FROM outbox_message
        WHERE organisation_id = %(organisation_id)s
          AND provider_message_id = ANY(%(provider_ids)b::text[])))
 ORDER BY id
   FOR NO KEY UPDATE
"""

TELL = """
INSERT INTO outbox_statusevent
    (organisation_id, id, provider_message_id, status, at, received_at, message_id, error_code)
SELECT %(organisation_id)s, told.id, told.provider_message_id, told.status, told.at,
       told.received_at, told.message_id, told.error_code
  FROM unnest(%(ids)b::uuid[], %(provider_ids)b::text[], %(statuses)b::text[],
              %(ats)b::timestamptz[], %(received_ats)b::timestamptz[], %(message_ids)b::uuid[],
              %(error_codes)b::int[])
       WITH ORDINALITY AS told (id, provider_message_id, status, at, received_at, message_id,
                                error_code, place)
 ORDER BY told.provider_message_id, told.status, told.place
    ON CONFLICT (organisation_id, provider_message_id, status) DO NOTHING
RETURNING id
"""

HOLD_OUTCOMES = """
SELECT id, person_id, contact_point_id, state, provider_message_id
  FROM outbox_message
 WHERE organisation_id = %(organisation_id)s AND id = ANY(%(ids)b::uuid[])
 ORDER BY id
   FOR NO KEY UPDATE
"""

# Asked under the messages' locks. A status may have settled one before, with its id.
# Named once more in `ANY`: joined alone, a table that was planned while small is read whole.
ACCEPT = """
WITH closed AS (
    UPDATE outbox_attempt a
       SET ended_at = %(at)s, outcome = 'accepted', provider_message_id = told.provider_id
      FROM unnest(%(attempt_ids)b::uuid[], %(provider_ids)b::text[]) AS told (id, provider_id)
     WHERE a.organisation_id = %(organisation_id)s AND a.id = told.id
       AND a.id = ANY(%(attempt_ids)b::uuid[])
)
UPDATE outbox_message m
   SET provider_message_id = CASE WHEN m.provider_message_id = '' THEN told.provider_id
                                  ELSE m.provider_message_id END,
       sent_at = CASE WHEN m.state IN ('sending', 'unknown') THEN %(at)s ELSE m.sent_at END,
       state = CASE WHEN m.state IN ('sending', 'unknown') THEN 'sent' ELSE m.state END
  FROM unnest(%(ids)b::uuid[], %(provider_ids)b::text[]) AS told (id, provider_id)
 WHERE m.organisation_id = %(organisation_id)s AND m.id = told.id
"""

TELL_LATE = """
UPDATE outbox_statusevent e
   SET message_id = known.id
  FROM unnest(%(ids)b::uuid[], %(provider_ids)b::text[]) AS known (id, provider_id)
 WHERE e.organisation_id = %(organisation_id)s
   AND e.provider_message_id = known.provider_id
   AND e.message_id IS NULL
RETURNING known.id, e.provider_message_id, e.status, e.at, e.error_code
"""

ADVANCE = """
UPDATE outbox_message m
   SET provider_message_id = now.provider_message_id,
       state = now.state,
       needs_human = now.needs_human,
       status_rank = now.status_rank,
       sent_at = now.sent_at,
       delivered_at = now.delivered_at,
       read_at = now.read_at,
       ended_at = now.ended_at,
       failed_code = now.failed_code,
       failed_reason = now.failed_reason,
       pricing = coalesce(now.pricing, m.pricing)
  FROM unnest(%(ids)b::uuid[], %(provider_ids)b::text[], %(states)b::text[],
              %(needs_humans)b::text[], %(status_ranks)b::smallint[],
              %(sent_ats)b::timestamptz[], %(delivered_ats)b::timestamptz[],
              %(read_ats)b::timestamptz[], %(ended_ats)b::timestamptz[], %(failed_codes)b::int[],
              %(failed_reasons)b::text[], %(pricings)b::text[]::jsonb[])
       AS now (id, provider_message_id, state, needs_human, status_rank, sent_at, delivered_at,
               read_at, ended_at, failed_code, failed_reason, pricing)
 WHERE m.organisation_id = %(organisation_id)s AND m.id = now.id
"""

OPEN_WINDOWS = """
INSERT INTO outbox_window (organisation_id, id, contact_point_id, number_id, last_inbound_at)
SELECT %(organisation_id)s, opened.id, opened.contact_point_id, opened.number_id, opened.at
  FROM unnest(%(ids)b::uuid[], %(contact_point_ids)b::uuid[], %(number_ids)b::uuid[],
              %(ats)b::timestamptz[]) AS opened (id, contact_point_id, number_id, at)
 ORDER BY opened.contact_point_id, opened.number_id
    ON CONFLICT (organisation_id, contact_point_id, number_id) DO UPDATE
   SET last_inbound_at = greatest(outbox_window.last_inbound_at, excluded.last_inbound_at)
"""
