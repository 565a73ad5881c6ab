"""Pictures made fit to be looked at: their picture alone, without what cameras and programs wrote beside it.

Nothing is decoded here, so nothing can grow while it is: the parts that make the picture are copied, the others are
left out (place and time of a photograph, thumbnails of what was cut away, comments, whatever hangs behind the end), and
what is too large or not well formed is no picture. Nothing is kept either: each look is made from the file itself.

Sources: W3C PNG 3; ITU-T T.81, annex B (JPEG); Exif 3.0, 4.6; GIF89a; RFC 9649 (WebP).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from candor.kernel.http.pictures import type_of_picture

MOST_BYTES = 10_000_000
MOST_POINTS = 40_000_000
LONGEST_SIDE = 16_384

TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

_PNG_PARTS = frozenset(
    b"IHDR PLTE tRNS IDAT IEND gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP acTL fcTL fdAT".split()  # no text, no Exif
)
_WEBP_PARTS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_TOLD_OF = 0b0000_1100
"""Flags that say that Exif and XMP follow."""


class NoPicture(ValueError):
    """Not a picture of a kind that we show, not well formed, or too large."""


def may_be_shown(content_type: str, size: int) -> bool:
    """Whether a file is worth trying; what it really is, its bytes say."""
    return content_type in TYPES and size <= MOST_BYTES


def picture_alone(content: bytes) -> tuple[str, bytes]:
    """The media type and the bytes of the picture alone. Raises NoPicture."""
    kind = type_of_picture(content)
    copies = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}
    if kind not in copies or len(content) > MOST_BYTES:
        raise NoPicture
    try:
        return kind, b"".join(copies[kind](content))
    except (IndexError, struct.error):
        raise NoPicture from None


def _measure(width: int, height: int) -> None:
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and width * height <= MOST_POINTS):
        raise NoPicture


def _cut(content: bytes, start: int, length: int) -> bytes:
    """So many bytes from there. Raises NoPicture where there are fewer."""
    if len(content) < start + length:
        raise NoPicture
    return content[start : start + length]


def _png(content: bytes) -> Iterator[bytes]:
    _measure(*struct.unpack(">II", _cut(content, 16, 8)))
    if content[12:16] != b"IHDR":
        raise NoPicture
    yield content[:8]
    at = 8
    while True:
        (length,) = struct.unpack(">I", _cut(content, at, 4))
        part = _cut(content, at, length + 12)
        if part[4:8] in _PNG_PARTS:
            yield part
        if part[4:8] == b"IEND":
            return
        at += length + 12


def _jpeg(content: bytes) -> Iterator[bytes]:
    """The segments that make the picture; of Exif only which side is up, which a photograph needs."""
    yield content[:2]
    at, is_measured = 2, False
    while True:
        if content[at] != 0xFF:
            raise NoPicture
        while content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack(">H", _cut(content, at + 2, 2))
        segment = _cut(content, at, length + 2)
        at += length + 2
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", segment[5:9])
            _measure(width, height)
            is_measured = True
        yield _jpeg_segment(marker, segment)
        if marker == 0xDA:
            if not is_measured:
                raise NoPicture
            end = _end_of_scan(content, at)
            yield content[at:end]
            at = end


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
        return _upright(_orientation(segment[10:]))
    is_kept = marker == 0xE0 or (marker == 0xE2 and segment[4:16] == b"ICC_PROFILE\0") or marker == 0xEE
    is_application = 0xE0 <= marker <= 0xEF or marker == 0xFE
    return b"" if is_application and not is_kept else segment


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands: within a scan 0xFF is followed by nought or by a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise NoPicture
        follows = content[at + 1]
        if follows and not 0xD0 <= follows <= 0xD7:
            return at
        at += 2


def _orientation(exif: bytes) -> int:
    """Tag 0x0112 of the first directory; 1, which turns nothing, where it is not there."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 10:
        return 1
    (start,) = struct.unpack(f"{order}I", exif[4:8])
    count = struct.unpack(f"{order}H", exif[start : start + 2])[0] if len(exif) >= start + 2 else 0
    for number in range(min(count, 200)):
        entry = exif[start + 2 + 12 * number : start + 14 + 12 * number]
        if len(entry) == 12 and struct.unpack(f"{order}H", entry[:2])[0] == 0x0112:
            value: int = struct.unpack(f"{order}H", entry[8:10])[0]
            return value if 1 <= value <= 8 else 1
    return 1


def _upright(orientation: int) -> bytes:
    """A segment of Exif that holds nothing else."""
    if orientation == 1:
        return b""
    exif = b"Exif\0\0MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _gif(content: bytes) -> Iterator[bytes]:
    _measure(*struct.unpack("<HH", _cut(content, 6, 4)))
    at = 13 + _table(content[10])
    yield _cut(content, 0, at)
    while True:
        kind = content[at]
        if kind == 0x3B:
            yield b"\x3b"
            return
        start = at + (10 + _table(content[at + 9]) + 1 if kind == 0x2C else 2)
        end = _end_of_blocks(content, start)
        part = _cut(content, at, end - at)
        if kind not in {0x2C, 0x21}:
            raise NoPicture
        is_loop = part[1] == 0xFF and part[3:14] == b"NETSCAPE2.0"
        if kind == 0x2C or part[1] == 0xF9 or is_loop:
            yield part
        at = end


def _table(flags: int) -> int:
    """Bytes of the colour table that the flags tell of."""
    return 3 * 2 ** ((flags & 0b111) + 1) if flags & 0b1000_0000 else 0


def _end_of_blocks(content: bytes, at: int) -> int:
    while length := content[at]:
        at += length + 1
    return at + 1


def _webp(content: bytes) -> Iterator[bytes]:
    parts = list(_webp_parts(content))
    if not parts:
        raise NoPicture
    yield b"RIFF" + struct.pack("<I", 4 + sum(map(len, parts))) + b"WEBP"
    yield from parts


def _webp_parts(content: bytes) -> Iterator[bytes]:
    at, end = 12, min(len(content), struct.unpack("<I", content[4:8])[0] + 8)
    is_measured = False
    while at + 8 <= end:
        name, (length,) = content[at : at + 4], struct.unpack("<I", content[at + 4 : at + 8])
        part = _cut(content, at, 8 + length)
        at += 8 + length + length % 2
        if not is_measured:
            _measure(*_webp_size(name, part[8:]))
            is_measured = True
        if name == b"VP8X":
            part = part[:8] + bytes([part[8] & ~_WEBP_TOLD_OF]) + part[9:]
        if name in _WEBP_PARTS:
            yield part + b"\0" * (length % 2)


def _webp_size(name: bytes, data: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return 1 + int.from_bytes(_cut(data, 4, 3), "little"), 1 + int.from_bytes(_cut(data, 7, 3), "little")
    if name == b"VP8L":
        bits = int.from_bytes(_cut(data, 1, 4), "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 ":
        width, height = struct.unpack("<HH", _cut(data, 6, 4))
        return width & 0x3FFF, height & 0x3FFF
    raise NoPicture
