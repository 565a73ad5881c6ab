"""One's own second factors: an authenticator app, passkeys, recovery codes. All of it asks for a fresh sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import access, limits
from candor.people.actions import passkeys
from candor.people.actions import second_factors as actions
from candor.people.actions.identifiers import Refused
from candor.people.forms.second_factors import AppCodeForm, PasskeyNameForm
from candor.people.queries.second_factors import factors_of, must_have_second_factor, new_app_of
from candor.people.views.common import face_of, own_account, see
from candor.people.views.entering import app_shown, passkeys_here, store_of
from candor.people.views.forms import FormPage, form_page, sent
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def second_factors(request: Request) -> HttpResponse:
    """What stands beside the password, each thing with its verbs."""
    account = own_account(request)
    return _page(
        request,
        "second_factors",
        factors=factors_of(account),
        is_required=must_have_second_factor(account),
        passkeys_here=passkeys_here(),
    )


@require_POST
def start_app(request: Request) -> HttpResponse:
    """Make a secret, and show it on the next page. What counted so far goes on counting."""
    actions.start_app(own_account(request), by=request.actor)
    return see(f"{face_of(request)}:me-app")


@get_or_post
def confirm_app(request: Request) -> HttpResponse:
    """Show the QR code, and take the first code of the app."""
    account = own_account(request)
    waiting = new_app_of(account)
    if waiting is None:
        return _back(request)
    form = AppCodeForm(request.POST or None)

    def act(clean: dict[str, Any]) -> None:
        if not limits.may_try_app_code(account.pk, network_of(request)):
            raise Refused(passkeys.TOO_OFTEN)
        actions.confirm_app(account, clean["code"], by=request.actor)

    if sent(request, form, act):
        return _added(request, _("The authenticator app is set up."))
    status = 422 if request.method == "POST" else 200
    return _page(request, "app", status=status, form=form, app=app_shown(account, waiting))


@require_POST
def remove_app(request: Request) -> HttpResponse:
    return _removed(request, lambda: actions.remove_app(own_account(request), by=request.actor))


@require_POST
def ask_new_passkey(request: Request) -> JsonResponse:
    """The question for a new passkey, as the browser wants it."""
    if not limits.may_ask_passkey(network_of(request)):
        return JsonResponse({"error": str(passkeys.TOO_OFTEN)}, status=429)
    return JsonResponse(passkeys.questions_for_new(_occasion(request)))


@get_or_post
def add_passkey(request: Request) -> HttpResponse:
    """Name a new passkey, and keep what the browser made."""
    if not passkeys_here():
        raise Http404
    form = PasskeyNameForm(request.POST or None)

    def act(clean: dict[str, Any]) -> None:
        key = passkeys.new_key(_occasion(request), request.POST.get("credential", ""))
        passkeys.keep_passkey(own_account(request), clean["name"], key, by=request.actor)

    if sent(request, form, act):
        return _added(request, _("The passkey is added."))
    return _page(request, "new_passkey", status=422 if request.method == "POST" else 200, form=form)


@get_or_post
def rename_passkey(request: Request, entry: str) -> HttpResponse:
    passkey = access.own_passkey(request.actor, entry)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.name})
    back = reverse(f"{face_of(request)}:me-second-factors")
    words = FormPage(_("Rename the passkey"), _("Save name"), back)
    if sent(request, form, lambda clean: actions.rename_passkey(passkey, clean["name"], by=request.actor)):
        return _back(request, _("The name is saved."))
    return form_page(request, form, words)


@require_POST
def remove_passkey(request: Request, entry: str) -> HttpResponse:
    passkey = access.own_passkey(request.actor, entry)
    return _removed(request, lambda: actions.remove_passkey(passkey, by=request.actor))


@require_POST
def renew_recovery_codes(request: Request) -> HttpResponse:
    """Ten new codes, shown this once."""
    account = own_account(request)
    if not factors_of(account).any:
        return _back(request)
    return _codes(request, actions.renew_recovery_codes(account, by=request.actor))


def _added(request: Request, words: str) -> HttpResponse:
    """After the first factor the recovery codes are shown; they stand in for every other one, too."""
    account = own_account(request)
    if factors_of(account).codes_left:
        return _back(request, words)
    return _codes(request, actions.replace_recovery_codes(account, by=request.actor))


def _codes(request: Request, codes: list[str]) -> HttpResponse:
    return _page(request, "recovery_codes", codes=codes, onward=reverse(f"{face_of(request)}:me-second-factors"))


def _removed(request: Request, remove: Any) -> HttpResponse:
    try:
        remove()
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return _back(request)
    return _back(request, _("It is removed. Browsers in which you are signed in stay so; “My details” signs them out."))


def _back(request: Request, words: str = "") -> HttpResponse:
    if words:
        messages.success(request, words)
    return see(f"{face_of(request)}:me-second-factors")


def _occasion(request: Request) -> passkeys.Occasion:
    row = store_of(request).row
    return passkeys.adding(own_account(request), row.digest if row else "")


def _page(request: Request, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    face = face_of(request)
    return page(
        request,
        f"people/me/{name}.html",
        status=status,
        face=face,
        verb=lambda name, *args: reverse(f"{face}:me-{name}", args=args or None),
        **context,
    )
