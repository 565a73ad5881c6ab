"""Whom an issue is for, with numbers and reasons."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.business.public import BrokenAudience
from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters.actions.audiences import choose_audience
from candor.newsletters.actions.writing import StaleIssue
from candor.newsletters.audience import is_broken, numbers_of
from candor.newsletters.forms_settings import AudienceForm
from candor.newsletters.models import Issue
from candor.ui.public import page

TEMPLATE = "newsletters/business/audience.html"


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: Request, ref: str) -> HttpResponse:
    """Everybody on the list, or those in a segment."""
    found = access.issue_for(request.actor, ref)
    form = AudienceForm(request.actor, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _shown(request, found, form, 422 if form.is_bound else 200)
    try:
        choose_audience(found, form.chosen, by=request.actor)
    except StaleIssue:
        form.add_error(None, _("It is no draft any more: whom it is for cannot be changed."))
        return _shown(request, access.issue_for(request.actor, ref), form, 409)
    except BrokenAudience:
        form.add_error("segment", _("This segment asks for something that is no longer there. Choose another one."))
        return _shown(request, found, form, 422)
    messages.success(request, _("The audience is chosen. The numbers below are of this moment."))
    return HttpResponseRedirect(reverse("business:newsletter-audience", args=[ref]), status=303)


def _shown(request: Request, found: Issue, form: AudienceForm, status: int) -> HttpResponse:
    return page(
        request, TEMPLATE, status=status, found=found, form=form, numbers=numbers_of(found), is_broken=is_broken(found)
    )
