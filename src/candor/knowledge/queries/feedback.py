"""What readers said of articles: the totals and latest words of one, and the words that nobody of us has settled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from candor.kernel.actor import Actor
from candor.knowledge.models import WRITE, Article, ArticleFeedback, ArticleText
from candor.knowledge.words import language_name

PAGE = 30
LATEST = 5


@dataclass(frozen=True, slots=True)
class Totals:
    """How often an article helped and did not in one language, with the latest words about it, the newest first."""

    language: str
    helped: int
    did_not_help: int
    latest: Sequence[ArticleFeedback] = ()

    @property
    def language_name(self) -> str:
        return language_name(self.language)


def feedback_on(texts: Collection[ArticleText], actor: Actor) -> list[Totals]:
    """What was said of an article in each of these languages, for its staff page; the words for those who write.

    One query. Draw it with `{% include "knowledge/tech/_feedback.html" %}`, which reads it as `feedback`.
    """
    said = list(_with_words(texts)[: LATEST * 2]) if texts and actor.is_staff and actor.may(WRITE) else []
    return [
        Totals(
            text.language,
            text.helped_count,
            text.did_not_help_count,
            [each for each in said if each.text_id == text.pk][:LATEST],
        )
        for text in sorted(texts, key=lambda text: text.language)
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of words. `older` is the reference of its last entry where there are further ones."""

    entries: Sequence[ArticleFeedback]
    older: str = ""


def unsettled(actor: Actor, *, after: str = "") -> Page:
    """Words about articles that nobody has settled, the newest first, for those who write. Two queries."""
    waiting = _waiting(actor)
    ordered = waiting.select_related("text__article", "text__published").order_by("-given_at", "-id")
    mark = waiting.filter(ref=after).values_list("given_at", "id").first() if after else None
    if mark is not None:
        ordered = ordered.filter(Q(given_at__lt=mark[0]) | Q(given_at=mark[0], id__lt=mark[1]))
    found = list(ordered[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def _waiting(actor: Actor) -> QuerySet[ArticleFeedback]:
    if not (actor.is_staff and actor.may(WRITE)):
        return ArticleFeedback.objects.none()
    articles = Article.objects.visible_to(actor).kept()
    return ArticleFeedback.objects.filter(settled_at=None, text__article__in=articles).exclude(words="")


def _with_words(texts: Collection[ArticleText]) -> QuerySet[ArticleFeedback]:
    return ArticleFeedback.objects.filter(text__in=texts).exclude(words="").order_by("-given_at", "-id")
