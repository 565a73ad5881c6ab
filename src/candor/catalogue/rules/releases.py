"""What is true of files that are handed out: how their sums are written, and which part of one was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a file: from `first` to `last`, both among them."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class NotThere(Exception):
    """The part that was asked for lies beyond the end: 416."""


def part_asked_for(header: str, size: int) -> Part | None:
    """The one part that a Range header names, None where the whole file is to be sent (RFC 9110, section 14.2).

    Several ranges and units that we do not know get the whole file, which the section allows. Raises NotThere.
    """
    found = ONE_RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return _last_bytes(int(found[2]), size)
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < first:
        return None
    if first >= size:
        raise NotThere
    return Part(first, last)


def _last_bytes(count: int, size: int) -> Part:
    if count == 0 or size == 0:
        raise NotThere
    return Part(max(size - count, 0), size - 1)


def sums_file(files: Iterable[tuple[str, str]]) -> str:
    """What `sha256sum -c` reads: a line for each (SHA-256, name)."""
    return "".join(f"{digest}  {name}\n" for digest, name in files)
