from __future__ import annotations

from typing import ClassVar

from django.db import models

from candor.kernel.ids import new_ref


class ArticleCategoryQuerySet(models.QuerySet["ArticleCategory"]):
    def active(self) -> ArticleCategoryQuerySet:
        """Not archived: articles may get it."""
        return self.filter(archived_at=None)

    def in_order(self) -> ArticleCategoryQuerySet:
        return self.order_by("position", "id")


class ArticleCategory(models.Model):
    """What articles are about. Categories stand in an order; each may have sub-categories, which have none.

    Its names stand in `ArticleCategoryName`, one a language.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = ArticleCategoryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["position", "id"], name="knowledge_category_order")]

    def __str__(self) -> str:
        return self.ref


class ArticleCategoryName(models.Model):
    """A category's name in one language, with a sentence on what belongs there."""

    category = models.ForeignKey(ArticleCategory, models.CASCADE, related_name="names", db_index=False)
    language = models.CharField(max_length=5)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager[ArticleCategoryName]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "language"], name="knowledge_one_name_a_language")]

    def __str__(self) -> str:
        return self.name
