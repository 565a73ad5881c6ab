"""System Configuration: queues and categories."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.helpdesk.actions import queues as actions
from candor.helpdesk.forms.configuration import CategoryForm, NewCategoryForm, NewQueueForm, QueueForm
from candor.helpdesk.models import Category, Queue
from candor.helpdesk.queries.counters import figures_by_queue
from candor.helpdesk.refusals import Refused
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.http.request import Request
from candor.ui.public import page

EITHER = ["GET", "HEAD", "POST"]


@require_http_methods(EITHER)
def queues(request: Request) -> HttpResponse:
    """All queues with their figures, and a box to make one more."""
    form = NewQueueForm(request.POST or None)
    if form.is_valid():
        queue = actions.create_queue(form.cleaned_data["name"], by=request.actor)
        return _to("tech:queue", queue.ref)
    rows = list(Queue.objects.select_related("default_assignee").prefetch_related("members").order_by("name"))
    figures = figures_by_queue([queue.pk for queue in rows], request.person.pk)
    return page(
        request,
        "helpdesk/tech/queues.html",
        status=422 if form.is_bound else 200,
        form=form,
        queues=[(queue, figures[queue.pk]) for queue in rows if queue.archived_at is None],
        archived=[queue for queue in rows if queue.archived_at is not None],
    )


@require_http_methods(EITHER)
def queue(request: Request, ref: str) -> HttpResponse:
    """One queue: name, who sees it, members, where new cases go."""
    chosen = _or_404(Queue, ref)
    form = QueueForm(chosen, request.POST or None)
    if form.is_valid():
        actions.change_queue(chosen, actions.QueueDetails(**form.cleaned_data), by=request.actor)
        messages.success(request, _("The queue is saved."))
        return _to("tech:queues")
    return page(request, "helpdesk/tech/queue.html", status=422 if form.is_bound else 200, queue=chosen, form=form)


@require_POST
def archive_queue(request: Request, ref: str) -> HttpResponse:
    """Take the queue out of use."""
    chosen = _or_404(Queue, ref)
    try:
        actions.archive_queue(chosen, by=request.actor)
    except Refused as refusal:
        messages.error(request, sentence_for(refusal))
        return _to("tech:queue", ref)
    return _to("tech:queues")


@require_POST
def restore_queue(request: Request, ref: str) -> HttpResponse:
    """Bring the queue back into use."""
    actions.restore_queue(_or_404(Queue, ref), by=request.actor)
    return _to("tech:queues")


@require_http_methods(EITHER)
def categories(request: Request) -> HttpResponse:
    """All categories, and a box to make one more."""
    form = NewCategoryForm(request.POST or None)
    if form.is_valid():
        category = actions.create_category(form.cleaned_data["name"], by=request.actor)
        return _to("tech:category", category.ref)
    rows = list(Category.objects.select_related("queue").order_by("name"))
    return page(
        request,
        "helpdesk/tech/categories.html",
        status=422 if form.is_bound else 200,
        form=form,
        categories=[category for category in rows if category.archived_at is None],
        archived=[category for category in rows if category.archived_at is not None],
    )


@require_http_methods(EITHER)
def category(request: Request, ref: str) -> HttpResponse:
    """One category: name, whether customers may choose it, its queue."""
    chosen = _or_404(Category, ref)
    form = CategoryForm(chosen, request.POST or None)
    if form.is_valid():
        actions.change_category(chosen, actions.CategoryDetails(**form.cleaned_data), by=request.actor)
        messages.success(request, _("The category is saved."))
        return _to("tech:categories")
    status = 422 if form.is_bound else 200
    return page(request, "helpdesk/tech/category.html", status=status, category=chosen, form=form)


@require_POST
def archive_category(request: Request, ref: str) -> HttpResponse:
    """Offer the category no more."""
    actions.archive_category(_or_404(Category, ref), by=request.actor)
    return _to("tech:categories")


@require_POST
def restore_category(request: Request, ref: str) -> HttpResponse:
    """Offer the category again."""
    actions.restore_category(_or_404(Category, ref), by=request.actor)
    return _to("tech:categories")


def _or_404(model: Any, ref: str) -> Any:
    found = model.objects.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _to(name: str, *arguments: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(name, args=arguments))
    response.status_code = 303
    return response
