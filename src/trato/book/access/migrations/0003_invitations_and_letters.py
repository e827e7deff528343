"""Invitations by a secret that is kept as a hash, and letters sealed until they have left."""


import trato.foundation.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_sessions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('id', models.UUIDField(default=trato.foundation.ids.new_id)),
                ('email_sealed', models.BinaryField()),
                ('email_index', models.BinaryField(max_length=32)),
                ('role', models.CharField(max_length=16)),
                ('secret_hash', models.CharField(max_length=64)),
                ('is_mailed', models.BooleanField()),
                ('invited_by', models.IntegerField()),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('user_id', models.IntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation_id', 'secret_hash'), name='invitation_secret_unique')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('id', models.UUIDField(default=trato.foundation.ids.new_id)),
                ('sealed', models.BinaryField()),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('failure', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['organisation_id', 'next_try_at'], name='letter_waiting')],
            },
        ),
    ]
