"""The hot path of what comes in, by hand: a batch of messages into their threads, and turns out."""

TALKING = """
SELECT number_id, contact_point_id, last_event_at
  FROM conversations_conversation
 WHERE organisation_id = %s AND contact_point_id = ANY(%b::uuid[])
"""

HOLD = """
SELECT id, number_id, contact_key, person_id
  FROM conversations_conversation
 WHERE organisation_id = %(organisation_id)s
   AND (number_id, contact_key) IN (SELECT * FROM unnest(%(number_ids)b::uuid[], %(keys)b::bytea[]))
 ORDER BY id
   FOR NO KEY UPDATE
"""

OPEN = """
INSERT INTO conversations_conversation
    (organisation_id, id, number_id, contact_key, person_id, contact_point_id, state,
     state_reason, tabulation, handled_by, opened_at, last_event_at, preview)
SELECT %(organisation_id)s, made.id, made.number_id, made.key, made.person_id,
       made.contact_point_id, 'open', '', '', 'bot', made.at, made.at, ''
  FROM unnest(%(ids)b::uuid[], %(number_ids)b::uuid[], %(keys)b::bytea[], %(person_ids)b::uuid[],
              %(contact_point_ids)b::uuid[], %(ats)b::timestamptz[])
       AS made (id, number_id, key, person_id, contact_point_id, at)
 ORDER BY made.number_id, made.key
    ON CONFLICT (organisation_id, number_id, contact_key) DO NOTHING
RETURNING id, number_id, contact_key, person_id
"""

# Notices that say the same are one notice when the transaction commits.
STORE = """
INSERT INTO conversations_inboundmessage
    (organisation_id, id, conversation_id, provider_message_id, kind, text, button_id,
     payload_sealed, media_id, media_state, media_sha256, written_at, received_at, handle_after,
     failures, failure)
SELECT %(organisation_id)s, came.*, 0, ''
  FROM unnest(%(ids)b::uuid[], %(conversation_ids)b::uuid[], %(provider_ids)b::text[],
              %(kinds)b::text[], %(texts)b::text[], %(button_ids)b::text[], %(payloads)b::bytea[],
              %(media_ids)b::text[], %(media_states)b::text[], %(media_sha256s)b::text[],
              %(written_ats)b::timestamptz[], %(received_ats)b::timestamptz[],
              %(handle_afters)b::timestamptz[]) AS came
    ON CONFLICT (organisation_id, provider_message_id) DO NOTHING
RETURNING id, pg_notify('trato_inbound', %(organisation_id)s::text)
"""

TOUCH = """
UPDATE conversations_conversation c
   SET last_inbound_at = greatest(c.last_inbound_at, came.written_at),
       last_event_at = greatest(c.last_event_at, came.at),
       preview = came.preview,
       said_at = greatest(c.said_at, came.written_at),
       snoozed_until = NULL,
       waiting_since = CASE WHEN c.handled_by = 'human'
                            THEN coalesce(c.waiting_since, came.at) ELSE c.waiting_since END,
       person_id = coalesce(c.person_id, came.person_id),
       contact_point_id = CASE WHEN c.person_id IS NULL AND came.person_id IS NOT NULL
                               THEN came.contact_point_id ELSE c.contact_point_id END
  FROM unnest(%(ids)b::uuid[], %(written_ats)b::timestamptz[], %(ats)b::timestamptz[],
              %(previews)b::text[], %(person_ids)b::uuid[], %(contact_point_ids)b::uuid[])
       AS came (id, written_at, at, preview, person_id, contact_point_id)
 WHERE c.organisation_id = %(organisation_id)s AND c.id = came.id
"""

# The conversation's lock makes its messages wait their turn; a busy conversation is skipped.
NEXT = """
SELECT c.id, c.person_id, c.contact_point_id, c.number_id, c.state, c.handled_by,
       c.bot_state::text, c.silent_until, c.back_at, c.back_done
  FROM conversations_inboundmessage i
  JOIN conversations_conversation c
    ON c.organisation_id = i.organisation_id AND c.id = i.conversation_id
 WHERE i.organisation_id = %(organisation_id)s
   AND i.handled_at IS NULL AND i.handle_after <= %(now)s
 ORDER BY i.handle_after
 LIMIT 1
   FOR NO KEY UPDATE OF c SKIP LOCKED
"""

