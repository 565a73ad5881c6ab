#!/usr/bin/env python3
"""Verify a Candor certificate offline: python3 verify_certificate.py CERTIFICATE [--key KEY] [--language en|de]

Needs Python 3 and nothing else. It checks that the file is written in the one way a certificate is written, that both
ledger entries have their own hashes, and the signature (Ed25519, RFC 8032) over everything else. It cannot know whose
key it is: compare the key that it prints with the one that the organisation gave you by another way, or give it with
--key. Exit 0: valid, 1: not valid, 2: wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]
IDENTITY: Point = (0, 1, 1, 0)  # points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z

WORDS = {
    "en": {
        "valid": "VALID. Nothing was changed since this was signed.",
        "invalid": "NOT VALID: ",
        "key": "Signed with the key {}",
        "compare": "Compare it with the key that the organisation gave you by another way.",
        "form": "this is no certificate, or it was changed.",
        "entry": "an entry of the ledger was changed.",
        "signature": "the signature does not fit: something was changed.",
        "other key": "it was signed with another key than the one you gave.",
    },
    "de": {
        "valid": "GÜLTIG. Seit der Unterschrift wurde nichts geändert.",
        "invalid": "NICHT GÜLTIG: ",
        "key": "Unterschrieben mit dem Schlüssel {}",
        "compare": "Vergleichen Sie ihn mit dem Schlüssel, den die Organisation Ihnen auf anderem Weg gegeben hat.",
        "form": "Das ist keine Bescheinigung, oder sie wurde geändert.",
        "entry": "Ein Eintrag des Verzeichnisses wurde geändert.",
        "signature": "Die Unterschrift passt nicht: Etwas wurde geändert.",
        "other key": "Unterschrieben wurde mit einem anderen Schlüssel als dem angegebenen.",
    },
}


def written(value: object) -> bytes:
    """The one way to write a certificate: sorted, indented, UTF-8."""
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def verify(data: bytes, key: str = "") -> str:
    """What is wrong with the bytes of a certificate, as a name in WORDS; "" when it is valid."""
    try:
        found = json.loads(data)
        signature, public_key = found["signature"], found["public_key"]
        is_form = written(found) == data and found["candor_certificate"] == 1 and len(found["text"]) > 1
        entries = [dict(found["begun"]), dict(found["done"])]
        if not is_form or not re.fullmatch("[0-9a-f]{128}", signature) or not re.fullmatch("[0-9a-f]{64}", public_key):
            return "form"
    except (ValueError, KeyError, TypeError, RecursionError):
        return "form"
    for entry in entries:
        said = entry.pop("hash", None)
        line = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
        if hashlib.sha256(line).hexdigest() != said:
            return "entry"
    if entries[0].get("deed_id") != entries[1].get("deed_id"):
        return "entry"
    del found["signature"]
    if not is_signed(written(found), bytes.fromhex(signature), bytes.fromhex(public_key)):
        return "signature"
    return "other key" if key and public_key != re.sub("[^0-9a-f]", "", key.lower()) else ""


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


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    parser = argparse.ArgumentParser(description="Verify a Candor certificate offline.")
    parser.add_argument("certificate", type=Path)
    parser.add_argument("--key", default="", help="the key that the organisation gave you")
    parser.add_argument("--language", choices=sorted(WORDS), default="en")
    asked = parser.parse_args(arguments)
    words, data = WORDS[asked.language], asked.certificate.read_bytes()
    wrong = verify(data, asked.key)
    if wrong:
        print(words["invalid"] + words[wrong], file=out)
        return 1
    found = json.loads(data)
    text = found["text"].get(asked.language) or found["text"]["en"]
    print(*text, "", words["valid"], words["key"].format(found["public_key"]), sep="\n", file=out)
    if not asked.key:
        print(words["compare"], file=out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
