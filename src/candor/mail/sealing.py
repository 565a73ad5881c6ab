"""Sealing the passwords of mailboxes with a key of their own (`kernel.sealing`)."""

from __future__ import annotations

from candor.kernel import sealing
from candor.kernel.sealing import WrongKey

__all__ = ["WrongKey", "keyed_digest_key", "seal", "unseal"]

KEY = "mail.key"


def seal(text: str) -> str:
    return sealing.seal(text, key_file=KEY)


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises WrongKey."""
    return sealing.unseal(sealed, key_file=KEY)


def keyed_digest_key() -> bytes:
    """The same key for HMACs over addresses: without it nobody can try addresses out against the stored hashes."""
    return sealing.key(KEY)
