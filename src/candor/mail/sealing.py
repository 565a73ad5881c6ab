"""The seal of mailbox passwords: a copy of the database holds none that can be read."""

from __future__ import annotations

from candor.kernel.sealing import Seal, WrongKey

__all__ = ["WrongKey", "keyed_digest_key", "seal", "unseal"]

_SEAL = Seal("mail.key")


def seal(text: str) -> str:
    return _SEAL.close(text)


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises WrongKey."""
    return _SEAL.open(sealed)


def keyed_digest_key() -> bytes:
    """The same key for HMACs over addresses: without it nobody can try addresses out against the stored hashes."""
    return _SEAL.key()
