from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0023_channels"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountManagerSettings",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("hidden_groups", models.JSONField(default=list)),
                ("hidden_details", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="privacy_one_account_manager")
                ],
            },
        ),
    ]
