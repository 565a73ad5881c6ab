"""Reading the corpora of real messages and comparing what was parsed with what was expected."""

from __future__ import annotations

import collections
import html
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from candor.mail.parsing import Mailbox, ParsedMessage

Expectation = dict[str, Any]


def find_corpora() -> Path | None:
    """`$CANDOR_CORPORA`, or `shared/corpora` beside the repository."""
    named = os.environ.get("CANDOR_CORPORA")
    if named:
        return Path(named) if Path(named).is_dir() else None
    above = (parent / "shared" / "corpora" for parent in Path(__file__).resolve().parents)
    return next((folder for folder in above if folder.is_dir()), None)


def messages(folder: Path, pattern: str = "*.json") -> Iterator[tuple[str, bytes, Expectation]]:
    """Name, raw bytes and expectation of each message in `folder`."""
    for path in sorted(folder.glob(pattern)):
        yield path.stem, path.with_suffix(".eml").read_bytes(), json.loads(path.read_text("utf-8"))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def words_of_html(source: str) -> list[str]:
    return words(html.unescape(re.sub(r"<[^>]*>", " ", source)))


def differences(message: ParsedMessage, expected: Expectation) -> list[str]:
    """The names of the expected fields that `message` does not meet."""
    return [name for name, value in expected.items() if not _CHECKS[name](message, value)]


def _addresses(boxes: tuple[Mailbox, ...]) -> list[str]:
    return sorted(box.address for box in boxes)


def _lowered(addresses: list[str]) -> list[str]:
    return sorted(address.lower() for address in addresses)


def _has_words_of(message: ParsedMessage, source: str) -> bool:
    return words_of_html(source) in (words(message.text), words_of_html(message.html or ""))


def _hashes(message: ParsedMessage) -> collections.Counter[str]:
    return collections.Counter(file.sha256 for file in message.attachments)


_CHECKS: dict[str, Callable[[ParsedMessage, Any], bool]] = {
    "subject": lambda message, value: words(message.subject) == words(value),
    "from_address": lambda message, value: (message.from_.address if message.from_ else "") == str(value).lower(),
    "from_name": lambda message, value: (message.from_.name if message.from_ else "") == str(value),
    "to": lambda message, value: _addresses(message.to) == _lowered(value),
    "cc": lambda message, value: _addresses(message.cc) == _lowered(value),
    "date": lambda message, value: message.date is not None and message.date.timestamp() == float(value),
    "text": lambda message, value: words(message.text) == words(value),
    "body": _has_words_of,
    "attachment_names": lambda message, value: sorted(file.name for file in message.attachments) == sorted(value),
    "attachment_count": lambda message, value: len(message.attachments) == int(value),
    "attachment_sha256": lambda message, value: _hashes(message) == collections.Counter(value),
    "attachment_sha256_at_least": lambda message, value: not collections.Counter(value) - _hashes(message),
}
