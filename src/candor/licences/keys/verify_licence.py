#!/usr/bin/env python3
"""Verify a licence offline: python3 verify_licence.py KEY-FILE KEYS.json [--day YYYY-MM-DD]
[--activation ANSWER.json --machine FINGERPRINT] [--revoked LIST.json]

Needs Python 3.11 and the package `cryptography`. KEYS.json are the vendor's public keys: ship them with your program.
Exit 0: valid, 1: not valid, 2: wrong usage. The bytes of a key are told in docs/reference/licence-keys.md.
"""

import argparse
import hashlib
import json
import struct
import zlib
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALPHABET, MISREAD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", str.maketrans("OIL", "011", " -\t\r\n")
HEAD, FIRST_DAY = struct.Struct(">B4s8sHHHHH"), date(2020, 1, 1)
KEY, ACTIVATION, REVOCATIONS = b"candor-licence-1\0", b"candor-activation-1\0", b"candor-revocations-1\0"


class NotValid(Exception):
    """Why not, as a sentence. Of a `Slip`: something was mistyped or left out, and nobody forged anything."""


class Slip(NotValid): ...


Key = namedtuple("Key", "key_id licence revision seats issued expires maintenance product edition features licensee")


def check_of(values: list[int], place: int) -> int:
    """The sixth letter of a group: its five, weighted by the powers of 2 in GF(32), and the group's place."""
    total = place % 32
    for power, value in enumerate(values, 1):
        for _ in range(power):
            value = value << 1 ^ (0b100101 if value & 16 else 0)
        total ^= value
    return total


def content_of(text: str) -> tuple[bytes, bytes]:
    """What was signed, and the signature. Raises NotValid."""
    letters, number = text.upper().translate(MISREAD), 0
    if not 6 <= len(letters) <= 1200:
        raise NotValid("This is no licence key.")
    for start in range(0, len(letters), 6):
        values = [ALPHABET.find(letter) for letter in letters[start : start + 6]]
        if len(values) < 6 or -1 in values or check_of(values[:5], start // 6) != values[5]:
            raise Slip(f"Group {start // 6 + 1} ({letters[start : start + 6]!a}) is mistyped or incomplete.")
        for value in values[:5]:
            number = number << 5 | value
    bits = len(letters) // 6 * 25
    data, end = (number << -bits % 8).to_bytes((bits + 7) // 8, "big"), HEAD.size
    for _ in range(4):
        end += 1 + (data[end] if end < len(data) else 0)
    body, signature, check = data[:end], data[end : end + 64], data[end + 64 : end + 68]
    if len(check) < 4 or zlib.crc32(body + signature) != int.from_bytes(check, "big"):
        raise Slip("A group is mistyped, left out, or there is one too many.")
    if any(data[end + 68 :]) or bits != -(-(end + 68) * 8 // 25) * 25:
        raise NotValid("This is no licence key.")
    return body, signature


def read(text: str) -> Key:
    """What the key says; believe `verify` alone. `seats` 0: any number, no day: no end. Raises NotValid."""
    body, _ = content_of(text)
    version, key_id, licence, revision, seats, *days = HEAD.unpack_from(body)
    texts, at = [], HEAD.size
    for _ in range(4):
        texts.append(body[at + 1 : at + 1 + body[at]].decode(errors="replace"))
        at += 1 + body[at]
    if version != 1:
        raise NotValid("This is a licence key of a later kind.")
    issued, expires, maintenance = (FIRST_DAY + timedelta(day) if day else None for day in days)
    said = (key_id.hex(), licence.hex(), revision, seats, issued, expires, maintenance)
    return Key._make((*said, *texts[:2], tuple(texts[2].split()), texts[3]))


def verify(text: str, keys: dict[str, bytes], day: date | None = None) -> Key:
    """What the key says, signed with one of the public keys (by id) and not ended on the day. Raises NotValid."""
    found, (body, signature) = read(text), content_of(text)
    must_fit(KEY + body, signature, found.key_id, keys)
    if day is not None and found.expires is not None and day > found.expires:
        raise NotValid(f"The licence ended on {found.expires}.")
    return found


def must_fit(message: bytes, signature: bytes, key_id: str, keys: dict[str, bytes]) -> None:
    if key_id not in keys:
        raise NotValid(f"It was signed with the key {key_id!a}, which is not among the keys given.")
    try:
        Ed25519PublicKey.from_public_bytes(keys[key_id]).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise NotValid("The signature does not fit: it was altered or forged.") from None


def written(value: object) -> bytes:
    """The one way to write a signed file: sorted, indented, UTF-8."""
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def verify_file(data: bytes, kind: bytes, keys: dict[str, bytes]) -> dict[str, str]:
    """What the answer to an activation says, or the list of revoked licences. Raises NotValid."""
    try:
        found: dict[str, str] = dict(json.loads(data))
        signature, message = bytes.fromhex(found.pop("signature")), kind + written(found)
        must_fit(message, signature, str(found["key_id"]), keys)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotValid("This is no signed file of the vendor.") from None
    return found


def verify_activation(data: bytes, key: Key, machine: str, keys: dict[str, bytes], at: datetime) -> None:
    """Whether the answer lets this machine use the licence at the aware moment. Raises NotValid."""
    found = verify_file(data, ACTIVATION, keys)
    machine = hashlib.sha256(f"{found['salt']}{machine}".encode()).hexdigest()
    if (found["licence"], found["machine"]) != (key.licence, machine):
        raise NotValid("The activation is for another licence or another machine.")
    if not datetime.fromisoformat(found["valid_from"]) <= at < datetime.fromisoformat(found["valid_until"]):
        raise NotValid(f"The activation counts from {found['valid_from']} until {found['valid_until']}: renew it.")


def main() -> None:
    parser = argparse.ArgumentParser(description="Verify a licence key offline.")
    for name in ("key", "keys", "--activation", "--revoked"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--machine", default="")
    parser.add_argument("--day", type=date.fromisoformat, default=datetime.now(UTC).date())
    asked = parser.parse_args()
    try:
        keys = {each["id"]: bytes.fromhex(each["public_key"]) for each in json.loads(asked.keys.read_bytes())["keys"]}
        key = verify(asked.key.read_bytes()[:4000].decode("ascii", "replace"), keys, asked.day)
        if asked.activation:
            verify_activation(asked.activation.read_bytes(), key, asked.machine, keys, datetime.now(UTC))
        if asked.revoked and key.licence in verify_file(asked.revoked.read_bytes(), REVOCATIONS, keys)["licences"]:
            raise NotValid("The licence was revoked.")
    except NotValid as problem:
        raise SystemExit(f"{'MISTYPED' if isinstance(problem, Slip) else 'NOT VALID'}: {problem}") from None
    print("VALID", *(f"{name}: {value}" for name, value in key._asdict().items()), sep="\n")


if __name__ == "__main__":
    main()
