"""The job monitor: what the worker does, what waits, what failed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.pages import page
from candor.kernel.http.request import Request
from candor.kernel.jobs import monitor
from candor.kernel.jobs.tasks import title_of
from candor.kernel.models import Job


@require_safe
def overview(request: Request) -> HttpResponse:
    """Running, waiting and failed jobs, with their progress."""
    may_retry = request.actor.may("kernel.job.retry")
    return page(request, "kernel/tech/jobs.html", jobs=monitor.overview(), title_of=title_of, may_retry=may_retry)


@require_POST
def retry(request: Request, number: int) -> HttpResponse:
    """Have a failed job tried again."""
    job = Job.objects.filter(pk=number).first()
    if job is None:
        raise Http404
    if monitor.retry(job, by=request.actor):
        messages.success(request, _("The job will be tried again in a moment."))
    else:
        messages.info(request, _("This job has not failed, or the same work waits already. Nothing was changed."))
    return HttpResponseRedirect(reverse("tech:jobs"), status=303)
