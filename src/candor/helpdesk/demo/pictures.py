"""Small pictures for the demo's attachments, drawn as rectangles: a sheet, a window, a label."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WHITE, PAPER, INK, GREY, LIGHT = (255, 255, 255), (250, 249, 246), (40, 44, 52), (150, 156, 166), (226, 229, 234)
TEAL, RED = (0, 118, 118), (190, 60, 50)

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int
    colour: Colour


def picture(name: str) -> bytes:
    """The PNG of this name. Raises KeyError for one that the demo does not have."""
    width, height, boxes = _PICTURES[name]
    return _png(width, height, boxes)


def _lines(x: int, y: int, widths: Iterable[int], colour: Colour = GREY) -> Iterator[Box]:
    """Lines of text, seen from too far away to be read."""
    for number, width in enumerate(widths):
        yield Box(x, y + 18 * number, width, 7, colour)


def _bars(x: int, y: int, height: int) -> Iterator[Box]:
    for number in range(34):
        yield Box(x + 6 * number, y, 2 + (number * 7) % 4, height, INK)


_SHEET = [Box(0, 0, 420, 560, LIGHT), Box(20, 16, 380, 528, PAPER)]
_WINDOW = [Box(0, 0, 520, 300, GREY), Box(1, 1, 518, 298, WHITE), Box(1, 1, 518, 30, TEAL), Box(490, 10, 12, 12, WHITE)]
_LABEL = [Box(0, 0, 380, 220, LIGHT), Box(12, 12, 356, 196, WHITE)]
_TABLE = [
    Box(48, 250, 324, 2, INK),
    *_lines(48, 264, [180, 210, 150, 190]),
    *_lines(320, 264, [52, 52, 52, 52]),
    Box(48, 346, 324, 2, INK),
    *_lines(300, 360, [72, 72], INK),
]

_PICTURES: dict[str, tuple[int, int, list[Box]]] = {
    "invoice-preview.png": (
        420,
        560,
        [*_SHEET, Box(300, 40, 72, 48, RED), *_lines(48, 120, [130, 110, 140]), *_TABLE],
    ),
    "rechnung-pb-3309.png": (
        420,
        560,
        [*_SHEET, Box(48, 40, 60, 60, TEAL), *_lines(48, 130, [120, 140, 100]), *_TABLE, Box(44, 314, 332, 12, RED)],
    ),
    "print-dialog.png": (
        520,
        300,
        [*_WINDOW, *_lines(30, 60, [120, 90, 150, 110]), Box(240, 56, 240, 150, LIGHT), Box(390, 250, 100, 28, TEAL)],
    ),
    "etikett.png": (
        380,
        220,
        [*_LABEL, *_lines(36, 40, [150, 96], INK), Box(36, 82, 210, 3, RED), *_bars(36, 120, 64)],
    ),
}


def _png(width: int, height: int, boxes: Iterable[Box]) -> bytes:
    rows = [bytearray(bytes(WHITE) * width) for _ in range(height)]
    for box in boxes:
        filling = bytes(box.colour) * box.width
        for row in rows[box.y : box.y + box.height]:
            row[3 * box.x : 3 * (box.x + box.width)] = filling
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
