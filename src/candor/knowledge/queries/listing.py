"""The list of articles that staff work with: what is being written, what is due, what lacks a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q

from candor.kernel.actor import Actor
from candor.kernel.search import ids_matching
from candor.knowledge.models import Article, ArticleDraft, ArticleText
from candor.knowledge.models.articles import ArticleQuerySet
from candor.knowledge.search import KIND

ROWS = 50
SHOWN = ("all", "drafts", "review", "published", "bin", "lacks-de", "lacks-en")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list shows: one of SHOWN, of one category or all, with these words. `after` is a row's reference."""

    show: str = "all"
    category: str = ""
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An article in the list; `title` in the reader's language where it has it."""

    article: Article
    title: str
    texts: Sequence[ArticleText]


@dataclass(frozen=True, slots=True)
class Listing:
    lines: list[Line]
    older: str = ""
    """The reference after which the next page begins."""


def listing(actor: Actor, wanted: Wanted, language: str, today: date) -> Listing:
    """One page of articles, the last changed first."""
    rows = shown(Article.objects.visible_to(actor), wanted.show, today)
    if wanted.category:
        rows = of_category(rows, wanted.category)
    found = ids_matching(KIND, wanted.words) if wanted.words else None
    if wanted.words:
        rows = rows.filter(pk__in=found) if found is not None else rows.none()
    mark = Article.objects.visible_to(actor).filter(ref=wanted.after).first() if wanted.after else None
    if mark is not None:
        rows = rows.filter(Q(changed_at__lt=mark.changed_at) | Q(changed_at=mark.changed_at, pk__lt=mark.pk))
    page = list(rows.select_related("owner").prefetch_related(_texts()).order_by("-changed_at", "-id")[: ROWS + 1])
    lines = [line_of(article, language) for article in page[:ROWS]]
    return Listing(lines, lines[-1].article.ref if len(page) > ROWS else "")


def line_of(article: Article, language: str) -> Line:
    """The article with its language versions (prefetched), the reader's language first."""
    texts = sorted(article.texts.all(), key=lambda text: (text.language != language, text.language))
    return Line(article, title_of(texts[0]) if texts else "", texts)


def title_of(text: ArticleText) -> str:
    """What is published says it, or else the draft."""
    draft = getattr(text, "draft", None)
    return text.published.title if text.published else draft.title if draft else ""


def due_of(actor: Actor, today: date, language: str, most: int) -> list[Line]:
    """The articles that this member of staff keeps and promised to look at again by now."""
    rows = Article.objects.visible_to(actor).due_for_review(today).filter(owner=actor.id)
    return [line_of(each, language) for each in rows.prefetch_related(_texts()).order_by("review_on", "id")[:most]]


def _texts() -> Prefetch[str]:
    return Prefetch("texts", ArticleText.objects.select_related("published", "draft"))


def of_category(rows: ArticleQuerySet, ref: str) -> ArticleQuerySet:
    """Those of a category and of the ones below it."""
    return rows.filter(Q(category__ref=ref) | Q(category__parent__ref=ref))


def shown(rows: ArticleQuerySet, show: str, today: date) -> ArticleQuerySet:
    """Those that the list shows for one of SHOWN."""
    match show:
        case "bin":
            return rows.binned()
        case "drafts":
            return rows.kept().filter(Exists(ArticleDraft.objects.filter(text__article=OuterRef("pk"))))
        case "review":
            return rows.due_for_review(today)
        case "published":
            return rows.published()
        case "lacks-de" | "lacks-en":
            there = ArticleText.objects.filter(article=OuterRef("pk"), language=show.removeprefix("lacks-"))
            return rows.kept().exclude(Exists(there))
        case _:
            return rows.kept()
