"""Reading the corpora of real messages and comparing what was parsed with what was expected."""

from __future__ import annotations

import collections
import html
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from candor.mail.parsing import ParsedMessage, to_json

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
    found = to_json(message, "")
    return [name for name, value in expected.items() if not _meets(found, name, value, message)]


def _meets(found: dict[str, Any], name: str, value: Any, message: ParsedMessage) -> bool:  # noqa: PLR0911 one line per field
    sender = found["from"] or {"name": "", "address": ""}
    hashes = collections.Counter(file["sha256"] for file in found["attachments"])
    match name:
        case "subject":
            return words(found["subject"]) == words(value)
        case "from_address":
            return bool(sender["address"] == value.lower())
        case "from_name":
            return bool(sender["name"] == value)
        case "to" | "cc":
            return sorted(box["address"] for box in found[name]) == sorted(address.lower() for address in value)
        case "date":
            return message.date is not None and message.date.timestamp() == value
        case "text":
            return words(message.text) == words(value)
        case "body":
            return words_of_html(value) in (words(message.text), words_of_html(message.html or ""))
        case "attachment_names":
            return sorted(file["name"] for file in found["attachments"]) == sorted(value)
        case "attachment_count":
            return len(found["attachments"]) == value
        case "attachment_sha256":
            return sorted(hashes.elements()) == sorted(value)
        case "attachment_sha256_at_least":
            return not collections.Counter(value) - hashes
    raise AssertionError(f"unknown expectation {name}")
