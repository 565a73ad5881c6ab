#!/usr/bin/env python3
"""Verify a copy of somebody's data offline: python3 verify_copy.py ARCHIVE [--key KEY] [--language en|de]

Needs Python 3 and nothing else. It checks the signature (Ed25519, RFC 8032) of the archive's list, and that the archive
holds what the list names and nothing else. It cannot know whose key it is: compare the one that it prints with the one
that the organisation gave you by another way, or give that with --key. Exit 0: valid, 1: not valid, 2: wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zipfile
import zlib
from pathlib import Path

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]
IDENTITY: Point = (0, 1, 1, 0)  # points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z

WORDS = {
    "en": {
        "valid": "VALID. Nothing was changed since this was signed.",
        "invalid": "NOT VALID: ",
        "key": "Signed with the key {}\nCompare it with the one that the organisation gave you by another way.",
        "form": "this is no archive with a list of ours, or it was cut off.",
        "signature": "the signature does not fit: the list was changed.",
        "members": "something was taken out, added or changed: {}",
        "other key": "it was signed with another key than the one you gave.",
    },
    "de": {
        "valid": "GÜLTIG. Seit der Unterschrift wurde nichts geändert.",
        "invalid": "NICHT GÜLTIG: ",
        "key": "Unterschrieben mit dem Schlüssel {}\nVergleichen Sie ihn mit dem, den Sie anders bekommen haben.",
        "form": "Das ist kein Archiv mit einer Liste von uns, oder es wurde abgeschnitten.",
        "signature": "Die Unterschrift passt nicht: Die Liste wurde geändert.",
        "members": "Etwas wurde herausgenommen, hinzugefügt oder geändert: {}",
        "other key": "Unterschrieben wurde mit einem anderen Schlüssel als dem angegebenen.",
    },
}


def written(value: object) -> bytes:
    """The one way to write the list: sorted, indented, UTF-8."""
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def verify(path: Path, key: str = "") -> tuple[str, str]:
    """What is wrong, as a name in WORDS and the file it is about; "" and the key when the archive is valid."""
    try:
        with zipfile.ZipFile(path) as archive:
            data = archive.read("manifest.json")
            found = json.loads(data)
            is_form = written(found) == data and found["candor_copy"] == 1
            signature, public_key = bytes.fromhex(found.pop("signature")), bytes.fromhex(found["public_key"])
            if not is_form or (len(signature), len(public_key)) != (64, 32):
                return "form", ""
            if not is_signed(written(found), signature, public_key):
                return "signature", ""
            wrong = changed(archive, {each["name"]: (each["size"], each["sha256"]) for each in found["members"]})
    except (OSError, ValueError, KeyError, TypeError, RecursionError, zipfile.BadZipFile, zlib.error):
        return "form", ""
    is_other = key and public_key.hex() != re.sub("[^0-9a-f]", "", key.lower())
    return ("members", wrong) if wrong else ("other key", "") if is_other else ("", public_key.hex())


def changed(archive: zipfile.ZipFile, listed: dict[str, tuple[int, str]]) -> str:
    """The first file that is not as the list says, or that one of the two does not have; "" when there is none."""
    present = [name for name in archive.namelist() if name != "manifest.json"]
    if sorted(present) != sorted(listed):
        return min({*present} ^ {*listed}, default=min(present))
    for name, said in listed.items():
        digest, size = hashlib.sha256(), 0
        try:
            with archive.open(name) as member:
                while chunk := member.read(1 << 18):
                    digest.update(chunk)
                    size += len(chunk)
        except (OSError, ValueError, zipfile.BadZipFile, zlib.error):
            return name
        if (size, digest.hexdigest()) != said:
            return name
    return ""


def is_signed(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether an Ed25519 signature fits: [s]B = R + [h]A."""
    r, a = point_of(signature[:32]), point_of(public_key)
    s = int.from_bytes(signature[32:], "little")
    if r is None or a is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    base = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or IDENTITY
    (x, y, z, _), (u, v, w, _) = times(s, base), plus(r, times(h, a))
    return (x * w - u * z) % P == 0 and (y * w - v * z) % P == 0


def point_of(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def plus(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, point: Point) -> Point:
    result = IDENTITY
    while number:
        result = plus(result, point) if number & 1 else result
        point, number = plus(point, point), number >> 1
    return result


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify a copy of somebody's data offline.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--key", default="", help="the key that the organisation gave you")
    parser.add_argument("--language", choices=sorted(WORDS), default="en")
    asked = parser.parse_args(arguments)
    words, (wrong, what) = WORDS[asked.language], verify(asked.archive, asked.key)
    said = words["invalid"] + words[wrong].format(what) if wrong else f"{words['valid']}\n{words['key'].format(what)}"
    sys.stdout.write(f"{said}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
