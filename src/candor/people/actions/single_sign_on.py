"""Signing in through an identity provider: leaving for it, coming back, and whose account it is.

Where somebody stands between leaving and coming back is one link token. It is bound to the browser by a secret that
only the session cookie holds; nonce and PKCE verifier are derived from both and stored nowhere (ADR 0012).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from candor.kernel import clock, leaving, tokens
from candor.people import oidc
from candor.people.models import Account, IdentityProvider
from candor.people.oidc import Asked, NotProven, Proven, Trouble

PURPOSE = "single-sign-on"
LIVES = timedelta(minutes=10)


class Intent(StrEnum):
    """What somebody leaves for a provider for."""

    SIGN_IN = "sign-in"
    CONNECT = "connect"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Journey:
    """One way to a provider and back. `account` is whose it is, None where somebody wants to sign in."""

    provider: IdentityProvider
    face: str
    intent: Intent = Intent.SIGN_IN
    next_address: str = ""
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came back: what for, where to, and who they are there."""

    intent: Intent
    next_address: str
    person_id: int | None
    proven: Proven


def depart(journey: Journey, browser: str) -> str:
    """The provider's address to go to. Raises NotProven where the provider cannot be reached."""
    oidc.known_addresses(journey.provider)  # before anything is written: it may take seconds
    left_at = int(clock.now().timestamp())
    with transaction.atomic():
        state = tokens.issue_link(
            PURPOSE,
            journey.account.person_id if journey.account else None,
            lives=LIVES,
            provider=journey.provider.pk,
            browser=leaving.digest_of(browser),
            face=journey.face,
            intent=str(journey.intent),
            next=journey.next_address,
            at=left_at,
        )
    asked = _asked(journey.provider, journey.face, browser, state, _deadline(journey.intent, left_at))
    return oidc.authorisation_address(journey.provider, state, leaving.challenge(asked.verifier), asked)


def come_back(provider: IdentityProvider, face: str, browser: str, answer: dict[str, str]) -> Arrival:
    """Who has come back with the provider's answer (`state`, `code`, or `error`). Raises NotProven.

    A state counts once, for ten minutes, in the browser that left with it, and for the provider it was made for.
    """
    state = answer.get("state", "")
    token = tokens.find_link(PURPOSE, state)
    if token is None or not leaving.is_same(browser, token.details["browser"]):
        raise NotProven(Trouble.REFUSED, "state")
    if token.details["provider"] != provider.pk or token.details["face"] != face or not tokens.use(token):
        raise NotProven(Trouble.REFUSED, "state")
    if answer.get("iss", provider.issuer) != provider.issuer or not 0 < len(answer.get("code", "")) <= 4_000:
        raise NotProven(Trouble.REFUSED, "answer")
    intent = Intent(token.details["intent"])
    asked = _asked(provider, face, browser, state, _deadline(intent, token.details["at"]))
    proven = oidc.exchange(provider, answer["code"], asked)
    return Arrival(intent, token.details["next"], token.subject_id, proven)


def redirect_uri(provider: IdentityProvider, face: str) -> str:
    """The address to register at the provider, one for each face."""
    return str(settings.INSTANCE.base_url + reverse(f"{face}:back-from-provider", args=[provider.ref]))


def _deadline(intent: Intent, left_at: int) -> int | None:
    """Confirming means that the provider asked for the password again, after somebody left for it."""
    return left_at if intent is Intent.CONFIRM else None


def _asked(provider: IdentityProvider, face: str, browser: str, state: str, signed_in_after: int | None) -> Asked:
    return Asked(
        redirect_uri(provider, face),
        leaving.derived(browser, "nonce", state),
        leaving.derived(browser, "verifier", state),
        signed_in_after,
    )
