"""The ledger's file and its copy: appended to, never rewritten, on the disk before anybody is told.

It stands outside the database, so that no restored backup takes an entry back. An append goes through these steps, and
a kill between any two leaves a file that the next append puts right:

1. take the writer's lock (flock: the kernel lets go when a process dies),
2. cut off a torn last line, which nobody was ever told of,
3. bring the shorter of file and copy up to the longer one,
4. write the line to the file and wait until the disk has it,
5. the same in the copy. A copy that cannot be reached is caught up later; until then the doctor says so.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from candor.privacy.ledger.entries import BEGINNING, Entry, NotAnEntry, Verdict, checked, read_line, walk

LONGEST_WAIT = 10.0
"""Seconds. An append takes milliseconds; who waits longer meets a disk that hangs."""

BLOCK = 64 * 1024


class LedgerBroken(RuntimeError):
    """The ledger cannot be trusted or written; nothing may be destroyed before somebody has looked. Says why."""


class LedgerBusy(RuntimeError):
    """Somebody else writes, and went on doing so for too long. Nothing was written: try again."""


@dataclass(frozen=True, slots=True)
class LedgerFiles:
    """Where the ledger stands, and its second place (None where the owner has set none)."""

    path: Path
    copy: Path | None = None

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Be the only writer on this machine for the block. Raises LedgerBusy and LedgerBroken."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _take(lock)
            _repair(self.path)
            if self.copy is not None:
                _bring_together(self.path, self.copy)
            yield Writer(self)
        finally:
            os.close(lock)

    def lines(self) -> Iterator[bytes]:
        """The whole lines, oldest first; a torn last one is left out."""
        return (line for line in _lines(self.path) if line.endswith(b"\n"))

    def verify(self) -> Verdict:
        """Walk the chain."""
        return walk(_lines(self.path))

    def lag(self) -> int | None:
        """How many entries the copy lacks; None where there is no copy. Raises LedgerBroken when they disagree."""
        if self.copy is None:
            return None
        theirs, missing = _lines(self.copy), 0
        for line in self.lines():
            other = next(theirs, b"")
            if other == line:
                continue
            if other.endswith(b"\n"):
                raise LedgerBroken(f"{self.copy} says something else than {self.path}.")
            missing += 1
        if next(theirs, b"").endswith(b"\n"):
            raise LedgerBroken(f"{self.copy} has entries that {self.path} lacks.")
        return missing


@dataclass(frozen=True, slots=True)
class Writer:
    """Who holds the lock. Made by `LedgerFiles.writing` alone."""

    files: LedgerFiles

    def last(self) -> Entry | None:
        """The last entry, None in an empty ledger. Raises LedgerBroken when it was tampered with."""
        line = _last_line(self.files.path)
        if not line:
            return None
        try:
            return read_line(line)
        except NotAnEntry as error:
            raise LedgerBroken(f"{self.files.path}, last line: {error}.") from None

    def append(self, entry: Entry) -> Entry:
        """Write the entry; it is on the disk when this returns. Its number and `before` must continue the chain."""
        last = self.last()
        expected = (last.number + 1, last.hash) if last else (1, BEGINNING)
        if (checked(entry).number, entry.before) != expected:
            raise LedgerBroken(f"entry {entry.number} does not continue {self.files.path}.")
        _append(self.files.path, entry.line)
        if self.files.copy is not None:
            # Where the second place is away, the next append brings it up to date, and `lag` tells until then.
            with suppress(OSError):
                _append(self.files.copy, entry.line)
        return entry


def _take(lock: int) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LedgerBusy("the ledger is being written by somebody else") from None
            time.sleep(0.01)
        else:
            return


def _append(path: Path, data: bytes) -> None:
    """Write at the end and wait for the disk; a new file's name is waited for, too."""
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _repair(path: Path) -> None:
    """Cut off a last line without an end."""
    if not path.exists():
        return
    size = path.stat().st_size
    keep = size - len(_tail(path))
    if keep == size:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, keep)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _bring_together(path: Path, copy: Path) -> None:
    """Let the shorter of the two catch up; it must be its beginning. A copy that is away is left out."""
    try:
        _repair(copy)
        sizes = {place: place.stat().st_size if place.exists() else 0 for place in (path, copy)}
        if sizes[path] == sizes[copy]:
            return
        shorter, longer = sorted(sizes, key=lambda place: sizes[place])
        rest = _rest(longer, sizes[shorter])
    except OSError:
        return
    if _tail_line(shorter, sizes[shorter]) != _tail_line(longer, sizes[shorter]) or not rest.startswith(b"{"):
        raise LedgerBroken(f"{copy} and {path} tell different stories: compare them before anything is erased.")
    try:
        _append(shorter, rest)
    except OSError:
        if shorter == path:
            raise


def _rest(path: Path, begin: int) -> bytes:
    with path.open("rb") as file:
        file.seek(begin)
        return file.read()


def _last_line(path: Path) -> bytes:
    return _tail_line(path, path.stat().st_size) if path.exists() else b""


def _tail_line(path: Path, end: int) -> bytes:
    """The whole line that ends at byte `end`; b"" at the beginning."""
    if not end:
        return b""
    found, begin = b"", end
    with path.open("rb") as file:
        while begin and found[:-1].count(b"\n") == 0:
            begin = max(0, begin - BLOCK)
            file.seek(begin)
            found = file.read(end - begin)
    return found[found[:-1].rfind(b"\n") + 1 :]


def _tail(path: Path) -> bytes:
    """What stands behind the last line's end: b"" in a file that is whole."""
    line = _last_line(path)
    return b"" if line.endswith(b"\n") else line


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as file:
            yield from file
