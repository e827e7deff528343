"""The language a user chose, for letters about the account; outside of the walls."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_remembered'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountLanguage',
            fields=[
                ('user_id', models.IntegerField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=8)),
            ],
        ),
    ]
