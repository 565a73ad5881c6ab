"""An encrypted stream that can be read in flat memory and cannot be cut, mixed or changed unseen.

The construction is that of age (https://age-encryption.org/v1): an ephemeral X25519 key agrees with the recovery key on
a key that wraps the file's own; the content is sealed in chunks of one MiB by ChaCha20-Poly1305, whose nonces count the
chunks and mark the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The key of the
content depends on the hash of the header, so that a changed header opens nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from candor.kernel.backup.recovery import number_of, public_of

MAGIC = b"candor-backup 1\n"
CHUNK = 1 << 20
TAG = 16
LONGEST_HEADER = 64 * 1024
WRAPPING, CONTENT = b"candor-backup 1 wrapping", b"candor-backup 1 content"


class NotAnArchive(ValueError):
    """The file is no backup of Candor, or of a form that this version cannot read. The text says which."""


class WrongKey(ValueError):
    """The archive was sealed for another recovery key. The text names it."""


class Damaged(ValueError):
    """The archive was changed, or is not whole. The text says so; nothing of it may be used."""


@dataclass(frozen=True, slots=True)
class OwnKey:
    """What opens one archive and no other: the instance keeps that of its newest one, for restores on trial."""

    key: bytes = field(repr=False)


Key = bytes | OwnKey
"""What an archive is opened with: the private recovery key, or the archive's own key."""


class Sealer:
    """Seals what is written to it. Without `close` the stream has no end, and reading it says so."""

    def __init__(self, out: BinaryIO, recipient: bytes, said: Mapping[str, object]) -> None:
        """`said` stands in the header for everybody to read."""
        ephemeral, own_key = X25519PrivateKey.generate(), ChaCha20Poly1305.generate_key()
        self.own_key = OwnKey(own_key)
        public = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
        wrapped = ChaCha20Poly1305(_wrapping_key(shared, public, recipient)).encrypt(bytes(12), own_key, None)
        header = {**said, "recipient": recipient.hex(), "ephemeral": public.hex(), "wrapped": wrapped.hex()}
        line = MAGIC + json.dumps({**header, "salt": os.urandom(16).hex()}, sort_keys=True).encode("ascii") + b"\n"
        self._out, self._waiting, self._number = out, bytearray(), 0
        self._cipher = _content_cipher(own_key, line)
        self._out.write(line)

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk. What the stream goes into stays open."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, data: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, is_last), data, None))
        self._number += 1


def read_header(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """What the header says, and its bytes. Raises NotAnArchive."""
    if file.read(len(MAGIC)) != MAGIC:
        raise NotAnArchive("This file is no backup of Candor, or was made by a version that this one cannot read.")
    line = file.readline(LONGEST_HEADER)
    try:
        header = json.loads(line)
        for name, length in (("recipient", 32), ("ephemeral", 32), ("wrapped", 32 + TAG), ("salt", 16)):
            if len(bytes.fromhex(header[name])) != length:
                raise ValueError
    except (ValueError, KeyError, TypeError):
        raise NotAnArchive("This backup's first line cannot be read: the file was changed or cut off.") from None
    return header, MAGIC + line


def opened(file: BinaryIO, key: Key) -> Iterator[bytes]:
    """The content, chunk by chunk. Raises NotAnArchive, WrongKey and, as soon as it shows, Damaged."""
    header, line = read_header(file)
    yield from _chunks(file, _content_cipher(own_key_in(header, key), line))


def own_key_in(header: Mapping[str, str], key: Key) -> bytes:
    """The archive's own key, which its header holds for the recovery key. Raises WrongKey and Damaged."""
    return key.key if isinstance(key, OwnKey) else _unwrapped(header, key)


def _unwrapped(header: Mapping[str, str], private: bytes) -> bytes:
    recipient, ephemeral = bytes.fromhex(header["recipient"]), bytes.fromhex(header["ephemeral"])
    if public_of(private) != recipient:
        ours, theirs = number_of(public_of(private)), number_of(recipient)
        raise WrongKey(f"This backup was sealed for the recovery key {theirs}; the one given is {ours}.")
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(ephemeral))
        wrapping = ChaCha20Poly1305(_wrapping_key(shared, ephemeral, recipient))
        return wrapping.decrypt(bytes(12), bytes.fromhex(header["wrapped"]), None)
    except (InvalidTag, ValueError):
        raise Damaged("This backup's first line was changed: it opens with no key.") from None


def _chunks(file: BinaryIO, cipher: ChaCha20Poly1305) -> Iterator[bytes]:
    number, sealed = 0, file.read(CHUNK + TAG)
    while True:
        further = file.read(CHUNK + TAG) if len(sealed) == CHUNK + TAG else b""
        try:
            yield cipher.decrypt(_nonce(number, not further), sealed, None)
        except InvalidTag:
            raise Damaged(f"This backup was changed or cut off, {number} MB after its beginning or later.") from None
        if not further:
            return
        number, sealed = number + 1, further


def _nonce(number: int, is_last: bool) -> bytes:  # noqa: FBT001 - both stand in the nonce, side by side
    return number.to_bytes(11, "big") + bytes([is_last])


def _wrapping_key(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=ephemeral + recipient, info=WRAPPING).derive(shared)


def _content_cipher(own_key: bytes, header: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=hashlib.sha256(header).digest(), info=CONTENT).derive(own_key))
