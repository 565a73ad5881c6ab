from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """The documents whose every version is kept and shown."""

    NOTICE = "notice", _("Privacy notice")
    TERMS = "terms", _("Terms of use")


class NoticeVersion(models.Model):
    """One version of the privacy notice or the terms in one language, as it was published; never changed afterwards.

    Versions count from 1 for each kind; the languages of one version share its number and moment. `text` is Markdown in
    which `{organisation}`, `{address}`, `{email}` and `{phone}` stand for the organisation's own settings.
    """

    kind = models.CharField(max_length=6, choices=NoticeKind.choices)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    text = models.TextField()
    what_changed = models.TextField()
    published_at = models.DateTimeField()

    objects: ClassVar[models.Manager[NoticeVersion]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version", "language"], name="privacy_one_text_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} ({self.language})"
