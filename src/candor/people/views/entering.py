"""The one way in: from what somebody has shown to a session, by way of the second step where there is one.

Whoever lets people in, by a password, a code, an invitation or another service's word, calls `enter` and nothing else.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from candor.kernel import instance
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people.actions import second_step
from candor.people.actions import sign_in as actions
from candor.people.actions.second_factors import secret_of, start_app
from candor.people.actions.second_step import Admitted, Pending, Step
from candor.people.actors import actor_of
from candor.people.forms.second_factors import AppCodeForm, FactorCodeForm, PasskeyNameForm
from candor.people.models import Account, AuthenticatorApp
from candor.people.queries import primary_email
from candor.people.queries.second_factors import factors_of, new_app_of
from candor.people.queries.single_sign_on import only_way_in
from candor.people.rules.devices import device_of
from candor.people.rules.qr import qr_code
from candor.people.rules.second_factors import app_address, passkeys_possible, secret_as_text
from candor.people.rules.way_back import way_back
from candor.people.sessions import SessionStore
from candor.people.views.common import face_of, see
from candor.people.views.typed import give_back, typed_from
from candor.ui.public import page


def enter(request: Request, account: Account, *, face: str = "") -> HttpResponse:
    """Go on with somebody who has shown one thing: to the second step, or into the face.

    Staff who have to come by their identity provider are sent there; the administrators' password stays.
    """
    return sent_to_provider(request, account) or enter_from_provider(request, account, face=face)


def sent_to_provider(request: Request, account: Account) -> HttpResponse | None:
    """The page for those whose only way in is a provider; None for everybody else."""
    provider = only_way_in(account)
    if provider is None:
        return None
    face = face_of(request)
    return page(
        request,
        "people/only_provider.html",
        status=403,
        provider=provider,
        face=face,
        next_address=next_address(request, face),
    )


def enter_from_provider(request: Request, account: Account, *, face: str = "") -> HttpResponse:
    """As `enter`, for those who have come back from an identity provider."""
    face = face or face_of(request)
    decided = second_step.after_first_proof(account)
    if isinstance(decided, Admitted):
        return welcome(request, decided, face=face)
    if decided.step is Step.SET_UP:
        start_app(account, by=actor_of(account))
        return set_up_page(request, decided, AppCodeForm(), face=face)
    return step_page(request, decided, code_form(decided), face=face)


def welcome(request: Request, admitted: Admitted, *, face: str = "") -> HttpResponse:
    """Begin the session and go on: to what was typed before, else by way of the check that the cookie came back."""
    face = face or face_of(request)
    begin_session(request, admitted)
    typed = typed_from(request.POST.get("typed", ""), face)
    if typed is not None:
        return give_back(request, typed)
    return see(f"{face}:signed-in", query="?" + urlencode({"next": next_address(request, face)}))


def enter_sandbox(request: Request, account: Account) -> HttpResponse:
    """One click into a public sandbox."""
    return welcome(request, second_step.by_one_click(account))


def begin_session(request: Request, admitted: Admitted) -> None:
    """Sign the account in on this request: a new key, and the actor for the rest of the page."""
    device = device_of(request.headers.get("User-Agent", ""))
    actions.sign_in(store_of(request), admitted, device=device, network=network_of(request))
    request.actor, request.person = actor_of(admitted.account), admitted.account.person


def step_page(
    request: Request, pending: Pending, form: FactorCodeForm, *, face: str = "", status: int = 200
) -> HttpResponse:
    """Ask for the second factor; nothing is begun yet, and no cookie set."""
    factors = factors_of(pending.account)
    return page(
        request,
        "people/second_step.html",
        status=status,
        form=form,
        has_passkey=bool(factors.passkeys) and passkeys_here(),
        **_carried(request, pending, face),
    )


def code_form(pending: Pending, data: Any = None) -> FactorCodeForm:
    """The form that asks for what the account has."""
    return FactorCodeForm(data, has_app=factors_of(pending.account).app is not None)


def set_up_page(
    request: Request, pending: Pending, form: AppCodeForm, *, face: str = "", status: int = 200
) -> HttpResponse:
    """Let a member of staff set up a second factor before anything else."""
    return page(
        request,
        "people/first_factor.html",
        status=status,
        form=form,
        name_form=PasskeyNameForm(),
        passkeys_here=passkeys_here(),
        app=app_shown(pending.account, new_app_of(pending.account)),
        **_carried(request, pending, face),
    )


def app_shown(account: Account, app: AuthenticatorApp | None) -> dict[str, object] | None:
    """The secret of an app that waits, as QR code and as text; None where none waits."""
    if app is None:
        return None
    secret = secret_of(app)
    name = primary_email(account.person) or account.person.name
    address = app_address(secret, brand=instance.current().organisation_name or "Candor", name=name)
    return {"qr": qr_code(address), "text": secret_as_text(secret), "address": address}


def passkeys_here() -> bool:
    """Whether the address of this installation is one at which passkeys work."""
    return passkeys_possible(settings.INSTANCE.base_url)


def next_address(request: Request, face: str) -> str:
    return way_back(face, request.POST.get("next") or request.GET.get("next", ""))


def store_of(request: Request) -> SessionStore:
    assert isinstance(request.session, SessionStore)  # noqa: S101 - the middleware sets no other
    return request.session


def _carried(request: Request, pending: Pending, face: str) -> dict[str, object]:
    """What every form of the step carries on: the sign-in in hand, the way on, and what was typed before."""
    face = face or face_of(request)
    typed = typed_from(request.POST.get("typed", ""), face)
    carried = {"step": pending.secret, "next": next_address(request, face), "typed": typed.as_text if typed else ""}
    return {"face": face, "carried": carried, "at": lambda name: reverse(f"{face}:{name}")}
