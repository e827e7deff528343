"""Members who keep their place and may not enter."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_usual_rate'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='deactivated_at',
            field=models.DateTimeField(null=True),
        ),
    ]
