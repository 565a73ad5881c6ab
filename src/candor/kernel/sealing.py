"""Secrets that we have to read again, sealed with a key of the instance's home: a copy of the database holds none.

Fernet: AES-128-CBC with HMAC-SHA-256, random per value. Each purpose has a key file of its own, made at the first use.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class WrongKey(ValueError):
    """The value was sealed with another key: the key file was lost or replaced; the secret has to be given again."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of one purpose; `file` is its key's name in the instance's home (`mail.key`)."""

    file: str

    def close(self, text: str) -> str:
        return Fernet(self.key()).encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text that was sealed. Raises WrongKey."""
        try:
            return Fernet(self.key()).decrypt(sealed.encode("ascii")).decode()
        except (InvalidToken, ValueError) as error:
            raise WrongKey from error

    def key(self) -> bytes:
        """Read the key, or make it. Two processes that do so at once agree on one; it is never seen half written."""
        path = Path(settings.INSTANCE.home) / self.file
        try:
            return path.read_bytes().strip()
        except FileNotFoundError:
            _make(path)
        return path.read_bytes().strip()


def _make(path: Path) -> None:
    """Write a fresh key there, unless somebody else has meanwhile."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
