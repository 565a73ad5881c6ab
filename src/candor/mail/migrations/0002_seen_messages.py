from __future__ import annotations

import hashlib
import hmac
from itertools import islice
from typing import Any

from django.db import migrations, models

from candor.kernel import clock
from candor.mail.sealing import keyed_digest_key

BATCH = 2_000


def remember(apps: Any, _schema_editor: Any) -> None:
    """Remember what came in before there was a memory: those messages, too, may be fetched again once they are gone."""
    keys = (
        apps.get_model("mail", "RawMessage").objects.exclude(original_key=None).values_list("original_key", flat=True)
    )
    seen, today, every = apps.get_model("mail", "SeenMessage"), clock.now().date(), keys.iterator(chunk_size=BATCH)
    while batch := list(islice(every, BATCH)):
        rows = [seen(digest=_digest(key), on=today) for key in batch]
        seen.objects.bulk_create(rows, ignore_conflicts=True)


def _digest(key: str) -> str:
    """As `candor.mail.seen` writes it."""
    return hmac.new(keyed_digest_key(), f"seen:{key}".encode(), hashlib.sha256).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SeenMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("on", models.DateField()),
            ],
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
