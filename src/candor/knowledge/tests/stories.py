"""Beginnings of stories about articles."""

from __future__ import annotations

from typing import Any

from candor.kernel.actor import SYSTEM
from candor.knowledge.actions.publishing import publish
from candor.knowledge.actions.writing import NewArticle, Words, create_article
from candor.knowledge.models import Article, Visibility

PRINTER = Words("Set up a printer", "Any printer on your network.", "Open **Settings**, then choose *Printers*.")
DRUCKER = Words("Drucker einrichten", "Jeder Drucker in Ihrem Netz.", "Öffnen Sie **Einstellungen**, dann *Drucker*.")


def written(**words: Words) -> Article:
    """An article as drafts in these languages."""
    return create_article(NewArticle(words or {"en": PRINTER}), by=SYSTEM)


def published(visibility: Visibility = Visibility.PUBLIC, **words: Words) -> Article:
    """An article that is published in these languages."""
    article = create_article(NewArticle(words or {"en": PRINTER}, visibility=visibility), by=SYSTEM)
    for text in article.texts.all():
        publish(text, by=SYSTEM)
    article.refresh_from_db()
    return article


def texts(article: Article) -> dict[str, Any]:
    """The article's language versions by language, as they stand now."""
    return {text.language: text for text in article.texts.select_related("published", "draft")}
