"""Sealing the passwords of mailboxes with a key of the instance's home, so that a copy of the database holds none.

Fernet: AES-128-CBC with HMAC-SHA-256, random per value. The key is made at the first use.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class WrongKey(ValueError):
    """The value was sealed with another key: `mail.key` was lost or replaced; the password has to be given again."""


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises WrongKey."""
    try:
        return _box().decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, ValueError) as error:
        raise WrongKey from error


def keyed_digest_key() -> bytes:
    """The same key for HMACs over addresses: without it nobody can try addresses out against the stored hashes."""
    return _key()


def _box() -> Fernet:
    return Fernet(_key())


def _key() -> bytes:
    """Read the key, or make it. Two processes that do so at once agree on one, and it is never seen half written."""
    path = Path(settings.INSTANCE.home) / "mail.key"
    if not path.exists():
        fresh = path.with_name(f"mail.key.{os.getpid()}.new")
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
