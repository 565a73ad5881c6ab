"""The recovery key: what opens backups. It is shown once; its public half alone stays with the instance.

The key is an X25519 private key. People get it as fourteen groups of four letters and digits (base32), the last
characters of which are a checksum, so that a slip of the pen is told from a wrong key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from candor.kernel import clock

FILE_NAME = "recovery.pub"
CHECKSUM = 3
"""Bytes: with them 56 characters come out even."""

LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Base32 has neither of these digits: whoever reads them from paper means the letter."""


class BadKey(ValueError):
    """What was given is no recovery key; the text says what is wrong with it."""


class NoKey(LookupError):
    """There is no recovery key yet, so nobody could open backups of this instance."""


@dataclass(frozen=True, slots=True)
class PublicHalf:
    """What archives are sealed for. `number` is how people tell keys apart."""

    public: bytes
    made_at: datetime

    @property
    def number(self) -> str:
        return number_of(self.public)


def number_of(public: bytes) -> str:
    """Eight characters by which a key is known; nothing can be opened with them."""
    return hashlib.sha256(b"candor recovery key " + public).hexdigest()[:8]


def new_key() -> str:
    """A fresh key as people write it down. Nothing is stored."""
    return text_of(X25519PrivateKey.generate().private_bytes_raw())


def text_of(private: bytes) -> str:
    letters = base64.b32encode(private + _checksum(private)).decode("ascii")
    return "-".join(letters[begin : begin + 4] for begin in range(0, len(letters), 4))


def private_of(text: str) -> bytes:
    """The key that somebody typed, however they spaced it. Raises BadKey."""
    letters = "".join(sign for sign in text.upper() if sign.isalnum()).translate(LOOKALIKES)
    if len(letters) != 56:
        raise BadKey(f"A recovery key has 56 letters and digits; this has {len(letters)}.")
    try:
        found = base64.b32decode(letters)
    except binascii.Error:
        raise BadKey("A recovery key has the letters A to Z and the digits 2 to 7 only.") from None
    if _checksum(found[:-CHECKSUM]) != found[-CHECKSUM:]:
        raise BadKey("The recovery key has a typing mistake: its letters do not fit together.")
    return found[:-CHECKSUM]


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def keep_public_half(home: Path, public: bytes) -> PublicHalf:
    """Seal for this key from now on. What was sealed before opens with the key of its time."""
    half = PublicHalf(public, clock.now())
    fresh = home / f"{FILE_NAME}.new"
    with fresh.open("w", encoding="ascii") as file:
        json.dump({"public": public.hex(), "made_at": half.made_at.isoformat()}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(home / FILE_NAME)
    return half


def public_half(home: Path) -> PublicHalf:
    """For which key this instance seals. Raises NoKey."""
    try:
        written = json.loads((home / FILE_NAME).read_text("ascii"))
    except FileNotFoundError:
        raise NoKey("This instance has no recovery key yet. Make one: candor backup key new") from None
    return PublicHalf(bytes.fromhex(written["public"]), datetime.fromisoformat(written["made_at"]))


def _checksum(private: bytes) -> bytes:
    return hashlib.sha256(b"candor recovery key check " + private).digest()[:CHECKSUM]
