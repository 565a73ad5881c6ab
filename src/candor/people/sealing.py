"""Sealing the secrets of the door with a key of their own (`kernel.sealing`)."""

from __future__ import annotations

from candor.kernel import sealing
from candor.kernel.sealing import WrongKey

__all__ = ["WrongKey", "seal", "unseal"]

KEY = "sign-in.key"


def seal(text: str) -> str:
    return sealing.seal(text, key_file=KEY) if text else ""


def unseal(sealed: str) -> str:
    """The text that was sealed, "" for nothing. Raises WrongKey."""
    return sealing.unseal(sealed, key_file=KEY) if sealed else ""
