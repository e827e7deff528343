"""From when on a role needs a second factor."""

import trato.foundation.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FactorRule',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('id', models.UUIDField(default=trato.foundation.ids.new_id)),
                ('role', models.CharField(max_length=16)),
                ('required_from', models.DateTimeField()),
                ('set_at', models.DateTimeField()),
                ('set_by', models.IntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation_id', 'role'), name='factor_rule_unique')],
            },
        ),
    ]