# Asked again under the lock: whoever held it a moment ago may have handled what was seen.
OLDEST = """
SELECT i.id, i.provider_message_id, i.kind, i.text, i.button_id, i.media_id <> '', i.written_at
  FROM conversations_inboundmessage i
 WHERE i.organisation_id = %(organisation_id)s AND i.conversation_id = %(conversation_id)s
   AND i.handled_at IS NULL
   AND EXISTS (SELECT 1 FROM conversations_inboundmessage due
                WHERE due.organisation_id = i.organisation_id
                  AND due.conversation_id = i.conversation_id
                  AND due.handled_at IS NULL AND due.handle_after <= %(now)s)
 ORDER BY i.written_at, i.id
 LIMIT 1
"""

# Of those who have been waited for longest, the conversations that people have.
NEXT_HELD = """
SELECT c.id, c.person_id, c.contact_point_id, c.number_id, c.state, c.handled_by,
       c.bot_state::text, c.silent_until, c.back_at, c.back_done
  FROM conversations_conversation c
 WHERE c.organisation_id = %(organisation_id)s AND c.handled_by = 'human'
   AND c.bot_state IS NOT NULL
   AND c.id IN (SELECT i.conversation_id FROM conversations_inboundmessage i
                 WHERE i.organisation_id = %(organisation_id)s
                   AND i.handled_at IS NULL AND i.handle_after <= %(now)s
                 ORDER BY i.handle_after LIMIT %(limit)s)
   FOR NO KEY UPDATE OF c SKIP LOCKED
"""

WAITING_IN = """
SELECT i.conversation_id,
       i.id, i.provider_message_id, i.kind, i.text, i.button_id, i.media_id <> '', i.written_at
  FROM conversations_inboundmessage i
 WHERE i.organisation_id = %(organisation_id)s AND i.conversation_id = ANY(%(ids)s::uuid[])
   AND i.handled_at IS NULL
 ORDER BY i.written_at, i.id
"""

FINISH_ALL = """
UPDATE conversations_inboundmessage SET handled_at = %(at)s
 WHERE organisation_id = %(organisation_id)s AND id = ANY(%(ids)s::uuid[])
"""

FINISH = """
UPDATE conversations_inboundmessage SET handled_at = %(at)s
 WHERE organisation_id = %(organisation_id)s AND id = %(inbound_id)s
RETURNING id
"""

FINISH_AND_KEEP = """
WITH kept AS (
    UPDATE conversations_conversation SET bot_state = %(bot_state)s::jsonb
     WHERE organisation_id = %(organisation_id)s AND id = %(conversation_id)s
)
UPDATE conversations_inboundmessage SET handled_at = %(at)s
 WHERE organisation_id = %(organisation_id)s AND id = %(inbound_id)s
RETURNING id
"""

# The same state, hands and tabulation again change nothing and return nothing.
MOVE = """
WITH before AS (
    SELECT id, state, handled_by
      FROM conversations_conversation
     WHERE organisation_id = %(organisation_id)s AND id = %(conversation_id)s
       FOR NO KEY UPDATE
)
UPDATE conversations_conversation c
   SET state = %(state)s,
       state_reason = %(reason)s,
       handled_by = coalesce(%(handled_by)s::text, c.handled_by),
       tabulation = coalesce(%(tabulation)s::text, c.tabulation),
       last_event_at = greatest(c.last_event_at, %(at)s)
  FROM before b
 WHERE c.organisation_id = %(organisation_id)s AND c.id = b.id
   AND (b.state <> %(state)s OR b.handled_by <> coalesce(%(handled_by)s::text, b.handled_by)
        OR %(tabulation)s::text IS NOT NULL)
RETURNING b.state, c.person_id
"""

# Nobody has to answer; who watches what is said looks at once.
TELL = "SELECT pg_notify('trato_inbound', %(organisation_id)s::text)"
