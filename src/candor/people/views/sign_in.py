"""The door: signing in and out, for both faces with the same account."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import limits
from candor.people.actions import sign_in as actions
from candor.people.forms.sign_in import SignInForm
from candor.people.queries.registration import registration_is_open
from candor.people.queries.single_sign_on import active_providers
from candor.people.rules.way_back import way_back
from candor.people.views.common import face_of, see, see_address
from candor.people.views.entering import enter, next_address, passkeys_here, store_of
from candor.people.views.step_up import confirm_page
from candor.people.views.typed import Typed, typed_from, typed_in
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    face = face_of(request)
    if not request.actor.is_anonymous:
        return see_address(next_address(request, face))
    if request.method != "POST":
        return door(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return door(request, form, status=422)
    if not limits.may_try_password(form.cleaned_data["email"].casefold(), network_of(request)):
        form.add_error(None, _("That was too often. Wait a quarter of an hour, or let us send you a code."))
        return door(request, form, status=429)
    account = actions.account_behind(form.cleaned_data["email"], form.cleaned_data["password"])
    if account is None:
        form.add_error(None, _("This address and password do not belong together. Check both and try again."))
        return door(request, form, status=422)
    return enter(request, account)


@require_safe
def signed_in(request: Request) -> HttpResponse:
    """Where signing in leads first: a browser that did not keep the cookie is told so in words."""
    face = face_of(request)
    if request.actor.is_anonymous:
        return see("public:cookies")
    if face == "tech" and not request.actor.is_staff:
        return see_address(way_back("customer", ""))
    return see_address(next_address(request, face))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session, and let the browser drop what it may still hold of this site.

    Not `"cookies"`: that would clear the cookies of the whole registered domain, our neighbours' among them.
    """
    actions.sign_out(store_of(request))
    response = see(f"{face_of(request)}:sign-in", query="?signed-out=1")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def sign_in_again(request: Request, face: str, place: str) -> HttpResponse:
    """The answer to a form that was sent after its session had ended: the same door, and the text is kept.

    `place` is `sign-in` or `confirm-password`. Called by the middleware that asks policies.
    """
    typed = typed_in(request, face)
    if place == "sign-in":
        return door(request, SignInForm(), status=401, typed=typed)
    return confirm_page(request, None, status=403, typed=typed)


def door(
    request: Request, form: SignInForm, *, status: int = 200, typed: Typed | None = None, told: str = ""
) -> HttpResponse:
    """The page on which people sign in; `told` is a sentence about why it did not open."""
    face = face_of(request)
    typed = typed or typed_from(request.POST.get("typed", ""), face)
    return page(
        request,
        "people/sign_in.html",
        status=status,
        form=form,
        face=face,
        next_address=next_address(request, face),
        typed=typed,
        has_signed_out="signed-out" in request.GET,
        told=told,
        providers=active_providers(),
        passkeys_here=passkeys_here(),
        may_register=face == "customer" and registration_is_open(),
    )
