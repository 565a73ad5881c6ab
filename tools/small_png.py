"""Make a screenshot small: its commonest 256 colours, packed as tightly as zlib can. The standard library is enough."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR = 2
COLOURS = 256


def small(png: bytes) -> bytes:
    """The same picture with a palette. Takes 8-bit true colour without interlace, as Chromium writes it."""
    chunks = dict(_chunks(png))
    width, height, depth, kind, _, _, interlace = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if (depth, kind, interlace) != (8, TRUE_COLOUR, 0):
        raise ValueError("not a screenshot of Chromium's")
    pixels = _pixels(zlib.decompress(chunks[b"IDAT"]), width, height)
    palette = [colour for colour, _count in Counter(pixels).most_common(COLOURS)]
    number = {colour: _nearest(colour, palette) for colour in set(pixels)}
    rows = (bytes(number[pixel] for pixel in pixels[row * width : (row + 1) * width]) for row in range(height))
    return b"".join(
        [
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(palette)),
            _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk; those of the picture's data as one."""
    at, data = len(SIGNATURE), b""
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        data += content if name == b"IDAT" else b""
        yield name, data if name == b"IDAT" else content
        at += length + 12


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _pixels(data: bytes, width: int, height: int) -> list[bytes]:
    """The colours, row by row, with the filters of the format (W3C PNG, 9) taken off."""
    size = width * 3
    above = bytearray(size)
    pixels: list[bytes] = []
    for row in range(height):
        start = row * (size + 1)
        above = _unfilter(data[start], bytearray(data[start + 1 : start + 1 + size]), above)
        line = bytes(above)
        pixels += [line[begin:end] for begin, end in pairwise(range(0, size + 1, 3))]
    return pixels


def _unfilter(kind: int, line: bytearray, above: bytearray) -> bytearray:
    for at in range(len(line)):
        left = line[at - 3] if at >= 3 else 0
        corner = above[at - 3] if at >= 3 else 0
        line[at] = (line[at] + _guess(kind, left, above[at], corner)) & 0xFF
    return line


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    """What the filter expects a byte to be."""
    if kind == 4:
        estimate = left + up - corner
        return min((left, up, corner), key=lambda known: abs(estimate - known))
    return (0, left, up, (left + up) // 2)[kind]


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    return min(
        range(len(palette)), key=lambda index: sum((a - b) ** 2 for a, b in zip(colour, palette[index], strict=True))
    )
