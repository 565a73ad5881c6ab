"""The access log in the privacy office: who looked at whom, and who looked at that."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.http.request import Request
from candor.kernel.jobs.cleaning import ACCESS_LOG_KEPT
from candor.people.public import role_of
from candor.privacy.actions.log_reads import read_log
from candor.privacy.forms_log_reads import LogForm
from candor.privacy.queries import log_reads as queries
from candor.privacy.views.going import number, see
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def access_log(request: Request) -> HttpResponse:
    """Ask, and see who has asked before. Every question is noted."""
    initial = {"person": request.GET.get("person", "")[:254]}
    form = LogForm(request.POST if request.method == "POST" else None, actor=request.actor, initial=initial)
    if form.is_valid():
        return see("tech:privacy-access-log-read", read_log(form.question, by=request.actor, role=role_of(request)).ref)
    rows, later = queries.reads_page(request.actor, after=request.GET.get("after", "")[:16])
    return page(
        request,
        "privacy/tech/access_log.html",
        status=422 if form.is_bound else 200,
        form=form,
        rows=rows,
        later=later,
        days=ACCESS_LOG_KEPT.days,
    )


@require_safe
def read(request: Request, ref: str) -> HttpResponse:
    """What was asked for, to whoever asked."""
    found = queries.read_of(request.actor, ref)
    if found is None:
        raise Http404
    rows, later = queries.looks_page(request.actor, found, after=number(request, "after"))
    whom, staff = queries.names_of(found)
    return page(
        request, "privacy/tech/access_log_read.html", found=found, rows=rows, later=later, whom=whom, staff=staff
    )  # fmt: skip
