"""A ZIP archive as a stream of bytes: members one after another, each with its length and hash for the manifest.

Nothing is held in memory but what is being compressed. The same members make the same bytes: every one carries the
moment of the archive.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MODE = 0o600
UNIX = 3
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Member:
    """A member as it was written: `size` in bytes, `sha256` in hexadecimal digits, both of its content."""

    name: str
    size: int
    sha256: str


class Container:
    """Yield what `member` yields, in turn, then what `end` yields: together they are the archive."""

    def __init__(self, made_at: datetime) -> None:
        self._sink = _Sink()
        self._zip = ZipFile(self._sink, "w", ZIP_DEFLATED, allowZip64=True)
        self._moment = made_at.astimezone(UTC).timetuple()[:6]
        self.members: list[Member] = []

    def member(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Write a member; `name` is unique and holds no backslash, no `..` and no slash in front."""
        info = ZipInfo(name, self._moment)
        info.create_system, info.external_attr, info.compress_type = UNIX, MODE << 16, ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as stream:
            for chunk in _in_portions(chunks):
                stream.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                yield from self._sink.taken()
        self.members.append(Member(name, size, digest.hexdigest()))
        yield from self._sink.taken()

    def end(self) -> Iterator[bytes]:
        """Write the directory. Without it no program takes the bytes for an archive."""
        self._zip.close()
        yield from self._sink.taken()

    def close(self) -> None:
        """Let go of an archive that is not to be finished; of a finished one nothing is left to let go of."""
        self._zip.close()


class _Sink(io.RawIOBase):
    """Where the archive is written to, until somebody takes it from there."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # any buffer is a sequence of bytes
        self._written += data
        return len(data)

    def taken(self) -> Iterator[bytes]:
        if self._written:
            data, self._written = bytes(self._written), bytearray()
            yield data


def _in_portions(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Many small chunks as fewer large ones."""
    portion = bytearray()
    for chunk in chunks:
        portion += chunk
        if len(portion) >= CHUNK:
            yield bytes(portion)
            portion.clear()
    if portion:
        yield bytes(portion)
