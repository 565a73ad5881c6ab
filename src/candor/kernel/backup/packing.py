"""Things one after another in one stream: each with its name, its content in blocks and its hash, the list's hash last.

A record is a letter, a length of four bytes (big-endian) and so many bytes: `E` begins a thing (JSON with its `name`),
`D` is a block of its content as it is, `Z` one compressed by zlib, `T` ends it (JSON with `size` and `sha256`), and
`M`, the last one, says how many things there were, their bytes, and the SHA-256 over all names, sizes and hashes.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from candor.kernel.backup.sealing import Damaged

BLOCK = 256 * 1024
LARGEST = 16 * 1024 * 1024
"""No record is longer; a length beyond it shows damage before memory is asked for."""

TRIES = 4
"""Blocks of one thing that did not shrink, after which the rest of it is taken as it is: pictures, archives."""


class Sink(Protocol):
    def write(self, data: bytes) -> object: ...


@dataclass(slots=True)
class Tally:
    """How much went through, and the hash over the list of it."""

    things: int = 0
    bytes: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def add(self, name: str, size: int, sha256: str) -> None:
        self.things += 1
        self.bytes += size
        self._digest.update(json.dumps([name, size, sha256]).encode("ascii") + b"\n")

    @property
    def said(self) -> dict[str, object]:
        return {"things": self.things, "bytes": self.bytes, "sha256": self._digest.hexdigest()}


class Packer:
    """Writes things into a stream."""

    def __init__(self, out: Sink, tell: Callable[[int], None] = lambda _bytes: None) -> None:
        """`tell` hears of the bytes that were taken in since it was called last."""
        self._out, self._tell, self.tally = out, tell, Tally()

    def add(self, name: str, content: Iterable[bytes], **notes: object) -> None:
        """Take in one thing. `notes` stand beside its name."""
        self._record(b"E", json.dumps({"name": name, **notes}).encode("ascii"))
        digest, size, failures = hashlib.sha256(), 0, 0
        for block in _blocks(content):
            digest.update(block)
            size += len(block)
            smaller = zlib.compress(block, 1) if failures < TRIES else block
            is_smaller = len(smaller) < len(block) * 0.95
            failures = 0 if is_smaller else failures + 1
            self._record(b"Z" if is_smaller else b"D", smaller if is_smaller else block)
            self._tell(len(block))
        self._record(b"T", json.dumps({"size": size, "sha256": digest.hexdigest()}).encode("ascii"))
        self.tally.add(name, size, digest.hexdigest())

    def close(self) -> None:
        """Say what it all was. Without it the stream counts as cut off."""
        self._record(b"M", json.dumps(self.tally.said).encode("ascii"))

    def _record(self, letter: bytes, data: bytes) -> None:
        self._out.write(letter + struct.pack(">I", len(data)) + data)


@dataclass(slots=True)
class Thing:
    """One thing as it is read: its name, what was noted beside it, its content (to be read before the next one)."""

    name: str
    notes: dict[str, Any]
    content: Iterator[bytes]


def unpacked(stream: Iterable[bytes], tally: Tally | None = None) -> Iterator[Thing]:
    """The things of a stream, in flat memory. Whoever leaves content unread skips it; its hash is checked all the same.

    Raises Damaged where anything does not fit, at the latest when the last thing was read.
    """
    found, records = tally or Tally(), _records(stream)
    for letter, data in records:
        if letter == b"M":
            if json.loads(data) != found.said or next(records, None) is not None:
                raise Damaged("This backup's list of contents does not fit what is in it.")
            return
        if letter != b"E":
            raise Damaged("This backup's parts are not in their order.")
        said = json.loads(data)
        thing = Thing(said.pop("name"), said, iter(()))
        thing.content = _content(records, thing.name, found)
        yield thing
        for _rest in thing.content:
            pass
    raise Damaged("This backup has no end: it was cut off.")


def _content(records: Iterator[tuple[bytes, bytes]], name: str, tally: Tally) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    for letter, data in records:
        if letter == b"T":
            if json.loads(data) != {"size": size, "sha256": digest.hexdigest()}:
                raise Damaged(f"{name} in this backup is not what it was.")
            tally.add(name, size, digest.hexdigest())
            return
        block = _inflated(data) if letter == b"Z" else data
        digest.update(block)
        size += len(block)
        yield block
    raise Damaged("This backup has no end: it was cut off.")


def _inflated(data: bytes) -> bytes:
    """No more than a block: what claims to be larger is none of ours."""
    found = zlib.decompressobj().decompress(data, BLOCK + 1)
    if len(found) > BLOCK:
        raise Damaged("This backup holds a block that is larger than any that Candor writes.")
    return found


def _records(stream: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    waiting, chunks = bytearray(), iter(stream)

    def take(count: int) -> bytes:
        while len(waiting) < count:
            chunk = next(chunks, None)
            if chunk is None:
                raise Damaged("This backup has no end: it was cut off.")
            waiting.extend(chunk)
        taken = bytes(waiting[:count])
        del waiting[:count]
        return taken

    while True:
        if not waiting:
            chunk = next(chunks, None)
            if chunk is None:
                return
            waiting.extend(chunk)
            continue
        letter, length = take(1), struct.unpack(">I", take(4))[0]
        if letter not in b"EDZTM" or length > LARGEST:
            raise Damaged("This backup holds something that Candor does not write.")
        yield letter, take(length)


def _blocks(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of one size, but for the last."""
    waiting = bytearray()
    for piece in content:
        waiting += piece
        while len(waiting) >= BLOCK:
            yield bytes(waiting[:BLOCK])
            del waiting[:BLOCK]
    if waiting:
        yield bytes(waiting)
