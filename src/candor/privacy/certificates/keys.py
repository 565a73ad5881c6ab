"""The installation's signing key (Ed25519), made when the first certificate is."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

FILE_NAME = "certificate.key"


class KeyUnusable(RuntimeError):
    """The key's file does not hold a key. What was signed stays valid; bring the file back from a backup."""


def signing_key() -> Ed25519PrivateKey:
    """The key in the instance's home. Two processes that make it at once agree on one. Raises KeyUnusable."""
    path: Path = settings.INSTANCE.home / FILE_NAME
    if not path.exists():
        _make(path)
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    except ValueError:
        raise KeyUnusable(f"{path} holds no key") from None


def public_key() -> str:
    """What the organisation publishes, so that certificates can be told from forged ones: 64 hexadecimal digits."""
    return signing_key().public_key().public_bytes_raw().hex()


def _make(path: Path) -> None:
    """Write the key aside and link it into place: nobody ever reads half a key, and the first one stays."""
    aside = path.with_name(f"{FILE_NAME}.{os.getpid()}.key")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
