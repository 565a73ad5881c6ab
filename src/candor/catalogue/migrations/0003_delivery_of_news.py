from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_releases"),
    ]

    operations = [
        migrations.AddField(
            model_name="releasesubscription",
            name="delivery",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
    ]
