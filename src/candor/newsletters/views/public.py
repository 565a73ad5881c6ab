"""Newsletters on the public site: signing up, and confirming it. No cookie, and the same answer for every address."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.actor import ANONYMOUS
from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.newsletters.actions.signing_up import (
    Wanted,
    ask_for_newsletters,
    confirm_sign_up,
    lists_of,
    sign_up_behind,
)
from candor.newsletters.forms import SignUpForm
from candor.newsletters.queries import offered_to
from candor.people.public import IdentifierKind, Refused, normalise
from candor.ui.public import Stamp, page, show_again

TEMPLATE = "newsletters/public/sign_up.html"
MOST_PER_NETWORK, MOST_PER_ADDRESS = 30, 4
HOUR = timedelta(hours=1)

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def sign_up(request: Request) -> HttpResponse:
    """Choose newsletters."""
    language, lists = get_language() or "en", offered_to(ANONYMOUS)
    if request.method != "POST":
        form = SignUpForm(lists, language, initial={"stamp": Stamp.new()})
        return page(request, TEMPLATE, form=form)
    return _receive(request, SignUpForm(lists, language, request.POST), language)


@require_safe
def sent(request: Request) -> HttpResponse:
    """The same for everybody."""
    return page(request, "newsletters/public/sent.html")


@get_or_post
def confirm(request: Request, secret: str) -> HttpResponse:
    """The mailed link. Looking changes nothing, mail scanners look; the button counts."""
    found = sign_up_behind(secret)
    if found is None:
        return page(request, "newsletters/public/gone.html", status=410)
    token, wanted = found
    if request.method != "POST":
        names = [each.name_in(wanted.language) for each in lists_of(wanted)]
        return page(request, "newsletters/public/confirm.html", email=wanted.email, names=names)
    try:
        confirm_sign_up(token, wanted)
    except Refused as refusal:
        return page(request, "newsletters/public/gone.html", status=410, reason=str(refusal.reason))
    return HttpResponseRedirect(reverse("public:newsletters-confirmed"), status=303)


@require_safe
def confirmed(request: Request) -> HttpResponse:
    """From now on."""
    return page(request, "newsletters/public/confirmed.html")


def _receive(request: Request, form: SignUpForm, language: str) -> HttpResponse:
    if not form.is_valid():
        return show_again(request, f"{TEMPLATE}#form", form=form)
    given = form.cleaned_data
    if not is_within_limits(request, given["email"]):
        form.add_error(
            None, _("Many sign-ups came from your network or for this address. Send yours again in an hour.")
        )
        return show_again(request, f"{TEMPLATE}#form", status=429, form=form)
    wanted = Wanted(given["stamp"].key, given["email"], form.chosen(), language)
    ask_for_newsletters(wanted, by=ANONYMOUS)
    return HttpResponseRedirect(reverse("public:newsletters-sent"), status=303)


def is_within_limits(request: Request, email: str) -> bool:
    """So many sign-ups an hour come from one network or for one address."""
    address = normalise(IdentifierKind.EMAIL, email)
    return allow(("newsletters", "network", network_of(request)), MOST_PER_NETWORK, HOUR) and allow(
        ("newsletters", "address", address), MOST_PER_ADDRESS, HOUR
    )
