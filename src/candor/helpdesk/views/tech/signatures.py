"""The signature of a queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.helpdesk.actions.signatures import change_queue_signature
from candor.helpdesk.forms.prepared import SignatureForm
from candor.helpdesk.models import Queue
from candor.helpdesk.rules.variables import NAMES
from candor.helpdesk.views.tech.answers import go_to
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def queue_signature(request: Request, ref: str) -> HttpResponse:
    """What stands below every reply from the queue, after the technician's own part."""
    queue = Queue.objects.filter(ref=ref).first()
    if queue is None:
        raise Http404
    form = SignatureForm(request.POST if request.method == "POST" else None, initial={"signature": queue.signature})
    if form.is_valid():
        change_queue_signature(queue, form.cleaned_data["signature"], by=request.actor)
        messages.success(request, _("The signature is saved."))
        return go_to("tech:queue", ref)
    status = 422 if form.is_bound else 200
    return page(request, "helpdesk/tech/queue_signature.html", status=status, queue=queue, form=form, names=NAMES)
