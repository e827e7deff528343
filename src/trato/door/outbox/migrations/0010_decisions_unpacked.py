"""Keeps the inputs of new decisions as they are: packing them took most of the time of writing."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0009_openings'),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE outbox_decision ALTER COLUMN inputs SET STORAGE EXTERNAL",
            "ALTER TABLE outbox_decision ALTER COLUMN inputs SET STORAGE EXTENDED",
        ),
    ]
