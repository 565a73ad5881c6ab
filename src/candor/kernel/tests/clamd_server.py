"""A small stand-in for clamd: it speaks INSTREAM over TCP or a UNIX socket, and finds the EICAR test file."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Win.Test.EICAR_HDB-1"


class Scanner:
    """`seen` are the contents in the order in which they came. `says` is answered instead of a verdict; None hangs."""

    def __init__(self, place: Path | None, most: int) -> None:
        self.seen: list[bytes] = []
        self.says: bytes | None = b""
        self._most = most
        self._ended = threading.Event()
        self._door = socket.socket(socket.AF_INET if place is None else socket.AF_UNIX)
        self._door.bind(("127.0.0.1", 0) if place is None else str(place))
        self._door.listen()
        self.url = f"unix://{place}" if place else f"tcp://127.0.0.1:{self._door.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                visitor, _address = self._door.accept()
            except OSError:
                return
            with visitor, visitor.makefile("rb") as heard, suppress(OSError):
                if heard.read(10) != b"zINSTREAM\0":
                    continue
                content = b""
                while (size := int.from_bytes(heard.read(4), "big")) and len(content) <= self._most:
                    content += heard.read(size)
                self.seen.append(content)
                if self.says is None:
                    self._ended.wait()
                else:
                    visitor.sendall(self.says or self._verdict(content))

    def _verdict(self, content: bytes) -> bytes:
        if len(content) > self._most:
            return b"INSTREAM size limit exceeded. ERROR\0"
        return f"stream: {NAME} FOUND\0".encode() if EICAR in content else b"stream: OK\0"


@contextmanager
def scanning(place: Path | None = None, most: int = 100_000_000) -> Iterator[Scanner]:
    """A scanner at a port of this machine, or at the socket file `place`, that takes `most` bytes at a time."""
    scanner = Scanner(place, most)
    try:
        yield scanner
    finally:
        scanner.end()
