"""Something that a person says is wrong, as the office decides about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.kernel.registries.corrections import NotCorrected
from candor.people.public import Refused
from candor.privacy import access_own as access
from candor.privacy.actions import contests as actions
from candor.privacy.forms_rights import DecideForm
from candor.privacy.models import Contest, ContestOutcome
from candor.privacy.queries.contests import as_it_stands
from candor.privacy.views.going import see
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: Request, ref: str) -> HttpResponse:
    """What they say, what is held, and the decision."""
    row = access.contest(request.actor, ref)
    held = as_it_stands(request.actor, row)
    if request.method == "POST" and not held.is_open:
        if row.outcome == ContestOutcome.OPEN:
            messages.error(request, _("This request is over. Nothing was changed."))
        return _on(row)
    form = DecideForm(request.POST or None, held=held.writable, wished=row.wished)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid() and _decided(request, row, form):
        return _on(row)
    if row.request.subject_number is not None:
        looked_at(row.request.subject_number, about=row, by=request.actor, role="privacy-officer")
    status = 422 if form.is_bound else 200
    return page(request, "privacy/tech/contest.html", status=status, row=row, form=form, held=held)


def _on(row: Contest) -> HttpResponse:
    """Back to the thing; of a request that the office entered, to all that is wrong in it."""
    if row.request.is_from_account:
        return see("tech:privacy-contest", row.ref)
    return see("tech:privacy-corrections", row.request.ref)


def _decided(request: Request, row: Contest, form: DecideForm) -> bool:
    """Do what the form says; False where it cannot be, and the form says why."""
    try:
        is_new = _decide(request, row, form)
    except NotCorrected as refusal:
        form.object_to(refusal.errors)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    if is_new:
        told = _("Your decision is noted, and the person is told.")
        messages.success(request, told if row.request.is_from_account else _("Your decision is noted."))
    return True


def _decide(request: Request, row: Contest, form: DecideForm) -> bool:
    outcome, answer = ContestOutcome(form.cleaned_data["outcome"]), form.cleaned_data["answer"]
    if outcome is not ContestOutcome.CORRECTED:
        return actions.leave(row, outcome, answer, by=request.actor)
    if form.held is None:
        return actions.corrected_by_hand(row, answer, by=request.actor)
    return actions.correct(row, form.values(), answer, by=request.actor)
