"""Programs read the categories of articles, and those of keepers arrange them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from candor.kernel.actor import Actor
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import PathRef
from candor.kernel.http.problems import ROOT
from candor.knowledge.actions import categories as actions
from candor.knowledge.actions.categories import CategoryDetails
from candor.knowledge.api.operations import ARTICLE_CATEGORIES, PUBLISH, READ
from candor.knowledge.api.schemas import CategoryIn, CategoryNameIn, CategoryOut
from candor.knowledge.models import Article, ArticleCategory

ORDER = ("position", "id")
ONE = "article-categories/{slug:ref}"
EXAMPLE = {"en": {"name": "Printing"}, "de": {"name": "Drucken"}}


@ARTICLE_CATEGORIES.read(
    "article-categories", scope=READ, response=Page[CategoryOut], summary="List the categories", is_one=False
)
def list_article_categories(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """In their order. Customers get those in which there is something for them to read."""
    asking: Any = request
    page, later = page_by(request, _visible(asking.actor), ORDER, limit, cursor)
    return Page[CategoryOut](items=[_out(row, asking.actor) for row in page], next=later)


@ARTICLE_CATEGORIES.read(ONE, scope=READ, is_tagged=True, response=CategoryOut, summary="Read a category")
def read_article_category(request: HttpRequest, ref: PathRef) -> CategoryOut:
    """One category, archived ones too, which articles keep."""
    return _shown(request, _category_for(request, ref))


@ARTICLE_CATEGORIES.write(
    "POST",
    "article-categories",
    scope=PUBLISH,
    response=CategoryOut,
    status=201,
    summary="Add a category",
    is_one=False,
    example=EXAMPLE,
)
def add_article_category(request: HttpRequest, payload: CategoryIn) -> CategoryOut:
    """At the end of its row. One of the same names at the same place stays the one."""
    asking: Any = request
    category = actions.create_category(_details(payload), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}article-categories/{category.ref}")
    return _again(request, category.ref)


@ARTICLE_CATEGORIES.write(
    "PUT", ONE, scope=PUBLISH, response=CategoryOut, summary="Change a category", match="must", example=EXAMPLE
)
def change_article_category(request: HttpRequest, ref: PathRef, payload: CategoryIn) -> CategoryOut:
    """Its names and its place. A language that is left out loses its name."""
    asking: Any = request
    category = _category_for(request, ref)
    must_match(request, version_of(_out(category, asking.actor)))
    actions.change_category(category, _details(payload), by=asking.actor, expected_version=category.version)
    return _again(request, ref)


@ARTICLE_CATEGORIES.write(
    "POST", f"{ONE}/archive", scope=PUBLISH, response=CategoryOut, summary="Archive a category", takes_body=False
)
def archive_article_category(request: HttpRequest, ref: PathRef) -> CategoryOut:
    """Offer it and those below it no more; articles keep them. Doing it twice changes nothing."""
    asking: Any = request
    actions.archive_category(_category_for(request, ref), by=asking.actor)
    return _again(request, ref)


@ARTICLE_CATEGORIES.write(
    "POST",
    f"{ONE}/restoration",
    scope=PUBLISH,
    response=CategoryOut,
    summary="Offer a category again",
    takes_body=False,
)
def restore_article_category(request: HttpRequest, ref: PathRef) -> CategoryOut:
    """With the one above it. Doing it twice changes nothing."""
    asking: Any = request
    actions.restore_category(_category_for(request, ref), by=asking.actor)
    return _again(request, ref)


def _visible(actor: Actor) -> QuerySet[ArticleCategory]:
    """Staff all that are offered; customers those that hold something for them, and the ones above these."""
    rows = ArticleCategory.objects.active().select_related("parent").prefetch_related("names")
    if actor.is_staff:
        return rows
    held = Article.objects.visible_to(actor).exclude(category=None).values("category")
    return rows.filter(Q(pk__in=held) | Q(pk__in=ArticleCategory.objects.filter(pk__in=held).values("parent")))


def _category_for(request: Any, ref: str) -> ArticleCategory:
    rows = ArticleCategory.objects.select_related("parent") if request.actor.is_staff else _visible(request.actor)
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _details(payload: CategoryIn) -> CategoryDetails:
    sent: dict[str, CategoryNameIn | None] = {"en": payload.en, "de": payload.de}
    said = {code: sent.get(code) for code, _name in settings.LANGUAGES}
    names = {code: (each.name.strip(), each.description.strip()) if each else ("", "") for code, each in said.items()}
    above = ArticleCategory.objects.active().filter(ref=payload.parent).first() if payload.parent else None
    if payload.parent and above is None:
        raise no_such("parent")
    return CategoryDetails(names, above)


def _again(request: Any, ref: str) -> CategoryOut:
    return _shown(request, _category_for(request, ref))


def _shown(request: Any, category: ArticleCategory) -> CategoryOut:
    out = _out(category, request.actor)
    tagged(request, version_of(out))
    return out


def _out(category: ArticleCategory, actor: Actor) -> CategoryOut:
    language = get_language() or "en"
    names = sorted(category.names.all(), key=lambda said: (said.language != language, said.language))
    for_staff: dict[str, Any] = (
        {"is_archived": category.archived_at is not None, "version": category.version} if actor.is_staff else {}
    )
    return CategoryOut(
        ref=category.ref,
        name=names[0].name if names else "",
        description=names[0].description if names else "",
        parent=category.parent.ref if category.parent else None,
        names={each.language: each.name for each in names},
        **for_staff,
    )
