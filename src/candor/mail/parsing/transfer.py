"""Content transfer encodings (RFC 2045, 6): base64, quoted-printable, uuencode, and the identity ones."""

from __future__ import annotations

import binascii
import re

_AFTER_PADDING = re.compile(rb"=[\s=]*(?=[A-Za-z0-9+/])")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}[ \t\r]*(?:\n|$)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decode_transfer(body: memoryview, encoding: str) -> bytes:
    """Undo the transfer encoding. Damaged input gives what can be saved; an unknown encoding leaves the bytes alone."""
    encoding = encoding.strip().strip("\"'").lower().split(";")[0].strip()
    if encoding == "base64":
        return decode_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _decode_uu(bytes(body))
    return bytes(body)


def decode_base64(body: memoryview) -> bytes:
    """Decode base64 without copying the input, whatever its line lengths; saves what it can from damaged input."""
    try:
        decoded = binascii.a2b_base64(body)
    except binascii.Error:
        decoded = _decode_unpadded(bytes(body))
    if len(decoded) * 4 // 3 + 4 < len(body) * 9 // 10 and _AFTER_PADDING.search(body):
        return _decode_in_pieces(bytes(body))
    return decoded


def _decode_in_pieces(data: bytes) -> bytes:
    """Decode base64 whose padding comes before the end, as when a program encodes in chunks and glues them together.

    Text that is not base64 after the padding (a list's footer, a scanner's notice) ends it.
    """
    pieces = []
    position = 0
    while match := _AFTER_PADDING.search(data, position):
        pieces.append(_decode_unpadded(data[position : match.start()]))
        position = match.end()
        if not _BASE64_LINE.match(data, position):
            return b"".join(pieces)
    pieces.append(_decode_unpadded(data[position:]))
    return b"".join(pieces)


def _decode_unpadded(data: bytes) -> bytes:
    clean = _NOT_BASE64.sub(b"", data)
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _decode_uu(data: bytes) -> bytes:
    """Decode uuencoded lines between `begin` and `end`; lines that cannot be read are left out."""
    pieces = []
    inside = False
    for line in data.splitlines():
        if line.startswith(b"begin "):
            inside = True
        elif line.strip() == b"end":
            break
        elif inside:
            pieces.append(_decode_uu_line(line))
    return b"".join(pieces) if inside else data


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders write too long lines; the first character tells how many bytes are meant.
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""
