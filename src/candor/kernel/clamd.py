"""clamd, where an administrator has named one: what others sent is shown to it each time before it is handed out.

Nothing about a file is kept: what is known to be harmful changes daily, so a verdict of last week says little, and
what nobody fetches harms nobody. The protocol is that of clamd(8), command INSTREAM.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from candor.kernel import seats
from candor.kernel.logs import log

SECONDS = 20.0
"""For one file, from connecting to the verdict. Whoever fetches it waits, and a thread with them."""

AT_ONCE, SECONDS_IN_LINE = 4, 5.0
"""Of the threads of a process; a scanner that hangs leaves the others to answer."""

LONGEST_ANSWER = 1_000

INFECTED, NOT_LOOKED_AT, NOT_CHECKABLE = "infected", "not-looked-at", "not-checkable"
STATUSES = {INFECTED: 403, NOT_LOOKED_AT: 503, NOT_CHECKABLE: 403}

_FOUND = re.compile(r"stream: ([!-~][ -~]{0,199}) FOUND")
_free = threading.BoundedSemaphore(AT_ONCE)


class Withheld(Exception):
    """The file is not handed out: found infected (`name` is the scanner's), not looked at, or too large for that."""

    def __init__(self, kind: str, name: str = "") -> None:
        super().__init__(kind)
        self.kind, self.name, self.status = kind, name, STATUSES[kind]


def look_at(url: str, chunks: Iterable[bytes]) -> None:
    """Show the content to the scanner at `url`; raises Withheld unless it answers that nothing was found.

    `url` is checked as the setting `clamd`. Chunks have 1 byte to 4 GB each.
    """
    if not _free.acquire(timeout=SECONDS_IN_LINE):
        raise Withheld(NOT_LOOKED_AT)
    try:
        answer = _ask(url, chunks)
    except OSError as error:
        log.warning("clamd does not answer", error=error.strerror or type(error).__name__)
        raise Withheld(NOT_LOOKED_AT) from None
    finally:
        _free.release()
    _judge(answer)


def _judge(answer: str) -> None:
    if answer == "stream: OK":
        return
    if found := _FOUND.fullmatch(answer):
        log.warning("file kept back", name=found[1])
        raise Withheld(INFECTED, found[1])
    if "size limit exceeded" in answer:
        raise Withheld(NOT_CHECKABLE)
    log.warning("clamd could not look at a file")
    raise Withheld(NOT_LOOKED_AT)


def _ask(url: str, chunks: Iterable[bytes]) -> str:
    """What clamd says of the content. Raises OSError."""
    seats.leave()
    until = time.monotonic() + SECONDS
    with _connected(url) as scanner:
        # It hangs up on what is too large for it, and has said so then.
        with suppress(BrokenPipeError, ConnectionResetError):
            _send(scanner, b"zINSTREAM\0", until)
            for chunk in chunks:
                _send(scanner, len(chunk).to_bytes(4, "big") + chunk, until)
            _send(scanner, bytes(4), until)
        return _answer(scanner, until)


def _connected(url: str) -> socket.socket:
    place = urlsplit(url)
    if place.scheme == "tcp":
        return socket.create_connection((place.hostname or "", place.port or 0), timeout=SECONDS)
    scanner = socket.socket(socket.AF_UNIX)
    try:
        scanner.settimeout(SECONDS)
        scanner.connect(place.path)
    except OSError:
        scanner.close()
        raise
    return scanner


def _send(scanner: socket.socket, content: bytes, until: float) -> None:
    scanner.settimeout(_left(until))
    scanner.sendall(content)


def _answer(scanner: socket.socket, until: float) -> str:
    heard = b""
    while b"\0" not in heard and len(heard) < LONGEST_ANSWER:
        scanner.settimeout(_left(until))
        piece = scanner.recv(LONGEST_ANSWER)
        if not piece:
            break
        heard += piece
    answer, end, _rest = heard.partition(b"\0")
    return answer.decode("ascii", "replace") if end else ""


def _left(until: float) -> float:
    """Seconds until then. Raises TimeoutError when they are over."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("clamd is too slow")
    return left
