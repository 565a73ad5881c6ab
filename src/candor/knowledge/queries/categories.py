"""The categories in their order, named for a reader."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from candor.knowledge.models import ArticleCategory

BETWEEN = " › "


@dataclass(slots=True)
class Branch:
    """A category with its name and description in a language, and those below it."""

    category: ArticleCategory
    name: str
    description: str
    below: list[Branch] = field(default_factory=list)


def tree(language: str, categories: QuerySet[ArticleCategory] | None = None) -> list[Branch]:
    """The top categories in their order with those below them; two queries."""
    rows = categories if categories is not None else ArticleCategory.objects.active()
    branches = {row.pk: _branch(row, language) for row in rows.order_by("position", "id").prefetch_related("names")}
    tops: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.category.parent_id or 0)
        (above.below if above else tops).append(branch)
    return tops


def full_names(language: str) -> dict[int, str]:
    """Every category's name by its number, after that of the one above it; archived ones too, which articles keep."""
    names: dict[int, str] = {}
    for top in tree(language, ArticleCategory.objects.all()):
        names[top.category.pk] = top.name
        names |= {each.category.pk: f"{top.name}{BETWEEN}{each.name}" for each in top.below}
    return names


def choices(language: str) -> list[tuple[str, str]]:
    """Those that articles may get, by reference."""
    options = []
    for top in tree(language):
        options.append((top.category.ref, top.name))
        options += [(each.category.ref, f"{top.name}{BETWEEN}{each.name}") for each in top.below]
    return options


def _branch(category: ArticleCategory, language: str) -> Branch:
    """Named in the language, or else in another one."""
    names = sorted(category.names.all(), key=lambda said: (said.language != language, said.language))
    return Branch(category, names[0].name if names else "", names[0].description if names else "")
