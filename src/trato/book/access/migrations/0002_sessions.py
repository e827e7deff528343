"""Sessions that are known by their user, and go when the session itself does."""

import trato.foundation.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0001_initial"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.UUIDField(default=trato.foundation.ids.new_id, unique=True)),
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('user_id', models.IntegerField(db_index=True)),
                ('device', models.CharField(blank=True, max_length=60)),
                ('address', models.CharField(blank=True, max_length=40)),
                ('signed_in_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('last_organisation_id', models.UUIDField(null=True)),
            ],
        ),
        # A session that is not known could not be ended: everybody signs in once more.
        migrations.RunSQL("DELETE FROM django_session", migrations.RunSQL.noop),
        migrations.RunSQL(
            "ALTER TABLE access_signin ADD CONSTRAINT access_signin_session"
            " FOREIGN KEY (session_key) REFERENCES django_session (session_key)"
            " ON DELETE CASCADE",
            "ALTER TABLE access_signin DROP CONSTRAINT access_signin_session",
        ),
    ]
