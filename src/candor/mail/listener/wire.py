"""The other side of a connection: its lines, its messages, and how long we wait for either."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import IO, cast

LONGEST_LINE = 4_096
"""Bytes of a command. RFC 5321 asks for 512, and for more where extensions have parameters."""

PATIENCE = 120.0
"""Seconds that we wait for the next bytes."""

LONGEST_MESSAGE = 900.0
"""Seconds that one message may take, however slowly it trickles."""

MOST_BYTES_READ = 200 * 1024 * 1024
"""What is read of a message that is too large, to be able to say so; beyond it the connection ends."""

CHUNK = 262_144


class Gone(Exception):
    """The other side ended the connection, fell silent, or does not speak the protocol."""


class Wire:
    """One connection. Every read and write raises Gone where the other side is not there any more."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        self._connection = connection
        self._stream = cast(IO[bytes], connection.makefile("rb", buffering=CHUNK))

    def say(self, *lines: str) -> None:
        try:
            self._connection.sendall("".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace"))
        except OSError as error:
            raise Gone from error

    def command(self) -> str:
        """The next command, without its line end."""
        line = self._line(LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise Gone
        return line.decode("utf-8", "replace").rstrip("\r\n")

    def message(self) -> Iterator[bytes]:
        """The message that follows DATA, in chunks, with the dots that its sender doubled taken away.

        It ends at a line of one dot between two CRLF and at nothing that looks like it (RFC 5321, 4.1.1.4): who takes
        a bare LF for a line end can be made to read two messages where others read one.
        """
        deadline, chunk, length, total = time.monotonic() + LONGEST_MESSAGE, list[bytes](), 0, 0
        after_crlf, was_cut_at_cr = True, False
        while True:
            line = self._line(CHUNK)
            if after_crlf and line == b".\r\n":
                break
            is_stuffed = after_crlf and line.startswith(b".")
            after_crlf = line.endswith(b"\r\n") or (line == b"\n" and was_cut_at_cr)
            was_cut_at_cr = line.endswith(b"\r")
            chunk.append(line[1:] if is_stuffed else line)
            length += len(line)
            if length >= CHUNK:
                yield b"".join(chunk)
                total, length, chunk = total + length, 0, []
                if total > MOST_BYTES_READ or time.monotonic() > deadline:
                    raise Gone
        yield b"".join(chunk)

    def _line(self, most: int) -> bytes:
        try:
            line = self._stream.readline(most)
        except (OSError, ValueError) as error:
            raise Gone from error
        if not line:
            raise Gone
        return line
