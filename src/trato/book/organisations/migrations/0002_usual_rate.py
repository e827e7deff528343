"""The rate to which a number returns after the provider asked for less."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Every number there is has the rate that Meta gives to all."""

    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="number",
            name="usual_per_second",
            field=models.FloatField(default=80),
        ),
    ]
