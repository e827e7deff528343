"""Every attempt is written once more, with what became of it: half a page is kept for that.

With room beside it the new version needs no entry in any index. Pages that are there stay as they are.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0011_author_version")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE outbox_attempt SET (fillfactor = 45)",
            "ALTER TABLE outbox_attempt SET (fillfactor = 80)",
        ),
    ]
