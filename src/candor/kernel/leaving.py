"""Leaving for another server and coming back: what ties the browser that left to the one that comes back (ADR 0012).

`browser` is a secret that only that browser sends, the value of its session cookie. The state is a link token of
`kernel.tokens` that holds a hash of it; nonce and PKCE verifier (RFC 7636) are derived from both and stored nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac


def derived(browser: str, use: str, state: str) -> str:
    """43 characters that only somebody with both secrets can know (RFC 7636 section 4.1 asks for 43 to 128)."""
    digest = hmac.new(browser.encode(), f"{use}:{state}".encode(), hashlib.sha256).digest()
    return _in_an_address(digest)


def challenge(verifier: str) -> str:
    """What is shown on the way out of a verifier that is shown later (S256)."""
    return _in_an_address(hashlib.sha256(verifier.encode()).digest())


def digest_of(browser: str) -> str:
    """What is kept to know the browser again."""
    return hashlib.sha256(f"browser:{browser}".encode()).hexdigest()


def is_same(browser: str, digest: object) -> bool:
    """Whether it is the browser of this digest; never so for one without a secret."""
    return bool(browser) and hmac.compare_digest(str(digest), digest_of(browser))


def _in_an_address(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
