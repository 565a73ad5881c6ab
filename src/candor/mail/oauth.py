"""Asking a provider for permission to read a mailbox: OAuth 2.0 (RFC 6749) with PKCE (RFC 7636).

Every request goes through `kernel.http.client`, so a provider has to stand at a public address. Nothing that a provider
answers is logged, neither is what it is asked; what went wrong is told as one of the faults. Tests serve a provider of
their own at 127.0.0.1 by replacing `kernel.http.client.is_public`; nothing else is replaced.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from candor.kernel import leaving
from candor.kernel.http import client
from candor.mail.models import Fault, MailGrant, Provider
from candor.mail.rules.grants import Endpoints, of_another, of_google, of_microsoft
from candor.mail.sealing import WrongKey, unseal

SECONDS = 8.0
MOST_OF_A_TOKEN = 20_000
WITHDRAWN = {"invalid_grant", "interaction_required", "consent_required", "login_required", "access_denied"}
APP_REFUSED = {"invalid_client", "unauthorized_client", "invalid_request", "unsupported_grant_type", "invalid_scope"}


class NotGranted(Exception):
    """The provider has given nothing."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Given:
    """What a provider gave. Lives are as it told them, or None. An empty `refresh_token` leaves the one we have."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    lives: object
    refresh_lives: object


def endpoints(grant: MailGrant) -> Endpoints:
    """Where this permission is asked for."""
    if grant.provider == Provider.MICROSOFT:
        return of_microsoft(grant.tenant)
    if grant.provider == Provider.GOOGLE:
        return of_google()
    return of_another(grant.authorise_url, grant.token_url, grant.scope)


def authorisation_address(grant: MailGrant, redirect_uri: str, state: str, verifier: str) -> str:
    """Where the browser goes to be asked whether we may read the mailbox."""
    asked = endpoints(grant)
    parameters = {
        "response_type": "code",
        "client_id": grant.client_id,
        "redirect_uri": redirect_uri,
        "scope": asked.scope,
        "state": state,
        "code_challenge": leaving.challenge(verifier),
        "code_challenge_method": "S256",
        "login_hint": grant.mailbox.user,
        **asked.more,
    }
    return f"{asked.authorise}{'&' if urlsplit(asked.authorise).query else '?'}{urlencode(parameters)}"


def exchange(grant: MailGrant, code: str, redirect_uri: str, verifier: str) -> Given:
    """What the code that the browser brought stands for. Raises NotGranted."""
    return _ask(
        grant,
        {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier},
    )


def renew(grant: MailGrant) -> Given:
    """A new access token for the refresh token that we have. Raises NotGranted."""
    return _ask(grant, {"grant_type": "refresh_token", "refresh_token": _opened(grant.refresh_token)})


def revoke(grant: MailGrant) -> bool:
    """Give the permission back (RFC 7009) where the provider takes it; whether it did."""
    address = endpoints(grant).revoke
    if not address or not grant.refresh_token:
        return False
    try:
        answer = client.post(
            address,
            urlencode({"token": _opened(grant.refresh_token)}).encode(),
            content_type="application/x-www-form-urlencoded",
            seconds=SECONDS,
        )
    except (client.NotAllowed, client.NoAnswer, NotGranted):
        return False
    return answer.status == 200


def _ask(grant: MailGrant, body: dict[str, str]) -> Given:
    asked, secret = endpoints(grant), _opened(grant.secret)
    headers = {"Accept": "application/json"}
    body = {**body, "client_id": grant.client_id}
    if secret and asked.secret_in_body:
        body["client_secret"] = secret
    elif secret:
        pair = f"{quote(grant.client_id, safe='')}:{quote(secret, safe='')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    try:
        answer = client.post(
            asked.token,
            urlencode(body).encode(),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
            seconds=SECONDS,
        )
    except (client.NotAllowed, client.NoAnswer):
        raise NotGranted(Fault.NO_ANSWER) from None
    told = _json(answer.body)
    if answer.status != 200:
        raise NotGranted(_fault(answer.status, told))
    return _given(told)


def _fault(status: int, told: Mapping[str, Any]) -> Fault:
    """RFC 6749 section 5.2. What is not said in its words is a trouble of the provider's, and passes."""
    error = told.get("error")
    if not 400 <= status < 500 or not isinstance(error, str):
        return Fault.NO_ANSWER
    if error in WITHDRAWN:
        return Fault.WITHDRAWN
    return Fault.APP_REFUSED if error in APP_REFUSED else Fault.NO_ANSWER


def _given(told: Mapping[str, Any]) -> Given:
    access, refresh = told.get("access_token"), told.get("refresh_token") or ""
    if not _is_token(access) or not (refresh == "" or _is_token(refresh)):
        raise NotGranted(Fault.NO_ANSWER)
    if str(told.get("token_type", "Bearer")).lower() != "bearer":
        raise NotGranted(Fault.NO_ANSWER)
    ends = told.get("refresh_token_expires_in", told.get("refresh_expires_in"))
    return Given(str(access), str(refresh), told.get("expires_in"), ends)


def _is_token(value: object) -> bool:
    """Signs that can stand in a line of IMAP (RFC 6750 section 2.1 allows no others), and not too many."""
    return isinstance(value, str) and 0 < len(value) <= MOST_OF_A_TOKEN and value.isascii() and value.isprintable()


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _opened(sealed: str) -> str:
    if not sealed:
        return ""
    try:
        return unseal(sealed)
    except WrongKey:
        raise NotGranted(Fault.NO_KEY) from None
