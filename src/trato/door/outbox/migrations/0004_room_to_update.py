"""Leaves room in each page: rows that are updated soon after they came stay where they are."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("outbox", "0003_set_aside_indexes")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE outbox_message SET (fillfactor = 70)", "ALTER TABLE outbox_message RESET (fillfactor)"
        ),
        migrations.RunSQL(
            "ALTER TABLE outbox_attempt SET (fillfactor = 80)", "ALTER TABLE outbox_attempt RESET (fillfactor)"
        ),
        migrations.RunSQL(
            "ALTER TABLE outbox_pace SET (fillfactor = 60)", "ALTER TABLE outbox_pace RESET (fillfactor)"
        ),
        migrations.RunSQL(
            "ALTER TABLE outbox_window SET (fillfactor = 80)", "ALTER TABLE outbox_window RESET (fillfactor)"
        ),
    ]
