"""Talking to an identity provider: discovery, the exchange of the code, and the check of the ID token.

OpenID Connect Core and Discovery 1.0, RFC 7636 (PKCE). Every request goes through `kernel.http.client`, so the provider
has to stand at a public address. All of its addresses have the issuer's scheme, and the form takes https only.
Tests serve a provider of their own at 127.0.0.1 by replacing `kernel.http.client.is_public`; nothing else is replaced.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from candor.kernel import clock
from candor.kernel.http import client
from candor.kernel.logs import log
from candor.people.identifiers import normalise_or_none
from candor.people.models import IdentifierKind, IdentityProvider
from candor.people.rules.id_tokens import HASHES, LEEWAY, Expected, fault
from candor.people.rules.text import one_line
from candor.people.sealing import WrongKey, unseal

MOST_BYTES = 200_000
SECONDS = 6.0
KEPT_FOR = 3_600
"""Seconds for which a provider's addresses and keys are remembered."""

ASKED_AGAIN_AFTER = 60
"""Seconds: a token with an unknown key asks for the keys again, and no more often than this."""

KEY_TYPES = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
SMALLEST_RSA = 2048


class Trouble(StrEnum):
    """Why a provider did not prove anything."""

    UNREACHABLE = "unreachable"
    NOT_A_PROVIDER = "not-a-provider"
    OTHER_ISSUER = "other-issuer"
    NO_KEYS = "no-keys"
    REFUSED = "refused"
    WRONG_TOKEN = "wrong-token"  # noqa: S105 - a kind of trouble, not a secret


class NotProven(Exception):
    """The provider has not proven who somebody is."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Proven:
    """Who somebody is, as the provider has signed it. `email` is normalised, and "" unless the provider verified it."""

    subject: str
    email: str
    written_email: str
    name: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sign-in was begun with."""

    redirect_uri: str
    nonce: str
    verifier: str
    signed_in_after: int | None = None


@dataclass(slots=True)
class _Known:
    """What is remembered of a provider."""

    addresses: dict[str, Any]
    addresses_at: float
    keys: list[dict[str, Any]] = field(default_factory=list)
    keys_at: float = 0.0


_known: dict[str, _Known] = {}
_lock = threading.Lock()


def known_addresses(provider: IdentityProvider) -> None:
    """Learn the provider's addresses now, where they are not known yet. Raises NotProven."""
    _addresses(provider.issuer)


def authorisation_address(provider: IdentityProvider, state: str, challenge: str, asked: Asked) -> str:
    """Where the browser goes to be asked who it is. Raises NotProven."""
    parameters = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": asked.redirect_uri,
        "scope": "openid email profile",
        "state": state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if asked.signed_in_after is not None:
        parameters |= {"prompt": "login", "max_age": "0"}
    begin = str(_addresses(provider.issuer)["authorization_endpoint"])
    return f"{begin}{'&' if urlsplit(begin).query else '?'}{urlencode(parameters)}"


def exchange(provider: IdentityProvider, code: str, asked: Asked) -> Proven:
    """Who the code stands for. Raises NotProven."""
    answer = _post_code(provider, code, asked)
    token, access = answer.get("id_token"), answer.get("access_token", "")
    if not isinstance(token, str) or not isinstance(access, str):
        raise NotProven(Trouble.WRONG_TOKEN, "missing")
    expected = Expected(provider.client_id, asked.nonce, int(clock.now().timestamp()), access, asked.signed_in_after)
    return _proven(_checked(provider, token, expected))


def try_out(provider: IdentityProvider) -> int:
    """Ask the provider for its addresses and keys now; how many keys can be used. Raises NotProven."""
    forget(provider.issuer)
    _addresses(provider.issuer)
    usable = [key for key in _keys(provider.issuer) if key.get("kty") in KEY_TYPES.values()]
    if not usable:
        raise NotProven(Trouble.NO_KEYS)
    return len(usable)


def forget(issuer: str) -> None:
    """Ask anew next time."""
    with _lock:
        _known.pop(issuer, None)


