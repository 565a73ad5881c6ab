"""Asking for an offer on the public site. The page sets no cookie, and answers known and unknown people alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.business.actions.enquiring import Enquiry, receive_enquiry
from candor.business.forms_enquiry import EnquiryForm
from candor.kernel.actor import ANONYMOUS
from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.kernel.registries import boxes
from candor.people.public import IdentifierKind, Refused, normalise
from candor.privacy.public import current_notice_version
from candor.ui.public import Stamp, page, show_again

TEMPLATE = "business/public/enquiry.html"
MOST_PER_NETWORK = 30
MOST_PER_ADDRESS = 6
HOUR = timedelta(hours=1)


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: Request) -> HttpResponse:
    """Say what one is interested in."""
    if request.method == "POST":
        return _receive(request)
    return page(request, TEMPLATE, form=_form(initial={"stamp": Stamp.new()}))


@require_safe
def enquiry_sent(request: Request) -> HttpResponse:
    """The same for everybody."""
    return page(request, "business/public/enquiry_sent.html")


def _form(*args: Any, **options: Any) -> EnquiryForm:
    return EnquiryForm(*args, drawn=boxes.Form(boxes.ENQUIRY, get_language() or "en", ANONYMOUS), **options)


def _receive(request: Request) -> HttpResponse:
    form = _form(request.POST)
    if not form.is_valid():
        return show_again(request, f"{TEMPLATE}#form", form=form)
    given = form.cleaned_data
    if not _within_limits(request, given["email"]):
        form.add_error(
            None, _("Many messages came from your network or address within an hour. Send yours again later.")
        )
        return show_again(request, f"{TEMPLATE}#form", status=429, form=form)
    try:
        receive_enquiry(
            Enquiry(
                name=given["name"],
                email=given["email"],
                text=given["text"],
                phone=given["phone"],
                company=given["company"],
                language=get_language() or "",
                submission_key=given["stamp"].key,
                notice_version=current_notice_version(),
                ticked=form.ticked(given["email"], given["stamp"].key),
            ),
            by=ANONYMOUS,
        )
    except Refused as refused:
        form.add_error("email", str(refused.reason))
        return show_again(request, f"{TEMPLATE}#form", form=form)
    return HttpResponseRedirect(reverse("public:enquiry-sent"), status=303)


def _within_limits(request: Request, email: str) -> bool:
    address = normalise(IdentifierKind.EMAIL, email)
    return allow(("enquiry", "network", network_of(request)), MOST_PER_NETWORK, HOUR) and allow(
        ("enquiry", "address", address), MOST_PER_ADDRESS, HOUR
    )
