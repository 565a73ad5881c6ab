"""The shelves of the help centre: categories with their first articles, one category, the top ten, frequent questions.

Every function takes the articles that the reader is offered, and reads a bounded number of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from candor.knowledge.models import Article, ArticleCategory, ArticleCategoryName, ArticleText
from candor.knowledge.models.articles import ArticleQuerySet
from candor.knowledge.words import language_name

MOST_CATEGORIES = 60
ON_A_SHELF = 4
"""Articles that stand under their category's name on the first page."""

TOP = 10
LOOKED_AT = 5 * TOP
"""Texts that helped most, among which those that this reader is offered are looked for."""

PAGE = 20
RELATED = 5


@dataclass(frozen=True, slots=True)
class Headline:
    """An article in a list, in the reader's language or else in another one."""

    ref: str
    title: str
    summary: str
    language: str

    @property
    def language_name(self) -> str:
        return language_name(self.language)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with its first articles, and the shelves below it."""

    ref: str
    name: str
    description: str
    articles: Sequence[Headline] = ()
    below: Sequence[Shelf] = field(default_factory=tuple)

    @property
    def is_empty(self) -> bool:
        return not self.articles and all(shelf.is_empty for shelf in self.below)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. `older` is the reference of its last article where there are further ones."""

    articles: Sequence[Article]
    older: str = ""


def shelves(articles: ArticleQuerySet, language: str) -> list[Shelf]:
    """The categories that hold something for this reader, in their order. Three queries."""
    newest = articles.filter(category=OuterRef("pk")).order_by("-changed_at", "-id").values("pk")
    places = {f"article_{place}": Subquery(newest[place : place + 1]) for place in range(ON_A_SHELF)}
    rows = list(ArticleCategory.objects.active().in_order().annotate(**places)[:MOST_CATEGORIES])
    held = {row.pk: [number for name in places if (number := getattr(row, name)) is not None] for row in rows}
    names = names_of((row.pk for row in rows), language)
    titles = headlines({number for numbers in held.values() for number in numbers}, language)
    made = {row.pk: _shelf(row, names, [titles[number] for number in held[row.pk] if number in titles]) for row in rows}
    return [
        shelf
        for row in rows
        if row.parent_id is None
        and not (shelf := _with_those_below(made[row.pk], [made[each.pk] for each in rows if each.parent_id == row.pk]))
        .is_empty
    ]  # fmt: skip


def category_of(ref: str, language: str) -> tuple[ArticleCategory, Shelf] | None:
    """One category with its name; None where there is none, or where it was archived."""
    row = ArticleCategory.objects.active().select_related("parent").filter(ref=ref).first()
    return (row, _shelf(row, names_of([row.pk], language), [])) if row is not None else None


def below(category: ArticleCategory, articles: ArticleQuerySet, language: str) -> list[Shelf]:
    """The sub-categories that hold something for this reader. Two queries."""
    inside = articles.filter(category=OuterRef("pk")).values("pk")[:1]
    rows = list(
        category.children.active().in_order().annotate(one=Subquery(inside)).filter(one__isnull=False)[:MOST_CATEGORIES]
    )
    names = names_of((row.pk for row in rows), language)
    return [_shelf(row, names, []) for row in rows]


def page_of(articles: ArticleQuerySet, *, after: str = "", by: str = "changed_at") -> Page:
    """A page of articles, the latest first; `after` is the reference of the last one of the page before."""
    ordered = articles.order_by(f"-{by}", "-id")
    mark: tuple[datetime, int] | None = articles.filter(ref=after).values_list(by, "id").first() if after else None
    if mark is not None:
        ordered = ordered.filter(Q(**{f"{by}__lt": mark[0]}) | Q(**{by: mark[0], "id__lt": mark[1]}))
    found = list(ordered[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def top(articles: ArticleQuerySet, language: str) -> list[Headline]:
    """The ten that are shown first: those that were given a place, then those that helped most. Three queries."""
    numbers = list(articles.top().values_list("pk", flat=True)[:TOP])
    if len(numbers) < TOP:
        helped = ArticleText.objects.filter(helped_count__gt=0, published__isnull=False).order_by(
            "-helped_count", "-id"
        )
        best = list(dict.fromkeys(helped.values_list("article", flat=True)[:LOOKED_AT]))
        offered = set(articles.filter(pk__in=best).values_list("pk", flat=True))
        numbers += [number for number in best if number in offered and number not in numbers]
    return in_order(numbers[:TOP], language)


def related_to(article: Article, articles: ArticleQuerySet, language: str) -> list[Headline]:
    """Others of the same category, the latest first. Two queries."""
    if article.category_id is None:
        return []
    others = articles.filter(category=article.category_id).exclude(pk=article.pk).order_by("-changed_at", "-id")
    return in_order(list(others.values_list("pk", flat=True)[:RELATED]), language)


def in_order(numbers: Sequence[int], language: str) -> list[Headline]:
    """The headlines of these articles in their order. One query, none for none."""
    titles = headlines(numbers, language)
    return [titles[number] for number in numbers if number in titles]


def headlines(numbers: Collection[int], language: str) -> dict[int, Headline]:
    """By article: what stands above it in this language, or else in another one. One query, none for none."""
    if not numbers:
        return {}
    rows = ArticleText.objects.filter(article__in=numbers, published__isnull=False).values_list(
        "article_id", "article__ref", "published__title", "published__summary", "language"
    )
    chosen: dict[int, Headline] = {}
    for number, *values in sorted(rows, key=lambda row: (row[-1] != language, row[-1])):
        chosen.setdefault(number, Headline(*values))
    return chosen


def names_of(categories: Iterable[int], language: str) -> Mapping[int, ArticleCategoryName]:
    """By category: its name in this language, or else in another one. One query."""
    rows = ArticleCategoryName.objects.filter(category__in=list(categories))
    chosen: dict[int, ArticleCategoryName] = {}
    for row in sorted(rows, key=lambda row: (row.language != language, row.language)):
        chosen.setdefault(row.category_id, row)
    return chosen


def _shelf(row: ArticleCategory, names: Mapping[int, ArticleCategoryName], articles: Sequence[Headline]) -> Shelf:
    name = names.get(row.pk)
    return Shelf(row.ref, name.name if name else row.ref, name.description if name else "", articles)


def _with_those_below(shelf: Shelf, others: Sequence[Shelf]) -> Shelf:
    filled = tuple(each for each in others if not each.is_empty)
    return Shelf(shelf.ref, shelf.name, shelf.description, shelf.articles, filled)
