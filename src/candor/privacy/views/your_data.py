"""Requests of people who have not signed in: a form without a cookie, and the link that shows that a mailbox is theirs.

Whoever sends the form, and whosever address it holds, sees the same pages: they tell nobody whom we know.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people.public import IdentifierKind, normalise
from candor.privacy.actions import asking
from candor.privacy.forms_asking import PublicRequestForm, kind_choices
from candor.privacy.models import RequestKind
from candor.privacy.tasks_requests import mail_proof
from candor.privacy.views.going import see
from candor.privacy.words_asking import asked_on
from candor.ui.public import Stamp, page, show_again

MOST_PER_NETWORK = 20
MOST_PER_ADDRESS = 4
MOST_CONFIRMATIONS = 60
HOUR = timedelta(hours=1)

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def your_data(request: Request) -> HttpResponse:
    """The form; whatever the address is, the next page says the same."""
    if request.method != "POST":
        form = PublicRequestForm(initial={"stamp": Stamp.new(), "kind": request.GET.get("kind", "")})
        return page(request, "privacy/public/your_data.html", form=form, kinds=kind_choices())
    form = PublicRequestForm(request.POST)
    if not form.is_valid():
        return _again(request, form, 422)
    given = form.cleaned_data
    if not _within_limits(request, given["email"]):
        form.add_error(
            None, _("Many requests came from your network or for your address within an hour. Send yours again later.")
        )
        return _again(request, form, 429)
    wanted = asking.Wanted(
        kind=RequestKind(given["kind"]),
        name=given["name"],
        email=given["email"],
        said=given["said"],
        language=get_language() or "",
    )
    asking.ask_publicly(wanted, mailer=mail_proof, by=request.actor)
    return see("public:your-data-sent")


@require_safe
def sent(request: Request) -> HttpResponse:
    """That a mail is on its way: the same words for everybody."""
    return page(request, "privacy/public/your_data_sent.html")


@get_or_post
def confirm(request: Request, secret: str) -> HttpResponse:
    """Show that the mailbox is one's own. Looking at the page uses nothing up."""
    found = asking.request_behind(secret)
    if found is None:
        return page(request, "privacy/public/your_data_gone.html", status=410)
    if request.method != "POST":
        asked = asked_on(found.check.request)
        return page(request, "privacy/public/your_data_confirm.html", asked=asked, secret=secret)
    if not allow(("your-data", "confirm", network_of(request)), MOST_CONFIRMATIONS, HOUR):
        return page(request, "privacy/public/your_data_gone.html", status=429)
    asking.confirm_mailbox(found, by=request.actor)
    return see("public:your-data-confirmed")


@require_safe
def confirmed(request: Request) -> HttpResponse:
    """Thanks, in the same words for everybody."""
    return page(request, "privacy/public/your_data_confirmed.html")


def _within_limits(request: Request, email: str) -> bool:
    address = normalise(IdentifierKind.EMAIL, email)
    return allow(("your-data", "network", network_of(request)), MOST_PER_NETWORK, HOUR) and allow(
        ("your-data", "address", address), MOST_PER_ADDRESS, HOUR
    )


def _again(request: Request, form: PublicRequestForm, status: int) -> HttpResponse:
    return show_again(request, "privacy/public/your_data.html#form", status=status, form=form, kinds=kind_choices())
