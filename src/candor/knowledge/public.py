"""What other slices may use of the knowledge base: articles made of cases, and articles that answer a question.

`articles_of_company` is for the demo.
"""

from __future__ import annotations

from candor.knowledge.access import offered_article, readable_article, writable_article
from candor.knowledge.actions.feedback import count_as_solved
from candor.knowledge.actions.publishing import publish
from candor.knowledge.actions.writing import NewArticle, Origin, Words, create_article
from candor.knowledge.markdown import as_markup
from candor.knowledge.models import PUBLISH, VIEW, WRITE, Article, Visibility
from candor.knowledge.queries.reading import Readable, in_language, published_for
from candor.knowledge.queries.seeking import FoundArticle, search_articles
from candor.knowledge.queries.suggesting import suggested, suggested_to_staff
from candor.knowledge.samples import articles_of_company

__all__ = [
    "PUBLISH",
    "VIEW",
    "WRITE",
    "Article",
    "FoundArticle",
    "NewArticle",
    "Origin",
    "Readable",
    "Visibility",
    "Words",
    "articles_of_company",
    "as_markup",
    "count_as_solved",
    "create_article",
    "in_language",
    "offered_article",
    "publish",
    "published_for",
    "readable_article",
    "search_articles",
    "suggested",
    "suggested_to_staff",
    "writable_article",
]
