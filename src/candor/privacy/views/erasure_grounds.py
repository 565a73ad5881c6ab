"""Recording compelling grounds for items of a plan before it is confirmed, and taking them back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions.grounds import record_grounds, take_back_grounds
from candor.privacy.erasing.grounding import grounds_of
from candor.privacy.forms_grounds import GroundsForm
from candor.privacy.models import ErasureState
from candor.privacy.queries.grounds import waiting_items
from candor.privacy.views.going import note_look, number, see
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def grounds(request: Request, ref: str) -> HttpResponse:
    """What stays only while a company is asked; what is chosen stays for the reason given."""
    row = access.erasure(request.actor, ref)
    if row.state != ErasureState.PLANNED:
        return see("tech:privacy-erasure", ref)
    note_look(request, row)
    found = waiting_items(row, after=number(request, "after"))
    form, refused = GroundsForm(request.POST if request.method == "POST" else None, items=found.items), ""
    if form.is_valid():
        try:
            record_grounds(row, form.cleaned_data["text"], form.cleaned_data["items"], by=request.actor)
        except Refused as refusal:
            refused = str(refusal.reason)
        else:
            messages.success(
                request, _("The grounds are recorded. Nothing is carried out before the plan is confirmed.")
            )
            return see("tech:privacy-erasure", ref)
    status = 409 if refused else 422 if form.is_bound else 200
    shown = {"found": found, "grounds": grounds_of(row), "refused": refused}
    return page(request, "privacy/tech/erasure_grounds.html", status=status, row=row, form=form, **shown)


@require_POST
def take_back(request: Request, ref: str) -> HttpResponse:
    """Let the items wait for the company again."""
    row = access.erasure(request.actor, ref)
    try:
        if take_back_grounds(row, request.POST.get("ground", "")[:16], by=request.actor):
            messages.success(request, _("The grounds are taken back."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see("tech:privacy-erasure", ref)
