"""System Configuration: queues."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.helpdesk.actions import queues as actions
from candor.helpdesk.forms.configuration import NewQueueForm, QueueForm
from candor.helpdesk.models import Queue
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
        return to("tech:queue", queue.ref)
    rows = list(Queue.objects.select_related("default_assignee").prefetch_related("members").order_by("name"))
    figures = figures_by_queue([queue.pk for queue in rows], request.actor)
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
    chosen = or_404(Queue.objects.all(), ref)
    form = QueueForm(chosen, request.POST or None)
    if form.is_valid():
        actions.change_queue(chosen, actions.QueueDetails(**form.cleaned_data), by=request.actor)
        messages.success(request, _("The queue is saved."))
        return to("tech:queues")
    return page(request, "helpdesk/tech/queue.html", status=422 if form.is_bound else 200, queue=chosen, form=form)


@require_POST
def archive_queue(request: Request, ref: str) -> HttpResponse:
    """Take the queue out of use."""
    chosen = or_404(Queue.objects.all(), ref)
    try:
        actions.archive_queue(chosen, by=request.actor)
    except Refused as refusal:
        messages.error(request, sentence_for(refusal))
        return to("tech:queue", ref)
    return to("tech:queues")


@require_POST
def restore_queue(request: Request, ref: str) -> HttpResponse:
    """Bring the queue back into use."""
    actions.restore_queue(or_404(Queue.objects.all(), ref), by=request.actor)
    return to("tech:queues")


def or_404(rows: QuerySet[Any], ref: str) -> Any:
    """The row of this reference, or 404."""
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def to(name: str, *arguments: str) -> HttpResponse:
    """On to another page, after a change."""
    response = HttpResponseRedirect(reverse(name, args=arguments))
    response.status_code = 303
    return response
