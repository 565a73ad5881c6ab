"""The door by way of an identity provider: leaving for it, and what coming back leads to.

Leaving answers with a page that forwards by a header, not with a redirect: browsers apply `form-action 'self'` to the
redirects of a form too, and the policy stays as narrow for this page as for every other.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import access, limits, oidc
from candor.people.actions import identities
from candor.people.actions import single_sign_on as actions
from candor.people.actions.identifiers import Refused
from candor.people.actions.single_sign_on import Arrival, Intent, Journey
from candor.people.forms.sign_in import SignInForm
from candor.people.models import IdentityProvider
from candor.people.oidc import NotProven
from candor.people.queries.second_factors import has_second_factor
from candor.people.rules.way_back import way_back
from candor.people.views.common import face_of, own_account, see, see_address
from candor.people.views.entering import enter_from_provider, next_address, store_of
from candor.people.views.sign_in import door
from candor.ui.public import page


@require_POST
def leave(request: Request, ref: str) -> HttpResponse:
    """Go to the provider to sign in."""
    if not request.actor.is_anonymous:
        return see_address(next_address(request, face_of(request)))
    return _leave(request, Journey(_active(ref), face_of(request), next_address=_wanted(request)))


@require_POST
def leave_to_confirm(request: Request, ref: str) -> HttpResponse:
    """Go to the provider to confirm who one is, before something that matters."""
    account = own_account(request)
    return _leave(request, Journey(_active(ref), face_of(request), Intent.CONFIRM, _wanted(request), account))


@require_POST
def leave_to_connect(request: Request, ref: str) -> HttpResponse:
    """Go to the provider to connect the account with it."""
    return _leave(request, Journey(_active(ref), face_of(request), Intent.CONNECT, account=own_account(request)))


@require_POST
def disconnect(request: Request, ref: str) -> HttpResponse:
    identities.disconnect(access.own_identity(own_account(request), ref), by=request.actor)
    messages.success(request, _("The connection is removed."))
    return see(f"{face_of(request)}:me")


@require_safe
def come_back(request: Request, ref: str) -> HttpResponse:
    """Where the provider sends the browser. The one GET that uses something up: the state, in its own browser."""
    provider, store = _active(ref), store_of(request)
    if "state" not in request.GET:
        return see(f"{face_of(request)}:sign-in")
    browser = store.browser
    store.arrive()
    try:
        arrival = actions.come_back(provider, face_of(request), browser, request.GET.dict())
        return _welcome(request, provider, arrival)
    except NotProven as problem:
        oidc.note(problem, provider)
        words = _("%(provider)s did not confirm who you are. Nothing was changed. Try again, or sign in another way.")
        return _refused(request, words % {"provider": provider.name})
    except Refused as refusal:
        return _refused(request, str(refusal.reason))


def _welcome(request: Request, provider: IdentityProvider, arrival: Arrival) -> HttpResponse:
    """What somebody left for. Raises Refused."""
    face = face_of(request)
    if arrival.intent is Intent.SIGN_IN:
        account = identities.account_behind(provider, arrival.proven)
        request.GET = QueryDict(urlencode({"next": arrival.next_address}))
        return enter_from_provider(request, account)
    if request.actor.is_anonymous or arrival.person_id != request.actor.id:
        raise Refused(identities.TAKEN)
    if arrival.intent is Intent.CONNECT:
        identities.connect(own_account(request), provider, arrival.proven, by=request.actor)
        messages.success(request, _("Your account is connected with %(provider)s.") % {"provider": provider.name})
        return see(f"{face}:me")
    account = own_account(request)
    if has_second_factor(account) or not identities.is_of(account, provider, arrival.proven):
        raise Refused(identities.TAKEN)
    store_of(request).step_up()
    return see_address(way_back(face, arrival.next_address))


def _leave(request: Request, journey: Journey) -> HttpResponse:
    if not limits.may_go_to_provider(network_of(request)):
        return _refused(request, _("That was too often. Wait a quarter of an hour and try again."), status=429)
    store = store_of(request)
    try:
        address = actions.depart(journey, store.depart())
    except NotProven as problem:
        oidc.note(problem, journey.provider)
        store.arrive()
        words = _("%(provider)s does not answer at the moment. Try again, or sign in another way.")
        return _refused(request, words % {"provider": journey.provider.name})
    answer = page(request, "people/to_provider.html", address=address, provider=journey.provider)
    answer.headers["Refresh"] = f"0; url={address}"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _refused(request: Request, words: str, *, status: int = 422) -> HttpResponse:
    """Back at the door for a visitor, on their own page for who has signed in."""
    if request.actor.is_anonymous:
        return door(request, SignInForm(), status=status, told=words)
    messages.error(request, words)
    return see(f"{face_of(request)}:me")


def _wanted(request: Request) -> str:
    return next_address(request, face_of(request))


def _active(ref: str) -> IdentityProvider:
    return get_object_or_404(IdentityProvider, ref=ref, is_active=True)
