"""How commands ask for the recovery key and a bucket's secret, and how far a long piece of work is."""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from candor.kernel.backup.key_texts import key_of
from candor.kernel.backup.sealing import Key

EVERY = 1.0
"""Seconds between two lines of progress on a terminal; elsewhere there is one every ten."""


def add_key_argument(parser: CommandParser) -> None:
    parser.add_argument(
        "--key-file", metavar="FILE", type=Path, help="a file with the recovery key; else it is asked for"
    )


def key_from(file: Path | None) -> Key:
    """The recovery key, from the file or typed without being shown. Raises CommandError with what is wrong."""
    try:
        text = file.read_text("utf-8") if file else getpass.getpass("Recovery key: ", sys.stderr)
        return key_of(text)
    except ValueError as problem:
        raise CommandError(str(problem)) from None
    except (EOFError, OSError) as problem:
        raise CommandError(f"The recovery key cannot be read: {problem}") from None


def add_secret_argument(parser: CommandParser) -> None:
    parser.add_argument(
        "--secret-file",
        metavar="FILE",
        type=Path,
        help="a file with the secret of the bucket's key; else it is asked for",
    )


def secret_from(file: Path | None) -> str:
    """The secret of a bucket's key, from the file or typed without being shown. Raises CommandError."""
    try:
        text = file.read_text("utf-8") if file else getpass.getpass("Secret of the bucket's key: ", sys.stderr)
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        raise CommandError(f"The secret cannot be read: {problem}") from None
    if not text.strip():
        raise CommandError("No secret was given. Nothing was changed.")
    return text.strip()


class Progress:
    """Words on standard error now and then: how much was done, and how fast."""

    def __init__(self, say: Callable[[str], None], what: str, total: int = 0) -> None:
        self._say, self._what, self._total = say, what, total
        self._done, self._began = 0, time.monotonic()
        self._every = EVERY if sys.stderr.isatty() else EVERY * 10
        self._said_at = self._began

    def __call__(self, more: int) -> None:
        self._done += more
        now = time.monotonic()
        if now - self._said_at >= self._every:
            self._said_at = now
            of_all = f" of about {in_words(self._total)}" if self._total else ""
            rate = in_words(int(self._done / (now - self._began)))
            self._say(f"{self._what}: {in_words(self._done)}{of_all}, {rate} a second")


def in_words(size: int) -> str:
    """Bytes as a person reads them."""
    if size >= 1_000_000_000:
        return f"{size / 1_000_000_000:.1f} GB"
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{size / 1_000:.0f} kB"
