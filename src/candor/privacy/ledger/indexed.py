"""Where each deed stands in the ledger, found once: while a restore does thousands of them again.

Otherwise a look-up reads the file through, which takes no memory and is soon enough for one deed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO

from candor.privacy.ledger.entries import Entry, read_line
from candor.privacy.ledger.files import LedgerFiles

DEED_ID = re.compile(rb'"deed_id":"([0-9a-z]{16})"')


class Index:
    """The places of the whole lines of a file by their deeds. What is appended meanwhile is read when it is asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._places: dict[str, list[int]] = defaultdict(list)
        self._read = 0

    def entries_of(self, deed_id: str) -> list[Entry]:
        """The entries of the deed, oldest first."""
        self._catch_up()
        if deed_id not in self._places:
            return []
        with self.path.open("rb") as file:
            return [read_line(_line_at(file, place)) for place in self._places[deed_id]]

    def _catch_up(self) -> None:
        if not self.path.exists() or self.path.stat().st_size == self._read:
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                if (found := DEED_ID.search(line)) is not None:
                    self._places[found[1].decode("ascii")].append(self._read)
                self._read += len(line)


@contextmanager
def indexed(files: LedgerFiles) -> Iterator[None]:
    """Within the block deeds are looked up by an index of the file."""
    token = _present.set(Index(files.path))
    try:
        yield
    finally:
        _present.reset(token)


def entries_of(files: LedgerFiles, deed_id: str) -> list[Entry]:
    """The entries of a deed, oldest first."""
    index = _present.get()
    if index is not None and index.path == files.path:
        return index.entries_of(deed_id)
    wanted = f'"deed_id":"{deed_id}"'.encode()
    return [read_line(line) for line in files.lines() if wanted in line]


def _line_at(file: BinaryIO, place: int) -> bytes:
    file.seek(place)
    return file.readline()


_present: ContextVar[Index | None] = ContextVar("index", default=None)
