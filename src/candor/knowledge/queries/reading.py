"""What readers get: published articles in their language, or in another one where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from candor.kernel.actor import Actor
from candor.knowledge.models import Article, ArticleText
from candor.knowledge.models.articles import ArticleQuerySet
from candor.knowledge.words import language_name


@dataclass(frozen=True, slots=True)
class Readable:
    """An article as its readers see it: the published version in one language."""

    id: int
    ref: str
    text_id: int
    language: str
    title: str
    summary: str
    body: str
    number: int
    published_at: datetime
    category_id: int | None

    @property
    def language_name(self) -> str:
        return language_name(self.language)


def published_for(actor: Actor) -> ArticleQuerySet:
    """What is published and the actor may read. The help centre's own pages begin with `offered_to` instead, where
    staff are readers like customers.
    """
    return Article.objects.visible_to(actor).published()


def in_language(articles: Sequence[Article], language: str) -> list[Readable]:
    """The articles in their order, each in this language, or else in another one. One query."""
    by_article: dict[int, list[ArticleText]] = {}
    for text in _published_texts(article.pk for article in articles):
        by_article.setdefault(text.article_id, []).append(text)
    return [
        _readable(article, min(texts, key=lambda text: (text.language != language, text.language)))
        for article in articles
        if (texts := by_article.get(article.pk))
    ]


def languages_of(article: Article) -> list[str]:
    """The languages in which readers can read it."""
    return [text.language for text in _published_texts([article.pk])]


def _published_texts(ids: Iterable[int]) -> Iterable[ArticleText]:
    rows = ArticleText.objects.filter(article__in=list(ids), published__isnull=False)
    return rows.select_related("published").order_by("article", "language")


def _readable(article: Article, text: ArticleText) -> Readable:
    version = text.published
    if version is None:
        raise LookupError(f"text {text.pk} is not published")
    return Readable(
        id=article.pk,
        ref=article.ref,
        text_id=text.pk,
        language=text.language,
        title=version.title,
        summary=version.summary,
        body=version.body,
        number=version.number,
        published_at=version.published_at,
        category_id=article.category_id,
    )
