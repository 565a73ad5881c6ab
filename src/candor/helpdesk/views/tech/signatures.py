"""As whom a queue writes, and its signature."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.helpdesk.actions.senders import change_queue_sender, change_signatures
from candor.helpdesk.actions.signatures import change_queue_signature
from candor.helpdesk.forms.senders import QueueSenderForm, SignaturesForm, by_language
from candor.helpdesk.models import Queue, QueueSender
from candor.helpdesk.rules.variables import NAMES
from candor.helpdesk.senders import sender_of
from candor.helpdesk.views.tech.answers import go_to
from candor.kernel.http.request import Request
from candor.ui.public import page

EITHER = ["GET", "HEAD", "POST"]


@require_http_methods(EITHER)
def queue_signature(request: Request, ref: str) -> HttpResponse:
    """What stands below every reply from the queue, after the technician's own part."""
    queue, sender = _queue(ref)
    kept = {"signature": queue.signature, **by_language(sender.signatures if sender is not None else {})}
    form = SignaturesForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid():
        change_queue_signature(queue, form.cleaned_data["signature"], by=request.actor)
        change_signatures(queue, form.signatures(), by=request.actor)
        messages.success(request, _("The signature is saved."))
        return go_to("tech:queue", ref)
    status = 422 if form.is_bound else 200
    return page(request, "helpdesk/tech/queue_signature.html", status=status, queue=queue, form=form, names=NAMES)


@require_http_methods(EITHER)
def queue_sender(request: Request, ref: str) -> HttpResponse:
    """From which address and under which name the queue writes."""
    queue, sender = _queue(ref)
    form = QueueSenderForm(request.POST if request.method == "POST" else None, sender)
    if form.is_valid():
        change_queue_sender(queue, form.details(), by=request.actor)
        messages.success(request, _("The sender is saved."))
        return go_to("tech:queue-sender", ref)
    return page(
        request,
        "helpdesk/tech/queue_sender.html",
        status=422 if form.is_bound else 200,
        queue=queue,
        form=form,
        replies=sender_of(queue, request.person),
        automatic=sender_of(queue),
    )


def _queue(ref: str) -> tuple[Queue, QueueSender | None]:
    queue = Queue.objects.filter(ref=ref).first()
    if queue is None:
        raise Http404
    return queue, QueueSender.objects.filter(queue=queue).first()
