"""What web processes remember together: tries counted, codes used up; outside of the walls."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_invitations_and_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='Remembered',
            fields=[
                ('name', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('said', models.JSONField()),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
