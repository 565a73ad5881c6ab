"""Setting up the categories of articles: two levels, in an order, named in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.knowledge.models import ArticleCategory, ArticleCategoryName
from candor.knowledge.refusals import CategoryTooDeep, StaleCategory

TURN = "knowledge.category"


@dataclass(frozen=True, slots=True)
class CategoryDetails:
    """A category's names and descriptions by language, and the one it stands below."""

    names: Mapping[str, tuple[str, str]]
    parent: ArticleCategory | None = None


@transaction.atomic
def create_category(details: CategoryDetails, *, by: Actor) -> ArticleCategory:
    """A category at the end of its row; pressing twice makes one. Raises CategoryTooDeep."""
    one_at_a_time(TURN)
    _refuse_deep(details.parent)
    twin = _twin(details)
    if twin is not None:
        return twin
    last = ArticleCategory.objects.filter(parent=details.parent).aggregate(last=Max("position"))["last"]
    category = ArticleCategory.objects.create(parent=details.parent, position=(last or 0) + 1)
    _write_names(category, details)
    record("knowledge.category.created", category, by=by, parent=category.parent_id)
    return category


@transaction.atomic
def change_category(
    category: ArticleCategory, details: CategoryDetails, *, by: Actor, expected_version: int | None = None
) -> None:
    """Raises StaleCategory or CategoryTooDeep."""
    one_at_a_time(TURN)
    rows = ArticleCategory.objects.filter(pk=category.pk)
    if expected_version is not None and not rows.filter(version=expected_version).exists():
        raise StaleCategory
    _refuse_deep(details.parent, category)
    rows.update(parent=details.parent, version=F("version") + 1)
    _write_names(category, details)
    record("knowledge.category.changed", category, by=by)


@transaction.atomic
def raise_category(category: ArticleCategory, *, by: Actor) -> None:
    """One place up among its neighbours. The first stays where it is."""
    one_at_a_time(TURN)
    row = list(ArticleCategory.objects.active().filter(parent=category.parent_id).in_order())
    at = next((place for place, each in enumerate(row) if each.pk == category.pk), 0)
    if at:
        row[at - 1], row[at] = row[at], row[at - 1]
        for place, each in enumerate(row, 1):
            ArticleCategory.objects.filter(pk=each.pk).exclude(position=place).update(position=place)
        record("knowledge.category.raised", category, by=by)


@transaction.atomic
def archive_category(category: ArticleCategory, *, by: Actor) -> None:
    """Offer it and those below it no more; articles keep them. Doing it twice changes nothing."""
    own = ArticleCategory.objects.active()
    if own.filter(pk=category.pk).update(archived_at=clock.now()):
        own.filter(parent=category.pk).update(archived_at=clock.now())
        record("knowledge.category.archived", category, by=by)


@transaction.atomic
def restore_category(category: ArticleCategory, *, by: Actor) -> None:
    """Offer it again, and the one above it. Doing it twice changes nothing."""
    archived = ArticleCategory.objects.filter(pk__in=[category.pk, category.parent_id], archived_at__isnull=False)
    if archived.update(archived_at=None):
        record("knowledge.category.restored", category, by=by)


def _refuse_deep(parent: ArticleCategory | None, category: ArticleCategory | None = None) -> None:
    if parent is None:
        return
    if parent.parent_id is not None or (category is not None and parent.pk == category.pk):
        raise CategoryTooDeep
    if category is not None and ArticleCategory.objects.filter(parent=category.pk).exists():
        raise CategoryTooDeep


def _twin(details: CategoryDetails) -> ArticleCategory | None:
    names = {language: name for language, (name, _description) in details.names.items() if name}
    for each in ArticleCategory.objects.active().filter(parent=details.parent).prefetch_related("names"):
        if {said.language: said.name for said in each.names.all()} == names:
            return each
    return None


def _write_names(category: ArticleCategory, details: CategoryDetails) -> None:
    for language, (name, description) in details.names.items():
        if name:
            ArticleCategoryName.objects.update_or_create(
                category=category, language=language, defaults={"name": name, "description": description}
            )
        else:
            ArticleCategoryName.objects.filter(category=category, language=language).delete()
