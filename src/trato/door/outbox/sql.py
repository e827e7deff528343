"""The dispatcher's hot path by hand: claim what may leave now.

Replies before campaigns; within a conversation strictly one after the other.
"""

CLAIM = """
SELECT m.id
  FROM outbox_message m
 WHERE (m.state = 'ready' OR (m.state = 'held' AND m.hold_until <= %(now)s))
   AND NOT EXISTS (
       SELECT 1 FROM outbox_message e
        WHERE e.organisation_id = m.organisation_id
          AND e.conversation_id = m.conversation_id
          AND e.id < m.id
          AND e.state IN ('ready', 'sending'))
 ORDER BY m.is_business_initiated, m.id
 LIMIT %(limit)s
   FOR UPDATE OF m SKIP LOCKED
"""
