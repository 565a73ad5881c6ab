"""My details: what people see and change about themselves, in the face that they are in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people import limits, queries
from candor.people.actions import accounts, address_changes, staff
from candor.people.actions.identifiers import Refused
from candor.people.actions.second_step import still_signed_in
from candor.people.actors import staff_row
from candor.people.forms.persons import OwnEmailForm
from candor.people.forms.sign_in import ChangePasswordForm
from candor.people.forms.staff import SignatureForm
from candor.people.queries.address_changes import open_change_of
from candor.people.queries.second_factors import factors_of, has_second_factor
from candor.people.queries.single_sign_on import connections_of
from candor.people.views.common import face_of, own_account, see
from candor.people.views.entering import begin_session, store_of
from candor.people.views.forms import FormPage, form_page, sent
from candor.ui.public import page

WAIT_A_QUARTER = gettext_lazy("That was too often. Wait a quarter of an hour and try again.")

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def me(request: Request) -> HttpResponse:
    """Everything about oneself on one page, each thing with its verb."""
    account = own_account(request)
    face = face_of(request)
    return page(
        request,
        "people/me/me.html",
        face=face,
        language_names=dict(settings.LANGUAGES),
        details=queries.details_of(request.person),
        sessions=queries.sessions_of(account, store_of(request).row),
        connections=connections_of(account),
        is_staff=staff_row(account) is not None,
        signature=account.staff.signature if staff_row(account) else "",
        factors=factors_of(account),
        panels=panels_at(f"people.me.{face}", request.actor, request.person),
        verb=lambda name, *args: reverse(f"{face}:me-{name}", args=args or None),
    )


@get_or_post
def add_email(request: Request) -> HttpResponse:
    """Take a new address and mail a link there and to the one known so far: it counts once both have agreed."""
    form = OwnEmailForm(request.POST or None)
    words = FormPage(_("Add an e-mail address"), _("Send the links"), _my_page(request), _what_waits(request))

    def act(clean: dict[str, Any]) -> None:
        if not limits.may_add_address(own_account(request).pk, clean["email"].casefold()):
            raise Refused(limits.WAIT_AN_HOUR)
        address_changes.ask_for_address(request.person, address_changes.NewAddress(**clean), by=request.actor)

    if not sent(request, form, act):
        return form_page(request, form, words)
    messages.success(request, _("Two mails are on their way: one to the new address, one to the one known so far."))
    return see(f"{face_of(request)}:me")


def _what_waits(request: Request) -> str:
    """How the address stands that waits for its mailboxes, "" where none does."""
    change = open_change_of(request.person)
    if change is None:
        return ""
    first = _("%(email)s counts once both mailboxes have agreed.") % {"email": change.written}
    if change.takes_effect_at is not None:
        day = date_format(change.takes_effect_at, "DATE_FORMAT")
        told = _("Our privacy office has made sure that it is you: it counts from %(day)s, unless somebody stops it.")
        return f"{first} {told % {'day': day}}"
    if change.new_confirmed_at is None:
        then = _("The new mailbox has not agreed yet: follow the link in the mail that we sent there.")
    elif change.is_lost:
        then = _("You told us that you can no longer read the old mailbox. Our privacy office gets in touch.")
    else:
        then = _("The mailbox known so far has not agreed yet: follow the link in the mail that we sent there.")
    return f"{first} {then}"


@require_POST
def stop_email(request: Request) -> HttpResponse:
    """Think better of a new address that waits for its mailboxes."""
    change = open_change_of(request.person)
    if change is not None and address_changes.stop(change, by=request.actor):
        messages.success(request, _("The new address is given up. Nothing has changed."))
    return see(f"{face_of(request)}:me")


@get_or_post
def change_password(request: Request) -> HttpResponse:
    """Change the password; every other browser is signed out, this one goes on under a new key."""
    account = own_account(request)
    form = ChangePasswordForm(request.POST or None, is_beside=has_second_factor(account))
    lead = _("Every other browser in which you are signed in will be signed out.")
    words = FormPage(_("Change password"), _("Change password"), _my_page(request), lead)

    def act(clean: dict[str, Any]) -> None:
        if not limits.may_confirm_password(account.pk):
            raise Refused(WAIT_A_QUARTER)
        accounts.change_password(account, clean["present"], clean["password"], by=request.actor)

    if not sent(request, form, act):
        return form_page(request, form, words)
    begin_session(request, still_signed_in(account))
    messages.success(request, _("Your password is changed. Other browsers are signed out."))
    return see(f"{face_of(request)}:me")


@require_POST
def end_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere, and stay signed in here alone."""
    account = own_account(request)
    accounts.end_all_sessions(account, by=request.actor)
    begin_session(request, still_signed_in(account))
    messages.success(request, _("You are signed out everywhere else."))
    return see(f"{face_of(request)}:me")


@require_POST
def end_session(request: Request, number: int) -> HttpResponse:
    """Sign out in one other browser."""
    this = store_of(request).row
    if this is not None and this.pk == number:
        messages.info(request, _("This is the browser you are using. Sign out to leave it."))
    elif accounts.end_session(own_account(request), number, by=request.actor):
        messages.success(request, _("That browser is signed out."))
    else:
        raise Http404
    return see(f"{face_of(request)}:me")


@get_or_post
def change_signature(request: Request) -> HttpResponse:
    """The text below one's own answers, for staff."""
    member = own_account(request).staff
    form = SignatureForm(request.POST or None, initial={"signature": member.signature})
    words = FormPage(_("Change signature"), _("Save signature"), _my_page(request))
    if sent(request, form, lambda clean: staff.change_signature(member, clean["signature"], by=request.actor)):
        messages.success(request, _("Your signature is saved."))
        return see("tech:me")
    return form_page(request, form, words)


def _my_page(request: Request) -> str:
    return reverse(f"{face_of(request)}:me")
