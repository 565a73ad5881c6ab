"""System Configuration: the category tree."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.helpdesk.actions import categories as actions
from candor.helpdesk.forms.categories import CategoryForm, NewCategoryForm
from candor.helpdesk.models import Category
from candor.helpdesk.queries.categories import tree
from candor.helpdesk.refusals import Refused
from candor.helpdesk.views.tech.configuration import EITHER, or_404, to
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(EITHER)
def categories(request: Request) -> HttpResponse:
    """The whole tree, and a box to make one more."""
    form = NewCategoryForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.create_category(
                form.cleaned_data["name"], by=request.actor, parent=form.cleaned_data["parent"]
            )
        except Refused as refusal:
            form.add_error("parent", sentence_for(refusal))
        else:
            return to("tech:category", made.ref)
    branches = tree()
    return page(
        request,
        "helpdesk/tech/categories.html",
        status=422 if form.is_bound else 200,
        form=form,
        branches=[branch for branch in branches if branch.category.archived_at is None],
        archived=[branch for branch in branches if branch.category.archived_at is not None],
    )


@require_http_methods(EITHER)
def category(request: Request, ref: str) -> HttpResponse:
    """One category: name, place in the tree, whether customers may choose it, its queue."""
    chosen = or_404(Category.objects.select_related("parent", "queue"), ref)
    form = CategoryForm(chosen, request.POST or None)
    if form.is_valid():
        try:
            actions.change_category(chosen, actions.CategoryDetails(**form.cleaned_data), by=request.actor)
        except Refused as refusal:
            form.add_error("parent", sentence_for(refusal))
        else:
            messages.success(request, _("The category is saved."))
            return to("tech:categories")
    status = 422 if form.is_bound else 200
    return page(request, "helpdesk/tech/category.html", status=status, category=chosen, form=form)


@require_POST
def archive_category(request: Request, ref: str) -> HttpResponse:
    """Offer the category and those below it no more."""
    actions.archive_category(or_404(Category.objects.all(), ref), by=request.actor)
    return to("tech:categories")


@require_POST
def restore_category(request: Request, ref: str) -> HttpResponse:
    """Offer the category again."""
    actions.restore_category(or_404(Category.objects.all(), ref), by=request.actor)
    return to("tech:categories")
