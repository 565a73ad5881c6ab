"""Addresses that nobody advertises to: looking one up, entering one, and when the others were entered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.kernel.http.request import Request
from candor.privacy.actions.suppressions import suppress
from candor.privacy.forms_suppression import AddressForm, SuppressionForm
from candor.privacy.models import SuppressionReason
from candor.privacy.queries.suppressions import suppressions_page
from candor.privacy.suppressing import entry_for, reach_of
from candor.privacy.views.going import see
from candor.privacy.views.unwritten import UNWRITTEN, words_for
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def suppressions(request: Request) -> HttpResponse:
    """The entries by date and reason; a typed address is looked up. It is sent by POST, so that no log keeps it."""
    form = AddressForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _page(request, form, answered=True, entry=entry_for(form.cleaned_data["address"]))


@require_http_methods(["GET", "HEAD", "POST"])
def new_suppression(request: Request) -> HttpResponse:
    """Enter an address because its owner wants it so."""
    form = SuppressionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(request, "privacy/tech/new_suppression.html", status=status, form=form, problem="")
    address, reason = form.cleaned_data["address"], SuppressionReason(form.cleaned_data["reason"])
    try:
        suppress(address, reach_of(address), reason, by=request.actor)
    except UNWRITTEN as problem:
        told = words_for(problem)
        return page(request, "privacy/tech/new_suppression.html", status=503, form=form, problem=told)
    messages.success(request, _("Nobody advertises to this address any more."))
    return see("tech:privacy-suppressions")


def _page(request: Request, form: AddressForm, *, status: int = 200, **more: Any) -> HttpResponse:
    entries, later = suppressions_page(request.actor, after=request.GET.get("after", ""))
    shown = {"answered": False, "entry": None, **more}
    return page(
        request, "privacy/tech/suppressions.html", status=status, form=form, entries=entries, later=later, **shown
    )
