"""A QR code as the path of an SVG: text in, numbers out, so that templates draw it without any markup from here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

QUIET = 4
"""Light modules around the code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """`size` is the side with its quiet zone, in modules; `path` draws the dark ones."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code of a text, as small as it gets: a screen is not scratched. Costs a few milliseconds."""
    import segno  # loaded on the one page that shows a code

    rows = [tuple(bool(module) for module in row) for row in segno.make(text, error="l", micro=False).matrix]
    lines = "".join(_line(row, place + QUIET) for place, row in enumerate(rows))
    return QrCode(len(rows) + 2 * QUIET, lines)


def _line(row: tuple[bool, ...], y: int) -> str:
    """The dark runs of a row as rectangles: `M4 4h7v1h-7z`."""
    parts, x = [], QUIET
    for is_dark, run in groupby(row):
        width = len(tuple(run))
        if is_dark:
            parts.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(parts)
