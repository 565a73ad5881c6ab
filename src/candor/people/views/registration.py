"""Registering as a customer, on the public site: no cookie until somebody has chosen a password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel import instance
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import limits
from candor.people.actions import registration as actions
from candor.people.actions.identifiers import Refused
from candor.people.forms.registration import ConfirmKnownForm, ConfirmNewForm, RegistrationForm
from candor.people.identifiers import normalise
from candor.people.models import IdentifierKind, Registration, RegistrationRules
from candor.people.queries.registration import Known, registration_is_open, registration_rules
from candor.people.tasks import mail_registration
from candor.people.views.common import see
from candor.people.views.entering import enter
from candor.ui.public import Stamp, page, show_again

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def register(request: Request) -> HttpResponse:
    """Ask for an account; whatever the address is, the next page says the same."""
    if not registration_is_open():
        return page(request, "people/public/registration_closed.html", status=200 if request.method != "POST" else 403)
    if request.method == "POST":
        return _take(request, RegistrationForm(request.POST))
    if not request.actor.is_anonymous:
        return see("customer:cases")
    usual = {"stamp": Stamp.new(), "language": get_language(), "time_zone": instance.current().time_zone}
    return page(request, "people/public/register.html", **_surroundings(RegistrationForm(initial=usual)))


@require_safe
def registration_sent(request: Request) -> HttpResponse:
    """That a mail is on its way: the same words for everybody."""
    return page(request, "people/public/registration_sent.html")


@get_or_post
def confirm(request: Request, secret: str) -> HttpResponse:
    """Choose a password behind a mailed link. Looking at the page uses nothing up."""
    found = actions.registration_behind(secret)
    if found is None:
        return page(request, "people/public/registration_gone.html", status=410)
    token, registration, known = found
    form = _confirmation_form(request, registration, known)
    if request.method != "POST" or not form.is_valid():
        return _confirmation(request, form, known, status=422 if form.errors else 200)
    if not limits.may_confirm_registration(network_of(request)):
        form.add_error(None, _("That was too often. Wait a quarter of an hour and try again."))
        return _confirmation(request, form, known, status=429)
    try:
        account = actions.confirm_registration(token, registration, actions.Confirmed(**form.cleaned_data))
    except Refused as refusal:
        form.add_error("password", str(refusal.reason))
        return _confirmation(request, form, known, status=422)
    return enter(request, account, face="customer")


def _take(request: Request, form: RegistrationForm) -> HttpResponse:
    if not form.is_valid():
        return _again(request, form)
    given = form.cleaned_data
    if not limits.may_register(normalise(IdentifierKind.EMAIL, given["email"]), network_of(request)):
        form.add_error(
            None, _("Many registrations came from your network or for your address. Send yours again later.")
        )
        return _again(request, form, status=429)
    wanted = actions.Wanted(
        key=given["stamp"].key,
        name=given["name"],
        email=given["email"],
        organisation=given["organisation"],
        language=given["language"],
        time_zone=given["time_zone"],
        notice_version=import_string(settings.NOTICE_VERSION)(),
    )
    actions.ask_to_register(wanted, mailer=mail_registration, by=request.actor)
    return see("public:registration-sent")


def _confirmation_form(request: Request, registration: Registration, known: Known) -> ConfirmKnownForm:
    data = request.POST if request.method == "POST" else None
    if known.entry is not None:
        return ConfirmKnownForm(data)
    return ConfirmNewForm(data, initial={"name": registration.name, "organisation": registration.organisation})


def _confirmation(request: Request, form: ConfirmKnownForm, known: Known, *, status: int) -> HttpResponse:
    return page(
        request, "people/public/confirm_registration.html", status=status, form=form, is_known=bool(known.entry)
    )


def _again(request: Request, form: RegistrationForm, *, status: int = 422) -> HttpResponse:
    return show_again(request, "people/public/register.html#form", status=status, **_surroundings(form))


def _surroundings(form: RegistrationForm) -> dict[str, Any]:
    is_for_known = registration_rules().who == RegistrationRules.Who.KNOWN_DOMAINS
    return {"form": form, "is_for_known": is_for_known}
