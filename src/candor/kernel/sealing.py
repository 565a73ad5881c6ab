"""Sealing secrets with a key of the instance's home, so that a copy of the database holds none of them.

Fernet: AES-128-CBC with HMAC-SHA-256, random per value. Each use has a key file of its own, made at the first use.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class WrongKey(ValueError):
    """The value was sealed with another key: the key's file was lost or replaced; the secret has to be given again."""


def seal(text: str, *, key_file: str) -> str:
    return Fernet(key(key_file)).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, *, key_file: str) -> str:
    """The text that was sealed. Raises WrongKey."""
    try:
        return Fernet(key(key_file)).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, ValueError) as error:
        raise WrongKey from error


def key(name: str) -> bytes:
    """Read the key, or make it. Two processes that do so at once agree on one, and it is never seen half written."""
    path = Path(settings.INSTANCE.home) / name
    if not path.exists():
        fresh = path.with_name(f"{name}.{os.getpid()}.new")
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
    return path.read_bytes().strip()
