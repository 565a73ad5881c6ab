"""The seal of what the door keeps secret: a copy of the database holds none that can be read."""

from __future__ import annotations

from candor.kernel.sealing import Seal, WrongKey

__all__ = ["WrongKey", "seal", "unseal"]

_SEAL = Seal("sign-in.key")


def seal(text: str) -> str:
    return _SEAL.close(text) if text else ""


def unseal(sealed: str) -> str:
    """The text that was sealed, "" for nothing. Raises WrongKey."""
    return _SEAL.open(sealed) if sealed else ""
