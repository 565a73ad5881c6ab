"""Leads as a file, for those who may take people along."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from candor.business.actions.exporting_leads import file_of_leads
from candor.business.forms_leads import LeadExportForm
from candor.business.models.leads import VIEW
from candor.business.queries_leads import today
from candor.business.taken_out import name_of_leads
from candor.business.views.leads import wanted_by
from candor.kernel.file_names import content_disposition
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponse:
    """What the list of leads shows, as a CSV file, with the reason."""
    if not request.actor.may(VIEW):
        raise Http404
    form = LeadExportForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if not form.is_valid():
        return page(request, "business/leads/export.html", status=422 if form.is_bound else 200, form=form)
    content = file_of_leads(wanted_by(request.POST), form.cleaned_data["reason"], by=request.actor)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition(name_of_leads(today()), disposition="attachment")
    return response
