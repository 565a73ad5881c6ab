"""What readers tell us, and what they looked for in vain. Neither says who they are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from candor.kernel.ids import new_ref
from candor.knowledge.models.articles import ArticleText


class ArticleFeedback(models.Model):
    """Whether an article helped somebody, and their words. It names nobody: there is no column for who it was."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    text = models.ForeignKey(ArticleText, models.CASCADE, related_name="feedback", db_index=False)
    version_number = models.PositiveIntegerField(default=0)
    """The version that they had read."""
    has_helped = models.BooleanField()
    words = models.TextField(blank=True)
    given_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    """When somebody of us had read the words and was done with them."""
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    """The form's one-time key: a double submit meets the unique index and has one effect."""

    objects: ClassVar[models.Manager[ArticleFeedback]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["text", "-given_at", "-id"], name="knowledge_feedback_of_text"),
            models.Index(
                fields=["-given_at", "-id"],
                name="knowledge_feedback_waiting",
                condition=models.Q(settled_at=None) & ~models.Q(words=""),
            ),
            models.Index(fields=["given_at"], name="knowledge_feedback_age"),
        ]


class MissedSearch(models.Model):
    """Words that were looked for in the articles and found nowhere, counted by the day."""

    day = models.DateField()
    language = models.CharField(max_length=5)
    text = models.CharField(max_length=80)
    """Trimmed, in small letters, without what looks like an address or a number of somebody."""
    count = models.PositiveIntegerField(default=1)
    settled_at = models.DateTimeField(null=True)
    """When somebody of us had seen to it."""

    objects: ClassVar[models.Manager[MissedSearch]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "language", "text"], name="knowledge_missed_once_a_day")]
        indexes = [models.Index(fields=["-count", "id"], name="knowledge_missed_often")]
