"""The wording of a consent is its proof: it is kept whole, however long it is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("consent", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="permission", name="source", field=models.CharField(max_length=80)
        ),
        migrations.AlterField(model_name="permission", name="notice", field=models.TextField()),
    ]
