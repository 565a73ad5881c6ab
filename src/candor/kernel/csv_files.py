"""Lists as CSV files: a writer whose cells no spreadsheet takes for formulas, a reader that guesses the dialect.

RFC 4180 with what people's programs make of it: commas, semicolons, tabs; UTF-8, UTF-16, Windows-1252.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1252")
LONGEST_CELL = 32_000
SAMPLE = 65_536
LINES_LOOKED_AT = 30


class UnreadableFile(ValueError):
    """The file is no list: it has a cell without end, or bytes that are no text."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written. `encoding` is one of ENCODINGS, `delimiter` one of DELIMITERS."""

    encoding: str
    delimiter: str


def lines(rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> Iterator[bytes]:
    """The rows as the bytes of a CSV file, one chunk a row: UTF-8 with a mark, which Excel needs to know it by."""
    yield codecs.BOM_UTF8
    for row in rows:
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow([_written(cell) for cell in row])
        yield buffer.getvalue().encode("utf-8", "replace")


def _written(cell: object) -> str:
    """Numbers stay numbers, those below nought too; anything else is text that might be a formula."""
    return str(cell) if isinstance(cell, (int, Decimal)) else harmless(str(cell))


def harmless(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would take it for a formula (OWASP: CSV injection)."""
    return f"'{cell}" if _is_formula(cell) else cell


def meant(cell: str) -> str:
    """A cell as it was before `harmless`: files of ours come back as they went."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _is_formula(cell: str) -> bool:
    """Apostrophes in front count as none, so that a cell that has one of its own comes back with it."""
    return cell.lstrip("'").lstrip(" ").startswith(FORMULA_STARTS)


def guess(stream: BinaryIO) -> Dialect:
    """How the file is written, by its mark, its bytes and its first lines. Reads it once, a piece at a time."""
    encoding = _encoding_of(stream)
    stream.seek(0)
    text = stream.read(SAMPLE).decode(_codec(encoding), "replace")
    return Dialect(encoding, _delimiter_of(text))


def rows(stream: BinaryIO, dialect: Dialect) -> Iterator[list[str]]:
    """The rows one by one, blank ones as empty lists. Raises UnreadableFile; memory does not grow with the file."""
    stream.seek(0)
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(stream, encoding=_codec(dialect.encoding), errors="replace", newline="")
    reader = csv.reader((line.replace("\x00", "") for line in text), delimiter=dialect.delimiter)
    try:
        for row in reader:
            yield [meant(cell.strip()) for cell in row] if any(cell.strip() for cell in row) else []
    except (csv.Error, UnicodeError) as error:
        raise UnreadableFile(str(error)) from None
    finally:
        with contextlib.suppress(ValueError):  # whoever opened the stream closes it, or has closed it already
            text.detach()


def _codec(encoding: str) -> str:
    """The codec that swallows a mark at the beginning."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _encoding_of(stream: BinaryIO) -> str:
    stream.seek(0)
    head = stream.read(1_024)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    read: Callable[[], bytes] = lambda: stream.read(SAMPLE)  # noqa: E731 - the form that iter takes
    try:
        for piece in iter(read, b""):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter_of(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of cells, more than one."""

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            cut = list(csv.reader(text.splitlines()[:LINES_LOOKED_AT], delimiter=delimiter))
        except csv.Error:
            return 0, 0
        counts = Counter(len(row) for row in cut if len(row) > 1)
        width, times = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return times, width

    return max(DELIMITERS, key=evenness)
