"""Something that a person says is wrong, as the office decides about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access_own as access
from candor.privacy.actions import contests as actions
from candor.privacy.forms_rights import DecideForm
from candor.privacy.models import ContestOutcome
from candor.privacy.queries.contests import as_it_stands
from candor.privacy.views.going import see
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: Request, ref: str) -> HttpResponse:
    """What they say, what is held, and the decision."""
    row = access.contest(request.actor, ref)
    form = DecideForm(request.POST or None)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        try:
            outcome = ContestOutcome(form.cleaned_data["outcome"])
            if actions.decide(row, outcome, form.cleaned_data["answer"], by=request.actor):
                messages.success(request, _("Your decision is noted, and the person is told."))
            return see("tech:privacy-contest", ref)
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
    if row.request.subject_number is not None:
        looked_at(row.request.subject_number, about=row, by=request.actor, role="privacy-officer")
    status = 422 if form.is_bound else 200
    held = as_it_stands(request.actor, row)
    return page(request, "privacy/tech/contest.html", status=status, row=row, form=form, held=held)
