from __future__ import annotations

from django.db import models


class OpeningWords(models.Model):
    """The one row of words with which the house greets visitors, by language; a blank one leaves the usual words.

    `words` is `{"de": {"heading": "…", "text": "…"}}`: plain text, whose web addresses become links.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    words = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="helpdesk_one_opening_words")]
