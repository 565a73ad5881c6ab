"""What may stand in a subject or a message: any script and any emoji, but nothing that only machines read."""

from __future__ import annotations

import re
import unicodedata

LONGEST_SUBJECT = 250
OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Marks that turn the direction of writing for what follows: in a line they make one word look like another."""
LONGEST_TEXT = 500_000
"""Characters. Far above what people write, far below what would hurt a page."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""The categories Cc and Cs, which no version of Unicode changes any more."""


class TextTooLong(ValueError):
    """A text is longer than may be kept; `most` is the limit in characters."""

    def __init__(self, most: int) -> None:
        super().__init__(f"longer than {most} characters")
        self.most = most


def clean_line(text: str, *, most: int = LONGEST_SUBJECT) -> str:
    """One line: NFC, control characters and runs of space become one space, nothing turns the direction of writing.

    Raises TextTooLong.
    """
    return _within(_one_line(text), most)


def clean_text(text: str, *, most: int = LONGEST_TEXT) -> str:
    """Several lines: NFC, one kind of line end, no control characters but tabs, no space at the ends.

    Joiners and direction marks stay: emoji and right-to-left texts need them; pages isolate what they show.
    Raises TextTooLong.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _within(_plain(lines, keep="\n\t").strip(), most)


def shortened_line(text: str, *, most: int = LONGEST_SUBJECT) -> str:
    """Like `clean_line`, but what is too long is cut and ends in an ellipsis: for mail, which nobody can retype."""
    line = _one_line(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def subject_from(text: str) -> str:
    """A subject for a message that has none: its first line with words, shortened; "" when there is none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return shortened_line(first, most=80)


def _one_line(text: str) -> str:
    return " ".join(_plain(text.translate(OVERRIDES), keep="").split())


def _plain(text: str, *, keep: str) -> str:
    """NFC without control characters (category Cc) and lone surrogates (Cs); those removed leave a space."""
    return _CONTROLS.sub(
        lambda found: found[0] if found[0] in keep else _in_place_of(found[0]), unicodedata.normalize("NFC", text)
    )


def _in_place_of(character: str) -> str:
    return " " if character in "\n\t\v\f\r\x1c\x1d\x1e\x85" else ""


def _within(text: str, most: int) -> str:
    if len(text) > most:
        raise TextTooLong(most)
    return text
