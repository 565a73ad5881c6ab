"""The index of what is published, for questions as people put them; made from the versions, and anew at will.

Both engines hold it as tables of the database, so that both answer alike (docs/decisions/0020).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from candor.knowledge.models.articles import ArticleText


class IndexedWord(models.Model):
    """A word as it stands in published texts, with the texts that hold it and how much it says in each.

    `texts` are the numbers of the texts, ascending, four bytes each; `weights` has one byte for each.
    `english` and `german` are its stems, `backwards` its letters from the end: a compound is found by its last part.
    """

    word = models.CharField(max_length=64, unique=True)
    english = models.CharField(max_length=64, db_index=True)
    german = models.CharField(max_length=64, db_index=True)
    backwards = models.CharField(max_length=64, db_index=True)
    count = models.PositiveIntegerField(default=0)
    texts = models.BinaryField()
    weights = models.BinaryField()

    objects: ClassVar[models.Manager[IndexedWord]] = models.Manager()

    def __str__(self) -> str:
        return self.word


class IndexedText(models.Model):
    """A published text that the index holds: the numbers of its words, those of the title first."""

    text = models.OneToOneField(ArticleText, models.CASCADE, primary_key=True, related_name="indexed")
    version_id = models.PositiveBigIntegerField()
    """The version whose words these are."""
    words = models.BinaryField()
    title_words = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[IndexedText]] = models.Manager()


class IndexTotals(models.Model):
    """How many texts the index holds: one row, kept by who writes it, so that nothing counts them."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    texts = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[IndexTotals]] = models.Manager()
