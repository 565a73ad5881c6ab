"""The public site: what this place is, the contact form, and what to do without cookies. No page sets a cookie."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.helpdesk.actions.contact import Contact, receive_contact
from candor.helpdesk.actions.uploads import stored
from candor.helpdesk.demo.entry import entries
from candor.helpdesk.forms.customer_contact import ContactForm
from candor.helpdesk.models import Ticket
from candor.helpdesk.queries.opening_words import opening_shown, openings_of, present_words
from candor.helpdesk.refusals import EmptyMessage
from candor.helpdesk.views.suggestions import beside_contact_form
from candor.kernel import instance
from candor.kernel.actor import ANONYMOUS
from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people.public import IdentifierKind, Refused, normalise, registration_is_open
from candor.privacy.public import current_notice_version
from candor.ui.public import Stamp, page, show_again

MOST_PER_NETWORK = 30
MOST_PER_ADDRESS = 6
HOUR = timedelta(hours=1)

RECEIPT = "helpdesk.contact.receipt"


def welcome(request: Request) -> HttpResponse:
    """What this place is, and the next step."""
    return page(
        request,
        "helpdesk/public/welcome.html",
        instance=instance.current(),
        entries=entries(),
        may_register=registration_is_open(),
        opening=opening_shown(openings_of(present_words())),
        panels=panels_at("public.start", ANONYMOUS, None),
    )


def contact(request: Request) -> HttpResponse:
    """Ask a question without an account. Who has signed in asks in the Customer Center, where they are known."""
    if request.method == "POST":
        return _receive(request)
    if not request.actor.is_anonymous:
        return redirect("customer:new-case")
    return page(request, "helpdesk/public/contact.html", **_surroundings(ContactForm(initial={"stamp": Stamp.new()})))


def contact_sent(request: Request, receipt: str) -> HttpResponse:
    """The number of the case and how to follow it. The number is signed, so nobody can try others out."""
    try:
        number = signing.loads(receipt, salt=RECEIPT)
    except signing.BadSignature as error:
        raise Http404 from error
    return page(request, "helpdesk/public/contact_sent.html", number=number)


def cookies(request: Request) -> HttpResponse:
    """What to do when a browser takes no cookies, and what the one cookie is for (mission E6)."""
    return page(request, "helpdesk/public/cookies.html")


def robots(request: Request) -> HttpResponse:
    """Search engines may read the public pages; the Centers are nobody's search result."""
    closed = ("customer", "tech", "business", "reports", "api", "contact/sent", "enquiry/sent", "register/confirmation",
              "your-data/sent", "your-data/proof")  # fmt: skip
    lines = ["User-agent: *", *(f"Disallow: /{path}/" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _receive(request: Request) -> HttpResponse:
    form = ContactForm(request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, form)
    if not _within_limits(request, form.cleaned_data["email"]):
        form.add_error(
            None,
            _("Many messages came from your network or address within an hour. Send yours again later."),
        )
        return _again(request, form, status=429)
    try:
        ticket = _open(request, form)
    except Refused as refused:
        form.add_error("email", str(refused.reason))
        return _again(request, form)
    except EmptyMessage:
        form.add_error("text", _("Write your message."))
        return _again(request, form)
    return redirect("public:contact-sent", signing.dumps(ticket.number, salt=RECEIPT))


def _open(request: Request, form: ContactForm) -> Ticket:
    given = form.cleaned_data
    with stored(given["files"]) as files:
        return receive_contact(
            Contact(
                name=given["name"],
                email=given["email"],
                phone=given["phone"],
                category=given["category"],
                subject=given["subject"],
                text=given["text"],
                files=files,
                language=get_language() or "",
                submission_key=given["stamp"].key,
                notice_version=current_notice_version(),
            ),
            by=request.actor,
        )


def _within_limits(request: Request, email: str) -> bool:
    address = normalise(IdentifierKind.EMAIL, email)
    return allow(("contact", "network", network_of(request)), MOST_PER_NETWORK, HOUR) and allow(
        ("contact", "address", address), MOST_PER_ADDRESS, HOUR
    )


def _again(request: Request, form: ContactForm, *, status: int = 422) -> HttpResponse:
    return show_again(request, "helpdesk/public/contact.html#form", status=status, **_surroundings(form))


def _surroundings(form: ContactForm) -> dict[str, Any]:
    return {
        "form": form,
        **beside_contact_form(form),
        "upload_limit": settings.INSTANCE.upload_mb * 1_000_000,
        "files_were_sent": bool(form.files),
    }
