"""Cancelling on the public site without signing in (§ 312k BGB). No cookie, and the same answer for everybody."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.business import access_declarations as access
from candor.business.actions import declaring
from candor.business.forms_declarations import CancelContractForm
from candor.business.models import CancelKind, Declaration
from candor.business.words_subscriptions import declared_facts
from candor.kernel.actor import ANONYMOUS
from candor.kernel.file_names import content_disposition
from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people.public import IdentifierKind, normalise
from candor.ui.public import Stamp, page, show_again

TEMPLATE = "business/public/cancel_contract.html"
MOST_PER_NETWORK = 30
MOST_PER_ADDRESS = 5
HOUR = timedelta(hours=1)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_contract(request: Request) -> HttpResponse:
    """Say what is cancelled; one press declares it."""
    if request.method == "POST":
        return _receive(request)
    return page(request, TEMPLATE, form=CancelContractForm(initial={"stamp": Stamp.new()}))


@require_safe
def receipt(request: Request, secret: str) -> HttpResponse:
    """What was declared and when it came, to be printed and saved."""
    found = access.declaration_of_receipt(secret)
    return page(
        request,
        "business/public/cancel_receipt.html",
        found=found,
        received=declaring.arrival_words(found, get_language() or "en"),
        facts=declared_facts(found),
        file=reverse("public:cancel-contract-file", args=[secret]),
    )


@require_safe
def receipt_file(_request: Request, secret: str) -> HttpResponse:
    """The same as a file of plain text."""
    found = access.declaration_of_receipt(secret)
    answer = HttpResponse(_as_text(found), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = content_disposition(f"{found.number}.txt")
    answer["Cache-Control"] = "no-store"
    return answer


def _receive(request: Request) -> HttpResponse:
    form = CancelContractForm(request.POST)
    if not form.is_valid():
        return show_again(request, f"{TEMPLATE}#form", form=form)
    given = form.cleaned_data
    if not _within_limits(request, given["email"]):
        form.add_error(
            None, _("Many cancellations came from your network or address within an hour. Send it again later.")
        )
        return show_again(request, f"{TEMPLATE}#form", status=429, form=form)
    said = declaring.Said(
        CancelKind(given["kind"]),
        given["name"],
        given["email"],
        given["contract"],
        given["reason"],
        given["wished_on"],
        get_language() or "",
        given["stamp"].key,
    )
    secret = declaring.receipt_link(declaring.receive_declaration(said, by=ANONYMOUS))
    return HttpResponseRedirect(reverse("public:cancel-contract-receipt", args=[secret]), status=303)


def _within_limits(request: Request, email: str) -> bool:
    if not allow(("cancelling", "network", network_of(request)), MOST_PER_NETWORK, HOUR):
        return False
    address = normalise(IdentifierKind.EMAIL, email) if email else ""
    return not address or allow(("cancelling", "address", address), MOST_PER_ADDRESS, HOUR)


def _as_text(found: Declaration) -> str:
    heading = _("Confirmation of the receipt of a cancellation: %(number)s") % {"number": found.number}
    received = declaring.arrival_words(found, get_language() or "en")
    lines = [f"{label}: {text}" for label, text in [(_("Received"), received), *declared_facts(found)]]
    return "\r\n".join([heading, "", *lines, ""])
