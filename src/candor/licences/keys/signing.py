"""The key that signs licences (Ed25519), made at the first use in the instance's home, and replaced by rotation.

Public keys stay in the database for as long as the instance: what was signed with an earlier one stays valid. The
private half of an earlier key is destroyed when a new one takes its place.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import CharField

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.prepared import Given, Prepared
from candor.licences.models.signing import SigningKey

FILE_NAME = "licence.key"
PUBLIC_KEYS = Prepared(lambda: SigningKey.objects.values_list("key_id", "public_key"))
PUBLISHED = Prepared(lambda: SigningKey.objects.filter(key_id=Given("key_id", CharField())).values_list("pk"))


class KeyUnusable(RuntimeError):
    """The key's file does not hold a key. What was signed stays valid; bring the file back from a backup, or rotate."""


@dataclass(frozen=True, slots=True)
class Signer:
    """The present key. `key_id` are the first four bytes of the SHA-256 of its public half, in hexadecimal digits."""

    private: Ed25519PrivateKey
    public: bytes
    key_id: str

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def signer() -> Signer:
    """The present key, known to everybody who verifies. Raises KeyUnusable."""
    path = _path()
    if not path.exists():
        _place(Ed25519PrivateKey.generate(), instead=False)
    found = _read(path, path.stat().st_mtime_ns)
    _publish(found)
    return found


def public_keys() -> dict[str, bytes]:
    """Every public key with which something may have been signed, by its id. One query."""
    return {key_id: bytes.fromhex(public) for key_id, public in PUBLIC_KEYS.rows()}


@transaction.atomic
def rotate(*, by: Actor) -> SigningKey:
    """Sign with a new key from now on. The old private key is destroyed, its public half stays."""
    fresh = Ed25519PrivateKey.generate()
    row = _row(_signer_of(fresh))
    SigningKey.objects.exclude(pk=row.pk).filter(retired_at=None).update(retired_at=clock.now())
    record("licences.signing_key.rotated", row, by=by)
    _place(fresh, instead=True)
    return row


def trouble() -> str:
    """What is wrong with the key in the home, in a sentence for `candor doctor`; "" where nothing is."""
    path = _path()
    published = SigningKey.objects.filter(retired_at=None).order_by("-id").values_list("key_id", flat=True).first()
    if not path.exists():
        return "" if published is None else f"{FILE_NAME} is gone: new licence keys would be signed with another key."
    try:
        found = _read(path, path.stat().st_mtime_ns)
    except KeyUnusable:
        return f"{FILE_NAME} holds no key: no licence can be issued or activated."
    if published is not None and found.key_id != published:
        return f"{FILE_NAME} is not the key that was last published ({published})."
    return ""


def key_id_of(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:8]


def _path() -> Path:
    return Path(settings.INSTANCE.home) / FILE_NAME


@lru_cache(maxsize=4)
def _read(path: Path, _changed_at: int) -> Signer:
    try:
        return _signer_of(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip())))
    except ValueError:
        raise KeyUnusable(f"{path} holds no key") from None


def _signer_of(private: Ed25519PrivateKey) -> Signer:
    public = private.public_key().public_bytes_raw()
    return Signer(private, public, key_id_of(public))


def _publish(found: Signer) -> None:
    """Nothing is signed with a key that nobody can look up."""
    if not PUBLISHED.is_there(key_id=found.key_id):
        _row(found)


def _row(found: Signer) -> SigningKey:
    values = {"public_key": found.public.hex(), "made_at": clock.now()}
    return SigningKey.objects.get_or_create(key_id=found.key_id, defaults=values)[0]


def _place(private: Ed25519PrivateKey, *, instead: bool) -> None:
    """Write the key aside and move it into place: nobody ever reads half a key.

    Of two that make the first one at once, the first stays.
    """
    path = _path()
    aside = path.with_name(f"licence.{os.getpid()}.key")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(private.private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    if instead:
        aside.replace(path)
        return
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
