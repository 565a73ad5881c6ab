"""Opaque identifiers: what stands in URLs, file names and tokens instead of row numbers."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: nothing that is misread on the telephone."""

REF_LENGTH = 16


def new_ref() -> str:
    """A reference for a URL: 16 characters, 80 random bits. Unique columns hold it; collisions raise there."""
    return random_text(REF_LENGTH)


def random_text(length: int) -> str:
    """So many characters of the alphabet, five random bits each: a byte's lower five, as there are 32 of them."""
    return "".join([ALPHABET[byte & 31] for byte in secrets.token_bytes(length)])


def new_secret() -> str:
    """A secret for a link or key: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A code a person types: 8 characters of the alphabet above in two groups, 40 random bits: `k7f2-9xqm`."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
