from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class MailWordsQuerySet(models.QuerySet["MailWords"]):
    def visible_to(self, actor: Actor) -> MailWordsQuerySet:
        """Those who set mail up; nobody else sees any."""
        return self if actor.is_the_house or actor.may("mail.mailbox.change") else self.none()

    def in_use(self) -> MailWordsQuerySet:
        """The latest version of each mail and language."""
        return self.filter(is_latest=True)

    def of(self, key: str, language: str) -> MailWordsQuerySet:
        return self.filter(key=key, language=language)


class MailWords(models.Model):
    """The house's own words of a mail (`key`, a `MailText`'s) in one language: one version of them.

    The latest version counts; one with empty words stands for going back to the original.
    """

    key = models.CharField(max_length=80)
    language = models.CharField(max_length=5)
    version = models.PositiveIntegerField()
    is_latest = models.BooleanField(default=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    written_at = models.DateTimeField()

    objects = MailWordsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "language", "version"], name="mail_one_version_of_words"),
            models.UniqueConstraint(
                fields=["key", "language"], condition=Q(is_latest=True), name="mail_one_latest_words"
            ),
        ]
