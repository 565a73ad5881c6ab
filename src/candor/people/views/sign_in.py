"""The door: signing in and out, for both faces with the same account."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import limits, passwords
from candor.people.actions import sign_in as actions
from candor.people.actors import actor_of
from candor.people.forms.sign_in import ConfirmPasswordForm, SignInForm
from candor.people.models import Account
from candor.people.queries.single_sign_on import active_providers, connected_providers, only_way_in
from candor.people.rules.devices import device_of
from candor.people.rules.way_back import way_back
from candor.people.sessions import SessionStore
from candor.people.views.common import face_of, own_account, see, see_address
from candor.people.views.typed import Typed, give_back, typed_from, typed_in
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    face = face_of(request)
    if not request.actor.is_anonymous:
        return see_address(_next(request, face))
    if request.method != "POST":
        return _door(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _door(request, form, status=422)
    if not limits.may_try_password(form.cleaned_data["email"].casefold(), network_of(request)):
        form.add_error(None, _("That was too often. Wait a quarter of an hour, or let us send you a code."))
        return _door(request, form, status=429)
    account = actions.account_behind(form.cleaned_data["email"], form.cleaned_data["password"])
    if account is None:
        form.add_error(None, _("This address and password do not belong together. Check both and try again."))
        return _door(request, form, status=422)
    return welcome(request, account)


def welcome(request: Request, account: Account) -> HttpResponse:
    """Begin the session and go on: to what was typed before, else by way of the check that the cookie came back."""
    face = face_of(request)
    provider = only_way_in(account)
    if provider is not None:
        words = _("Staff of your organisation sign in with %(provider)s.") % {"provider": provider.name}
        return door_with(request, words, status=403)
    begin_session(request, account)
    typed = typed_from(request.POST.get("typed", ""), face)
    if typed is not None:
        return give_back(request, typed)
    return see(f"{face}:signed-in", query="?" + urlencode({"next": _next(request, face)}))


def begin_session(request: Request, account: Account) -> None:
    """Sign the account in on this request: a new key, and the actor for the rest of the page."""
    device = device_of(request.headers.get("User-Agent", ""))
    actions.sign_in(store_of(request), account, device=device, network=network_of(request))
    request.actor, request.person = actor_of(account), account.person


@require_safe
def signed_in(request: Request) -> HttpResponse:
    """Where signing in leads first: a browser that did not keep the cookie is told so in words."""
    face = face_of(request)
    if request.actor.is_anonymous:
        return see("public:cookies")
    if face == "tech" and not request.actor.is_staff:
        return see_address(way_back("customer", ""))
    return see_address(_next(request, face))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    actions.sign_out(store_of(request))
    return see(f"{face_of(request)}:sign-in", query="?signed-out=1")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_password(request: Request) -> HttpResponse:
    """Ask for the password once more before something that matters."""
    form = ConfirmPasswordForm(request.POST or None)
    account = own_account(request)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, form, status=422 if form.errors else 200)
    if not limits.may_confirm_password(account.pk):
        form.add_error(None, _("That was too often. Wait a quarter of an hour and try again."))
        return _confirm(request, form, status=429)
    if not passwords.fits(account, form.cleaned_data["password"]):
        form.add_error("password", _("This is not your password."))
        return _confirm(request, form, status=422)
    store_of(request).step_up()
    typed = typed_from(request.POST.get("typed", ""), face_of(request))
    return give_back(request, typed) if typed else see_address(_next(request, face_of(request)))


def sign_in_again(request: Request, face: str, place: str) -> HttpResponse:
    """The answer to a form that was sent after its session had ended: the same door, and the text is kept.

    `place` is `sign-in` or `confirm-password`. Called by the middleware that asks policies.
    """
    typed = typed_in(request, face)
    if place == "sign-in":
        return _door(request, SignInForm(), status=401, typed=typed)
    return _confirm(request, ConfirmPasswordForm(), status=403, typed=typed)


def store_of(request: Request) -> SessionStore:
    assert isinstance(request.session, SessionStore)  # noqa: S101 - the middleware sets no other
    return request.session


def next_of(request: Request) -> str:
    """Where the request wants to go on to, within its face."""
    return _next(request, face_of(request))


def door_with(request: Request, told: str, *, status: int) -> HttpResponse:
    """The door with a sentence about why it did not open."""
    return _door(request, SignInForm(), status=status, told=told)


def _next(request: Request, face: str) -> str:
    return way_back(face, request.POST.get("next") or request.GET.get("next", ""))


def _door(
    request: Request, form: SignInForm, *, status: int = 200, typed: Typed | None = None, told: str = ""
) -> HttpResponse:
    face = face_of(request)
    typed = typed or typed_from(request.POST.get("typed", ""), face)
    return page(
        request,
        "people/sign_in.html",
        status=status,
        form=form,
        face=face,
        next_address=_next(request, face),
        typed=typed,
        has_signed_out="signed-out" in request.GET,
        told=told,
        providers=active_providers(),
    )


def _confirm(
    request: Request, form: ConfirmPasswordForm, *, status: int = 200, typed: Typed | None = None
) -> HttpResponse:
    face = face_of(request)
    return page(
        request,
        "people/confirm_password.html",
        providers=connected_providers(own_account(request)),
        status=status,
        form=form,
        face=face,
        next_address=_next(request, face),
        typed=typed or typed_from(request.POST.get("typed", ""), face),
    )
