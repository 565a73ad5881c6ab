"""Marks that are planted, and the scanner that finds them again in whatever form they were written.

A mark is a token that stands nowhere else in the world, so that finding it anywhere proves that something was left.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from urllib.parse import unquote_to_bytes

WORD = "canary"
TOKEN = re.compile(rb"canary[a-z2-7]{12}")
WIDE_TOKEN = re.compile(rb"(?:c\0a\0n\0a\0r\0y\0(?:[a-z2-7]\0){11}[a-z2-7])")
SOFT_BREAK = re.compile(rb"=\r?\n")
ESCAPED = re.compile(rb"=([0-9A-Fa-f]{2})")
LENGTH = len(WORD) + 12
DEEPEST = 2
GZIPPED = b"\x1f\x8b\x08"


class Form(StrEnum):
    """How a mark is written. The last two cannot stand in a text column."""

    PLAIN = "plain"
    UPPER = "upper case"
    BASE64 = "base64"
    QUOTED = "quoted-printable"
    URL = "URL"
    UTF16 = "UTF-16"
    GZIP = "gzip"


TEXT_FORMS = (Form.PLAIN, Form.UPPER, Form.BASE64, Form.URL, Form.QUOTED)
JSON_FORMS = (Form.PLAIN, Form.UPPER, Form.BASE64, Form.URL)
"""A soft line break does not survive JSON, which escapes it."""


WRITERS: dict[Form, Callable[[str], bytes]] = {
    Form.PLAIN: str.encode,
    Form.UPPER: lambda token: token.upper().encode(),
    Form.BASE64: lambda token: base64.b64encode(f"für {token}.".encode()),
    Form.QUOTED: lambda token: f"f=C3=BCr {token[:9]}=\r\n{token[9:]}".encode(),
    Form.URL: lambda token: "".join(f"%{ord(letter):02X}" for letter in token).encode(),
    Form.UTF16: lambda token: token.encode("utf-16"),
    Form.GZIP: lambda token: gzip.compress(token.encode(), mtime=0),
}


def written(token: str, form: Form) -> bytes:
    """The token as a carrier would hold it."""
    return WRITERS[form](token)


_numbers = itertools.count(1)
"""Over all worlds, so that what one test leaves behind is never taken for another's."""


@dataclass
class Mint:
    """Makes marks and remembers for each where it was planted, and in which form."""

    planted: dict[str, tuple[str, Form]] = field(default_factory=dict)

    def mark(self, place: str, form: Form) -> bytes:
        digest = base64.b32encode(sha256(f"{place}{next(_numbers)}".encode()).digest()).decode().lower()
        token = f"{WORD}{digest[:12]}"
        self.planted[token] = (place, form)
        return written(token, form)

    def text(self, place: str, room: int | None, forms: tuple[Form, ...] = TEXT_FORMS) -> str:
        """As many forms as there is room for (characters), each a mark of its own; "" where not even one fits."""
        parts, left = [], room if room is not None else 1_000_000
        for form in forms:
            needed = len(written("x" * LENGTH, form)) + 1
            if needed <= left:
                parts.append(self.mark(place, form).decode())
                left -= needed
        return " ".join(parts)

    def content(self, place: str) -> bytes:
        """Bytes that hold a mark in every form."""
        return b"\n".join(self.mark(place, form) for form in Form)


def tokens_in(data: bytes, depth: int = 0) -> set[str]:
    """Every token in these bytes, however it was written there, two layers deep."""
    found = {token.decode() for token in TOKEN.findall(data.lower())}
    found |= {token.replace(b"\0", b"").decode() for token in WIDE_TOKEN.findall(data.lower())}
    if depth == DEEPEST:
        return found
    for inner in _unwrapped(data):
        found |= tokens_in(inner, depth + 1)
    return found


def _unwrapped(data: bytes) -> Iterator[bytes]:
    if b"=" in data:
        yield _unquoted(data)
    if b"%" in data:
        yield unquote_to_bytes(data)
    yield from _gunzipped(data)
    yield from _from_base64(data.translate(None, b"\r\n"))


def _unquoted(data: bytes) -> bytes:
    """Quoted-printable undone. The standard library's decoder drops what follows an equals sign in binary data."""
    return ESCAPED.sub(lambda escaped: bytes.fromhex(escaped[1].decode()), SOFT_BREAK.sub(b"", data))


def _gunzipped(data: bytes) -> Iterator[bytes]:
    at = data.find(GZIPPED)
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(wbits=31).decompress(data[at:])
        at = data.find(GZIPPED, at + 1)


def _needles() -> Iterator[tuple[bytes, int]]:
    """What `canary` looks like within base64, by where in a group of three bytes it begins, and its distance."""
    for word in (WORD.encode(), WORD.upper().encode(), WORD.encode("utf-16-le"), GZIPPED):
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + word)
            front = (0, 2, 3)[offset]
            yield encoded[front : (offset + len(word)) * 8 // 6], front


NEEDLES = tuple(_needles())
ALPHABET = re.compile(rb"[A-Za-z0-9+/]*")
LONGEST_RUN = 400
"""Characters: a token in UTF-16 or compressed takes less."""


def _from_base64(data: bytes) -> Iterator[bytes]:
    for needle, front in NEEDLES:
        at = data.find(needle)
        while at >= 0:
            run = ALPHABET.match(data, max(0, at - front), at + LONGEST_RUN)
            if run is not None and run.end() > at:
                yield _decoded(run.group())
            at = data.find(needle, at + 1)


def _decoded(text: bytes) -> bytes:
    """The bytes of a run that may have been cut off anywhere."""
    whole = len(text) // 4 * 4
    rest = text[whole:]
    return base64.b64decode(text[:whole] + (rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""))
