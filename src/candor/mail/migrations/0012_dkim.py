from django.db import migrations, models

import candor.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0010_alarms"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=candor.kernel.ids.new_ref, max_length=16, unique=True)),
                ("domain", models.CharField(max_length=253)),
                ("selector", models.CharField(max_length=20)),
                ("private_key", models.TextField(blank=True)),
                ("public_key", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("made", "Made"), ("in-use", "In Use"), ("retired", "Retired")],
                        default="made",
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("used_since", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("domain", "selector"), name="mail_one_selector"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "retired"), _negated=True),
                        fields=("domain", "state"),
                        name="mail_one_signing_key",
                    ),
                ],
            },
        ),
    ]