def _addresses(issuer: str) -> dict[str, Any]:
    """The provider's own description, remembered for an hour."""
    now = clock.now().timestamp()
    known = _known.get(issuer)
    if known is not None and now - known.addresses_at < KEPT_FOR:
        return known.addresses
    found = _json(_fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
    if found.get("issuer") != issuer:
        raise NotProven(Trouble.OTHER_ISSUER)
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        address = found.get(name)
        if not _is_address(address, urlsplit(issuer).scheme):
            raise NotProven(Trouble.NOT_A_PROVIDER, name)
    with _lock:
        _known[issuer] = _Known(found, now)
    return found


def _is_address(value: Any, scheme: str) -> bool:
    """A plain address that can stand in a header."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or " " in value:
        return False
    return value.startswith(f"{scheme}://")


def _keys(issuer: str, *, older_than: float = KEPT_FOR) -> list[dict[str, Any]]:
    """The provider's keys, asked for again when they were read longer ago than so many seconds."""
    address = str(_addresses(issuer)["jwks_uri"])
    known, now = _known[issuer], clock.now().timestamp()
    if now - known.keys_at > older_than:
        keys = _json(_fetch(address)).get("keys")
        if not isinstance(keys, list):
            raise NotProven(Trouble.NO_KEYS)
        known.keys = [key for key in keys[:100] if isinstance(key, dict)]
        known.keys_at = now
    return known.keys


def _post_code(provider: IdentityProvider, code: str, asked: Asked) -> dict[str, Any]:
    addresses, secret = _addresses(provider.issuer), _secret_of(provider)
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.redirect_uri,
        "code_verifier": asked.verifier,
        "client_id": provider.client_id,
    }
    headers = {"Accept": "application/json"}
    if secret and "client_secret_post" in addresses.get("token_endpoint_auth_methods_supported", ()):
        body["client_secret"] = secret
    elif secret:
        pair = f"{quote(provider.client_id, safe='')}:{quote(secret, safe='')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    try:
        answer = client.post(
            str(addresses["token_endpoint"]),
            urlencode(body).encode(),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
            seconds=SECONDS,
        )
    except (client.NotAllowed, client.NoAnswer) as error:
        raise NotProven(Trouble.UNREACHABLE, type(error).__name__) from None
    if answer.status != 200:
        raise NotProven(Trouble.REFUSED, str(answer.status))
    return _json(answer.body)


def _secret_of(provider: IdentityProvider) -> str:
    try:
        return unseal(provider.secret)
    except WrongKey:
        raise NotProven(Trouble.REFUSED, "sign-in.key was lost or replaced") from None


def _checked(provider: IdentityProvider, token: str, expected: Expected) -> Mapping[str, Any]:
    """The claims of a token that this provider made for us now, for this sign-in. Raises NotProven."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm = str(header.get("alg"))
        if algorithm not in HASHES or "crit" in header:
            raise NotProven(Trouble.WRONG_TOKEN, "alg")
        claims: Mapping[str, Any] = jwt.decode(
            token,
            _key_for(provider.issuer, algorithm, header.get("kid")),
            algorithms=[algorithm],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotProven(Trouble.WRONG_TOKEN, type(error).__name__) from None
    wrong = fault(claims, algorithm, expected)
    if wrong:
        raise NotProven(Trouble.WRONG_TOKEN, wrong)
    return claims


def _key_for(issuer: str, algorithm: str, kid: Any) -> Any:
    """The one key that can have signed; an unknown one makes us ask for the keys again, for they are rotated."""
    fitting = _fitting(_keys(issuer), algorithm, kid)
    if len(fitting) != 1:
        fitting = _fitting(_keys(issuer, older_than=ASKED_AGAIN_AFTER), algorithm, kid)
    if len(fitting) != 1:
        raise NotProven(Trouble.WRONG_TOKEN, "kid")
    key = jwt.PyJWK.from_dict(fitting[0], algorithm).key
    if isinstance(key, RSAPublicKey) and key.key_size < SMALLEST_RSA:
        raise NotProven(Trouble.WRONG_TOKEN, "key size")
    return key


def _fitting(keys: list[dict[str, Any]], algorithm: str, kid: Any) -> list[dict[str, Any]]:
    return [
        key
        for key in keys
        if key.get("kty") == KEY_TYPES[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    ]


def _proven(claims: Mapping[str, Any]) -> Proven:
    written = claims.get("email")
    is_verified = claims.get("email_verified") is True and isinstance(written, str)
    email = normalise_or_none(IdentifierKind.EMAIL, str(written)) if is_verified else None
    name, groups = claims.get("name"), claims.get("groups")
    return Proven(
        subject=str(claims["sub"]),
        email=email or "",
        written_email=str(written) if email else "",
        name=one_line(name)[:200] if isinstance(name, str) else "",
        groups=frozenset(str(group) for group in groups[:500]) if isinstance(groups, list) else frozenset(),
    )


def _fetch(url: str) -> bytes:
    try:
        answer = client.fetch(url, most_bytes=MOST_BYTES, seconds=SECONDS)
    except (client.NotAllowed, client.NoAnswer) as error:
        raise NotProven(Trouble.UNREACHABLE, type(error).__name__) from None
    if answer.status != 200:
        raise NotProven(Trouble.NOT_A_PROVIDER, str(answer.status))
    return answer.body


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotProven(Trouble.NOT_A_PROVIDER, "json") from None
    if not isinstance(found, dict):
        raise NotProven(Trouble.NOT_A_PROVIDER, "json")
    return found


def note(problem: NotProven, provider: IdentityProvider) -> None:
    """For the administrator's log: kinds only, no token, no address."""
    log.warning(
        "single sign-on refused", provider=provider.ref, trouble=problem.trouble.value, detail=str(problem)[:80]
    )
