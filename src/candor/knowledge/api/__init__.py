"""The knowledge base for programs. Loaded by the API's face alone."""

from candor.knowledge.api import articles, categories, readers, texts, writing
from candor.knowledge.api.operations import ARTICLE_CATEGORIES, ARTICLES

__all__ = ["ARTICLES", "ARTICLE_CATEGORIES", "articles", "categories", "readers", "texts", "writing"]
