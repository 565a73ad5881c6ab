"""Tables of the knowledge slice."""

from candor.knowledge.models.articles import (
    PUBLISH,
    VIEW,
    WRITE,
    Article,
    ArticleDraft,
    ArticleFile,
    ArticleOrganisation,
    ArticleText,
    ArticleVersion,
    Visibility,
)
from candor.knowledge.models.categories import ArticleCategory, ArticleCategoryName
from candor.knowledge.models.index import IndexedText, IndexedWord, IndexTotals
from candor.knowledge.models.readers import ArticleFeedback, MissedSearch

__all__ = [
    "PUBLISH",
    "VIEW",
    "WRITE",
    "Article",
    "ArticleCategory",
    "ArticleCategoryName",
    "ArticleDraft",
    "ArticleFeedback",
    "ArticleFile",
    "ArticleOrganisation",
    "ArticleText",
    "ArticleVersion",
    "IndexTotals",
    "IndexedText",
    "IndexedWord",
    "MissedSearch",
    "Visibility",
]
