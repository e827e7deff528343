"""Offers are looked up by person at every acceptance."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("negotiation", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["organisation_id", "person_id"], name="offer_by_person"),
        ),
    ]
