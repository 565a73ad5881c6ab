"""What an ID token of OpenID Connect has to say beyond what its signature, issuer, audience and times prove.

OpenID Connect Core 1.0, sections 2 (claims), 3.1.3.6 (access token hash) and 3.1.3.7 (validation).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEEWAY = 60
"""Seconds by which clocks may differ."""

OLDEST = 600
"""Seconds: a token is made for the exchange that brings it, so an old one comes from elsewhere."""

HASHES = {"RS256": hashlib.sha256, "ES256": hashlib.sha256, "EdDSA": hashlib.sha512}
"""The algorithms that count, each with the hash of its `at_hash`. No `none`, and nothing with a shared secret."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What this sign-in asked for. `signed_in_after` is set where the provider had to ask for the password again."""

    client_id: str
    nonce: str
    now: int
    access_token: str = ""
    signed_in_after: int | None = None


def fault(claims: Mapping[str, Any], algorithm: str, expected: Expected) -> str:
    """The name of the claim that does not fit, "" where all do."""
    audience = claims.get("aud")
    parties = audience if isinstance(audience, list) else [audience]
    doubts = {
        "sub": not _is_subject(claims.get("sub")),
        "azp": "azp" in claims and claims["azp"] != expected.client_id,
        "aud": len(parties) > 1 and "azp" not in claims,
        "nonce": not _same(claims.get("nonce"), expected.nonce),
        "iat": not _is_recent(claims.get("iat"), expected.now),
        "at_hash": "at_hash" in claims and not _same(claims["at_hash"], _at_hash(algorithm, expected.access_token)),
        "auth_time": expected.signed_in_after is not None
        and not _is_after(claims.get("auth_time"), expected.signed_in_after),
    }
    return next((name for name, is_wrong in doubts.items() if is_wrong), "")


def _is_subject(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isascii() and value.isprintable()


def _is_recent(value: Any, now: int) -> bool:
    return isinstance(value, int | float) and now - OLDEST <= value <= now + LEEWAY


def _is_after(value: Any, earliest: int) -> bool:
    return isinstance(value, int | float) and value >= earliest - LEEWAY


def _at_hash(algorithm: str, access_token: str) -> str:
    digest = HASHES[algorithm](access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _same(one: Any, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
