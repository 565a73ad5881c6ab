"""Mail as one mailbox file (RFC 4155, quoted as mboxrd does it), which mail programs take in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

NOBODY = "MAILER-DAEMON"
LOOKS_LIKE_A_BEGINNING = re.compile(rb">*From ")
LONGEST_ENVELOPE = 200
LONGEST_LINE = 1_000_000
"""Bytes. A longer line is handed on in parts: memory stays flat whatever a message holds."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as bytes in chunks, who sent it and when it came or went."""

    sender: str
    moment: datetime
    chunks: Iterable[bytes]


def as_mbox(mails: Iterable[Mail]) -> Iterator[bytes]:
    for mail in mails:
        yield f"From {_envelope(mail.sender)} {mail.moment.astimezone(UTC):%a %b %d %H:%M:%S %Y}\n".encode()
        yield from _quoted(mail.chunks)
        yield b"\n"


def _quoted(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The message with plain line ends, lines that look like the beginning of another one quoted."""
    rest, begins = b"", True
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield _line(line, begins=begins).removesuffix(b"\r") + b"\n"
            begins = True
        if len(rest) > LONGEST_LINE:
            yield _line(rest[:-1], begins=begins)
            rest, begins = rest[-1:], False
    if rest or not begins:
        yield _line(rest, begins=begins).removesuffix(b"\r") + b"\n"


def _line(line: bytes, *, begins: bool) -> bytes:
    return b">" + line if begins and LOOKS_LIKE_A_BEGINNING.match(line) else line


def _envelope(sender: str) -> str:
    """The address as the first line can hold it."""
    word = "".join(sender.split())[:LONGEST_ENVELOPE]
    return word if word.isascii() and word.isprintable() and word else NOBODY
