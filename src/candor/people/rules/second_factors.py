"""What is true about second factors: codes of authenticator apps (RFC 6238), who has to have one, who can use passkeys.

An app's code is six digits of HMAC-SHA-1 over the number of half minutes since 1970, which is what every app speaks.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
from datetime import date, datetime
from urllib.parse import quote, urlencode, urlsplit

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20
"""RFC 4226, section 4: 160 bits are recommended."""

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps by which a telephone's clock may be wrong, each way (RFC 6238, section 5.2 recommends one at most)."""


def step_at(moment: datetime) -> int:
    """The number of the half minute."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_of(secret: bytes, step: int) -> str:
    """The six digits that an app shows during a step."""
    # SHA-1 is what the apps compute; as HMAC it is not touched by the collisions that broke it for signatures.
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS).generate(step * STEP_SECONDS).decode("ascii")  # noqa: S303


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The step whose code this is, within the drift around now; None for a wrong one. All steps are compared."""
    present = step_at(now)
    steps = range(present - DRIFT, present + DRIFT + 1)
    fitting = [step for step in steps if hmac.compare_digest(code_of(secret, step).encode(), code.encode())]
    return max(fitting, default=None)


def looks_like_app_code(typed: str) -> bool:
    """Six digits, however grouped; anything else can only be a recovery code."""
    digits = without_spaces(typed)
    return len(digits) == DIGITS and digits.isascii() and digits.isdigit()


def without_spaces(typed: str) -> str:
    return "".join(typed.split())


def secret_as_text(secret: bytes) -> str:
    """The secret as apps take it typed: base 32 in groups of four."""
    text = base64.b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def app_address(secret: bytes, *, brand: str, name: str) -> str:
    """What the QR code says: the `otpauth:` address that every authenticator app reads."""
    issuer = brand.replace(":", " ")
    label = quote(f"{issuer}:{name}", safe=":@")
    facts = {"secret": base64.b32encode(secret).decode("ascii").rstrip("="), "issuer": issuer}
    return f"otpauth://totp/{label}?{urlencode(facts, quote_via=quote)}"


def is_required(*, required: bool, since: date | None, today: date) -> bool:
    """Whether staff have to have a second factor today."""
    return required and (since is None or since <= today)


def passkeys_possible(base_url: str) -> bool:
    """WebAuthn needs a name, not a number, and a connection that nobody reads along: https, or this machine itself."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    return not _is_number(host) and (parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
