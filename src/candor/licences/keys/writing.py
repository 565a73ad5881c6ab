"""Writing licence keys and signed files. What they look like is told in docs/reference/licence-keys.md."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from candor.licences.keys.signing import Signer
from candor.licences.keys.verify_licence import ALPHABET, FIRST_DAY, HEAD, KEY, check_of, written

VERSION = 1
GROUP, LINE = 5, 6
"""Letters of content in a group, to which its check is added; groups on a line where a key is shown."""
LONGEST_LICENSEE = 120
"""Bytes of UTF-8; a field's length stands in one byte."""
MOST_SEATS = 65_535
CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,31}")
"""What a product, an edition or a feature is called in a key."""

LAST_DAY = date(2199, 6, 5)


class NotWritable(ValueError):
    """A value that no key can hold."""


@dataclass(frozen=True, slots=True)
class KeyContent:
    """What a key says. `licence` are 16 hexadecimal digits; `seats` 0 is any number; None is no end, no maintenance."""

    licence: str
    revision: int
    seats: int
    issued: date
    expires: date | None
    maintenance: date | None
    product: str
    edition: str
    features: Sequence[str] = ()
    licensee: str = ""


def write_key(content: KeyContent, signer: Signer) -> str:
    """The signed key in groups of six letters. Raises NotWritable."""
    body = _body(content, signer.key_id)
    signature = signer.sign(KEY + body)
    return _grouped(body + signature + zlib.crc32(body + signature).to_bytes(4, "big"))


def write_file(kind: bytes, content: dict[str, Any], signer: Signer) -> bytes:
    """A signed file of a kind of `verify_licence`, as the bytes to hand out."""
    told = {**content, "key_id": signer.key_id}
    return written({**told, "signature": signer.sign(kind + written(told)).hex()})


def in_lines(key: str) -> list[str]:
    """The key as it is shown and printed: six groups on a line."""
    groups = key.split("-")
    return ["-".join(groups[start : start + LINE]) for start in range(0, len(groups), LINE)]


def tidy_licensee(name: str) -> str:
    """A name as a key holds it: composed, on one line, within its bytes."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    composed = unicodedata.normalize("NFC", plain)
    return composed.encode()[:LONGEST_LICENSEE].decode(errors="ignore").strip()


def _body(content: KeyContent, key_id: str) -> bytes:
    features = sorted(set(content.features))
    if not all(map(CODE.fullmatch, (content.product, content.edition, *features))):
        raise NotWritable("codes are lower case letters, digits, dots and dashes, at most 32")
    if not (0 <= content.seats <= MOST_SEATS and 0 < content.revision <= MOST_SEATS):
        raise NotWritable("numbers of seats and revisions go up to 65,535")
    if content.licensee != tidy_licensee(content.licensee):
        raise NotWritable("the licensee's name is not tidied")
    days = (_day(content.issued), _day(content.expires), _day(content.maintenance))
    number = bytes.fromhex(content.licence)
    head = HEAD.pack(VERSION, bytes.fromhex(key_id), number, content.revision, content.seats, *days)
    texts = (content.product, content.edition, " ".join(features), content.licensee)
    return head + b"".join(_text(text) for text in texts)


def _text(text: str) -> bytes:
    data = text.encode()
    if len(data) > 255:
        raise NotWritable("the names of features are too long together")
    return bytes([len(data)]) + data


def _day(day: date | None) -> int:
    if day is None:
        return 0
    if not FIRST_DAY < day <= LAST_DAY:
        raise NotWritable(f"days go from 2 January 2020 to {LAST_DAY}")
    return (day - FIRST_DAY).days


def _grouped(data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits = bits.ljust(-(-len(bits) // (5 * GROUP)) * 5 * GROUP, "0")
    values = [int(bits[start : start + 5], 2) for start in range(0, len(bits), 5)]
    groups = [values[start : start + GROUP] for start in range(0, len(values), GROUP)]
    return "-".join(
        "".join(ALPHABET[value] for value in (*group, check_of(group, place))) for place, group in enumerate(groups)
    )
