"""The DKIM signature of a message (RFC 6376): rsa-sha256 over relaxed header fields and a relaxed body.

The RSA itself is the caller's; here it is decided over what.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

SIGNED = (
    *("from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding"),
    *("auto-submitted", "list-unsubscribe", "list-unsubscribe-post"),
)
"""The fields that a signature covers where they stand in the head."""

LONGEST_STRING = 255
"""Bytes of one character string of a TXT record (RFC 1035, 3.3)."""

_LINE = 70
_NEXT_FIELD = re.compile(rb"\r\n(?![ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_BLANK_AT_END = re.compile(rb" (?=\r\n|\Z)")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the domain, the selector of its key, and the key's RSASSA-PKCS1-v1_5 over SHA-256 of what it gets."""

    domain: str
    selector: str
    sign: Callable[[bytes], bytes]


def signature(message: bytes, signer: Signer, at: datetime) -> bytes:
    """The field DKIM-Signature, with its CRLF, to stand before the message. `message` has CRLF at its line ends."""
    head, _blank, body = message.partition(b"\r\n\r\n")
    fields = [_relaxed_field(field) for field in _NEXT_FIELD.split(head)]
    covered = list(_covered(fields))
    names = _folded(":".join(covered), ":")
    digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
    unsigned = (
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d={signer.domain};\r\n s={signer.selector};"
        f" t={int(at.timestamp())};\r\n h={names};\r\n bh={digest};\r\n b="
    ).encode("ascii")
    signed = b"".join(f"{name}:{value}\r\n".encode("latin-1") for name, value in _in_order(fields, covered))
    name, value = _relaxed_field(unsigned)
    proof = base64.b64encode(signer.sign(signed + f"{name}:{value}".encode("latin-1"))).decode()
    return unsigned + _folded(proof).encode("ascii") + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    """The body as it is hashed (RFC 6376, 3.4.4): one blank for several, none at line ends, no empty last lines."""
    text = _BLANK_AT_END.sub(b"", _BLANKS.sub(b" ", body))
    end = len(text)
    while end and text[end - 2 : end] == b"\r\n":
        end -= 2
    return text[:end] + b"\r\n" if end else b""


def record_value(public_key: str) -> str:
    """What the domain's TXT record says (RFC 6376, 3.6.1). `public_key` is the SubjectPublicKeyInfo in base64."""
    return f"v=DKIM1; k=rsa; p={public_key}"


def in_strings(value: str) -> str:
    """The value of a TXT record as a zone file has it: strings of 255 characters at most, each in quotation marks."""
    pieces = [value[start : start + LONGEST_STRING] for start in range(0, len(value), LONGEST_STRING)]
    return " ".join(f'"{piece}"' for piece in pieces)


def _covered(fields: list[tuple[str, str]]) -> Iterator[str]:
    """Each name once more than it stands in the head, so that no second one can be put beside it (RFC 6376, 8.15)."""
    present = [name for name, _value in fields]
    for name in SIGNED:
        if name in present:
            yield from [name] * (present.count(name) + 1)


def _in_order(fields: list[tuple[str, str]], covered: list[str]) -> Iterator[tuple[str, str]]:
    """The fields in the order of their names, of several with one name the lowest first (RFC 6376, 5.4.2)."""
    left = list(fields)
    for name in covered:
        place = next((place for place in reversed(range(len(left))) if left[place][0] == name), None)
        if place is not None:
            yield left.pop(place)


def _relaxed_field(field: bytes) -> tuple[str, str]:
    """A field's name and value as they are signed (RFC 6376, 3.4.2): unfolded, runs of blanks are one."""
    name, _colon, value = field.partition(b":")
    plain = _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip().lower().decode("latin-1"), plain.decode("latin-1")


def _folded(text: str, at: str = "") -> str:
    """The text on lines of some seventy characters, broken anywhere or after `at` only."""
    if not at:
        return "\r\n ".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))
    lines = [""]
    for piece in text.split(at):
        if len(lines[-1]) + len(piece) > _LINE:
            lines.append("")
        lines[-1] += piece + at
    return "\r\n ".join(lines).removesuffix(at)
