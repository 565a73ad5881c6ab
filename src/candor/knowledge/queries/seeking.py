"""Finding the article that answers a question, as people put it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from candor.kernel.actor import Actor
from candor.knowledge.finding.asking import ask
from candor.knowledge.models import Article, ArticleText
from candor.knowledge.models.articles import ArticleQuerySet
from candor.knowledge.queries.reading import Readable, in_language, published_for

MOST_FOUND = 5
PORTIONS = (100, 900, 4_000)
"""Texts that are looked at for whether this reader may see them, until enough were found."""


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article with how well it fits: the higher, the better."""

    article: Readable
    score: float


def search_articles(actor: Actor, text: str, language: str, *, most: int = MOST_FOUND) -> list[FoundArticle]:
    """The published articles that the actor may read and that answer the question best, the best first.

    All languages are looked through; each article comes in this one where it has it.
    """
    return search_among(published_for(actor), text, language, most=most)


def search_among(articles: ArticleQuerySet, text: str, language: str, *, most: int = MOST_FOUND) -> list[FoundArticle]:
    """The same among these articles: the help centre begins with `offered_to`."""
    scores = _scores(articles, text, most)
    rows = {row.pk: row for row in Article.objects.filter(pk__in=scores)}
    shown = in_language([rows[number] for number in scores if number in rows], language)
    return [FoundArticle(each, scores[each.id]) for each in shown]


def _scores(articles: ArticleQuerySet, text: str, most: int) -> dict[int, float]:
    """The best articles, the best first; of one in two languages the better text counts."""
    answers, scores = iter(ask(text)), dict[int, float]()
    for size in PORTIONS:
        some = dict(islice(answers, size))
        if not some:
            break
        visible = ArticleText.objects.filter(pk__in=some, published__isnull=False, article__in=articles)
        owner = dict(visible.values_list("pk", "article"))
        for number, score in some.items():
            if number in owner:
                scores.setdefault(owner[number], round(score, 4))
        if len(scores) >= most:
            break
    return dict(islice(scores.items(), most))
