"""Leaves room in each page: rows that are updated soon after they came stay where they are."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("conversations", "0002_set_aside_indexes")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE conversations_conversation SET (fillfactor = 60)", "ALTER TABLE conversations_conversation RESET (fillfactor)"
        ),
        migrations.RunSQL(
            "ALTER TABLE conversations_inboundmessage SET (fillfactor = 85)", "ALTER TABLE conversations_inboundmessage RESET (fillfactor)"
        ),
    ]
