"""Showing once more that it is you, before something that matters: with a second factor where there is one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import limits, passwords
from candor.people.actions import passkeys, second_factors
from candor.people.actions.identifiers import Refused
from candor.people.forms.second_factors import FactorCodeForm
from candor.people.forms.sign_in import ConfirmPasswordForm
from candor.people.queries.second_factors import Factors, factors_of
from candor.people.queries.single_sign_on import connected_providers
from candor.people.rules.second_factors import looks_like_app_code
from candor.people.views.common import face_of, own_account, see_address
from candor.people.views.entering import next_address, passkeys_here, store_of
from candor.people.views.typed import Typed, give_back, typed_from
from candor.ui.public import page

Form = ConfirmPasswordForm | FactorCodeForm
WRONG_PASSWORD = gettext_lazy("This is not your password.")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request) -> HttpResponse:
    """Take the password, or a code from those who have a second factor: a password alone says too little of them."""
    factors = factors_of(own_account(request))
    form = _form(factors, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return confirm_page(request, form, status=422 if form.errors else 200)
    if not _may_try(request, form):
        form.add_error(None, _("That was too often. Wait a quarter of an hour and try again."))
        return confirm_page(request, form, status=429)
    try:
        _check(request, form)
    except Refused as refusal:
        form.add_error(next(iter(form.fields)), str(refusal.reason))
        return confirm_page(request, form, status=422)
    return _confirmed(request)


@require_POST
def confirm_with_passkey(request: Request) -> HttpResponse:
    try:
        passkeys.use_passkey(_occasion(request), request.POST.get("credential", ""))
    except Refused as refusal:
        form = _form(factors_of(own_account(request)), {})
        form.errors.clear()
        form.add_error(None, str(refusal.reason))
        return confirm_page(request, form, status=422)
    return _confirmed(request)


@require_POST
def ask_passkey(request: Request) -> JsonResponse:
    """The question to one of one's own passkeys."""
    if not limits.may_ask_passkey(network_of(request)):
        return JsonResponse({"error": str(passkeys.TOO_OFTEN)}, status=429)
    return JsonResponse(passkeys.questions_for(_occasion(request)))


def confirm_page(request: Request, form: Form | None, *, status: int = 200, typed: Typed | None = None) -> HttpResponse:
    """The page that asks; `typed` is a form that waits behind it."""
    face = face_of(request)
    factors = factors_of(own_account(request))
    typed = typed or typed_from(request.POST.get("typed", ""), face)
    return page(
        request,
        "people/confirm_password.html",
        status=status,
        form=form or _form(factors, None),
        has_factor=factors.any,
        has_passkey=bool(factors.passkeys) and passkeys_here(),
        providers=[] if factors.any else connected_providers(own_account(request)),
        face=face,
        typed=typed,
        carried={"next": next_address(request, face), "typed": typed.as_text if typed else ""},
        at=lambda name: reverse(f"{face}:{name}"),
    )


def _form(factors: Factors, data: Any) -> Form:
    return FactorCodeForm(data, has_app=factors.app is not None) if factors.any else ConfirmPasswordForm(data)


def _may_try(request: Request, form: Form) -> bool:
    account = own_account(request)
    if isinstance(form, ConfirmPasswordForm):
        return limits.may_confirm_password(account.pk)
    is_app_code = looks_like_app_code(form.cleaned_data["code"])
    return limits.may_try_code(account.pk, network_of(request), is_app_code=is_app_code)


def _check(request: Request, form: Form) -> None:
    """Raises Refused."""
    account = own_account(request)
    if isinstance(form, FactorCodeForm):
        second_factors.use_code(account, form.cleaned_data["code"], by=request.actor)
    elif not passwords.fits(account, form.cleaned_data["password"]):
        raise Refused(WRONG_PASSWORD)


def _confirmed(request: Request) -> HttpResponse:
    """Go on under a new key: to what was typed, else to the page that asked."""
    store_of(request).step_up()
    face = face_of(request)
    typed = typed_from(request.POST.get("typed", ""), face)
    return give_back(request, typed) if typed else see_address(next_address(request, face))


def _occasion(request: Request) -> passkeys.Occasion:
    row = store_of(request).row
    return passkeys.confirming(own_account(request), row.digest if row else "")
