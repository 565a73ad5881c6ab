"""The categories of articles: their names in each language, their order."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.knowledge.actions import categories as actions
from candor.knowledge.forms import CategoryForm
from candor.knowledge.models import ArticleCategory
from candor.knowledge.queries.categories import tree
from candor.knowledge.refusals import Refused, StaleCategory
from candor.knowledge.views.tech.articles import EITHER
from candor.knowledge.words import sentence_for
from candor.ui.public import page


@require_http_methods(EITHER)
def categories(request: Request) -> HttpResponse:
    """All categories in their order, and a box to make one more."""
    form = CategoryForm(data=request.POST or None)
    if form.is_valid():
        try:
            actions.create_category(form.details(), by=request.actor)
        except Refused as refusal:
            form.add_error("parent", sentence_for(refusal))
        else:
            messages.success(request, _("The category is made."))
            return _to_list()
    language = get_language() or "en"
    archived = ArticleCategory.objects.filter(archived_at__isnull=False)
    return page(
        request,
        "knowledge/tech/categories.html",
        status=422 if form.is_bound else 200,
        form=form,
        branches=tree(language),
        archived=tree(language, archived),
    )


@require_http_methods(EITHER)
def category(request: Request, ref: str) -> HttpResponse:
    """One category: its names and its place."""
    chosen = _category(ref)
    form = CategoryForm(chosen, request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.change_category(chosen, form.details(), by=request.actor, expected_version=version)
        except Refused as refusal:
            status = 409 if isinstance(refusal, StaleCategory) else 422
            form.add_error(None, sentence_for(refusal))
        else:
            messages.success(request, _("The category is saved."))
            return _to_list()
    return page(request, "knowledge/tech/category.html", status=status, category=chosen, form=form)


def _verb(act: Callable[..., None]) -> Callable[..., HttpResponse]:
    def view(request: Request, ref: str) -> HttpResponse:
        act(_category(ref), by=request.actor)
        return _to_list()

    view.__name__, view.__doc__ = act.__name__, act.__doc__
    return require_POST(view)


raise_category = _verb(actions.raise_category)
archive_category = _verb(actions.archive_category)
restore_category = _verb(actions.restore_category)


def _category(ref: str) -> ArticleCategory:
    found = ArticleCategory.objects.select_related("parent").prefetch_related("names").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _to_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:article-categories"), status=303)
