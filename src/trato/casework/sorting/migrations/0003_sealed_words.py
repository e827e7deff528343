"""Seals the words that saved views look for: they may be a person's name or number.

Backwards the views stay, and look for nothing.
"""

from django.db import migrations, models

from trato.book.organisations import keys
from trato.foundation import tenancy


def seal(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation_id FROM organisations_directory WHERE kind = 'organisation'"
        )
        for (organisation_id,) in cursor.fetchall():
            # The walls hold the tables' owner, too.
            _enter(cursor, str(organisation_id))
            cursor.execute("SELECT id, wanted->>'q' FROM sorting_view WHERE jsonb_exists(wanted, 'q')")
            kept = cursor.fetchall()
            if kept:
                cursor.execute("SELECT wrapped_key FROM organisations_organisation")
                ((wrapped,),) = cursor.fetchall()
                _seal(cursor, keys.unwrapped(bytes(wrapped)), kept)
        _enter(cursor, "")


def _enter(cursor, organisation_id):
    cursor.execute("SELECT set_config(%s, %s, true)", [tenancy.SETTING, organisation_id])


def _seal(cursor, vault, kept):
    for view_id, words in kept:
        sought = (words or "").strip()
        sealed = vault.seal(sought, place=f"view:{view_id}") if sought else b""
        cursor.execute(
            "UPDATE sorting_view SET wanted = wanted - 'q', words_sealed = %s WHERE id = %s",
            [sealed, view_id],
        )


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
        ('sorting', '0002_segments'),
    ]

    operations = [
        migrations.AddField(
            model_name='view',
            name='words_sealed',
            field=models.BinaryField(db_default=b'', default=bytes),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=False),
    ]
