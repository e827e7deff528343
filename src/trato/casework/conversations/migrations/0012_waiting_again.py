"""Lets conversations wait that were handed over anew while still with whoever had ended them before.

Nobody was given these: they count as waiting since the person's last message.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0011_said_at'),
    ]

    operations = [
        migrations.RunSQL(
            [
                # The owner is behind the walls, too, and is in no organisation.
                "ALTER TABLE conversations_conversation NO FORCE ROW LEVEL SECURITY",
                """
                UPDATE conversations_conversation
                   SET agent_id = NULL, resolved_at = NULL, answered_at = NULL,
                       waiting_since = coalesce(last_inbound_at, last_event_at),
                       queued_at = coalesce(last_inbound_at, last_event_at),
                       handed_over_at = coalesce(last_inbound_at, last_event_at),
                       handed_over_because = state_reason
                 WHERE handled_by = 'human' AND state = 'human_queue' AND agent_id IS NOT NULL
                """,
                "ALTER TABLE conversations_conversation FORCE ROW LEVEL SECURITY",
            ],
            migrations.RunSQL.noop,
        ),
    ]
