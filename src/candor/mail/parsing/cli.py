"""`candor mail parse` and `candor mail trim`: one JSON object per file, in order, needing no instance."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from candor.mail.parsing.charsets import decode_text, tidy
from candor.mail.parsing.limits import MAX_MESSAGE_BYTES
from candor.mail.parsing.model import ParsedMessage, to_json
from candor.mail.parsing.pool import ParserPool
from candor.mail.parsing.trimming import trim_reply

Paths = Iterable[str | os.PathLike[str]]


def parse_files(paths: Paths) -> int:
    """Print what each message holds; return 1 when a file could not be read, else 0. A bad one costs only itself."""
    status = 0
    with ParserPool() as pool:
        for path in paths:
            try:
                message = pool.parse(_read(path))
            except OSError as failure:
                message, status = ParsedMessage(error=f"The file cannot be read ({failure.strerror})."), 1
            _print(to_json(message, os.fspath(path)))
    return status


def trim_files(paths: Paths) -> int:
    """Print the visible reply and the folded rest of each plain-text body; return 1 when a file could not be read."""
    status = 0
    for path in paths:
        name = os.fspath(path)
        try:
            visible, folded = trim_reply(tidy(decode_text(_read(path))))
        except OSError as failure:
            _print(
                {"file": name, "visible": "", "folded": "", "error": f"The file cannot be read ({failure.strerror})."}
            )
            status = 1
        else:
            _print({"file": name, "visible": visible, "folded": folded})
    return status


def _read(path: str | os.PathLike[str]) -> bytes:
    """The file's bytes; of a bigger one than any message may be, only enough to see that."""
    with Path(path).open("rb") as file:
        return file.read(MAX_MESSAGE_BYTES + 1)


def _print(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, separators=(",", ":")) + "\n")
    sys.stdout.flush()
