"""Redacting a sales mail: mark a span, see that it stands there, take it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.business import access
from candor.business.actions.redacting import KIND, IsHeld, redact_around
from candor.business.forms import SpanForm
from candor.business.models import SalesMail
from candor.kernel.http.request import Request
from candor.privacy.public import LedgerBroken, LedgerBusy, NothingToRedact, places_of
from candor.ui.public import page

REFUSALS = (IsHeld, NothingToRedact, LedgerBusy, LedgerBroken)


@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: Request, mail: str) -> HttpResponse:
    """The mail's text to mark a span in; then in how many places it stands; then, confirmed, it is gone for good."""
    return _redact(request, access.workable_mail(request.actor, mail))


def _redact(request: Request, mail: SalesMail) -> HttpResponse:
    access.note_look(request, mail.correspondence)
    form = SpanForm(mail, request.POST or None)
    if not form.is_valid():
        return _page(request, mail, form, status=422 if request.method == "POST" else 200)
    if request.POST.get("confirmed") != "yes":
        return _page(request, mail, form, times=_times(mail, form))
    try:
        redact_around(mail, form.variants, by=request.actor)
    except REFUSALS as refusal:
        problem, status = told(refusal)
        return _page(request, mail, form, problem=problem, status=status)
    messages.success(request, _("It is taken away everywhere. The message says that it was redacted."))
    return HttpResponseRedirect(at_mail(mail), status=303)


def _times(mail: SalesMail, form: SpanForm) -> int:
    """How often it stands in the correspondence and in what hangs on it: raw mails, the outbox, names of files."""
    places = places_of(form.variants, {KIND: [mail.correspondence_id]})
    return sum(sum(place.times.values()) for place in places)


def at_mail(mail: SalesMail) -> str:
    """Where the mail stands on its page."""
    return f"{reverse('tech:sales-correspondence', args=[mail.correspondence.ref])}#m-{mail.ref}"


def told(refusal: Exception) -> tuple[str, int]:
    """Why nothing was taken away, and the status of the answer."""
    match refusal:
        case IsHeld():
            return _("A legal hold covers this person. Nothing was changed: ask the privacy office."), 409
        case NothingToRedact():
            return _("It stands nowhere any more: somebody else was quicker."), 409
    failed = _("The privacy ledger could not be written. Nothing was changed: try again or tell the administrator.")
    return failed, 503


def _page(request: Request, mail: SalesMail, form: SpanForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    shown = {"times": 0, "problem": "", **more}
    found = mail.correspondence
    return page(request, "business/tech/redact.html", status=status, mail=mail, found=found, form=form, **shown)
