"""The blocks of an issue: Markdown, and between its lines a few of our own that begin with three colons.

    ::: button [Read on](https://…)
    ::: columns … ::: next … ::: end
    ::: small … ::: end

A line of dashes is a divider, `![what it shows](attachment:…)` a picture. What cannot be read is kept as text and named
by `faults_of`, so that a preview always shows something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_LINE = re.compile(r"^:::[ \t]*([^\s]*)[ \t]*(.*?)[ \t]*$")
_LINK = re.compile(r"^\[[^\]]+\]\([^()\s]+\)$")
MOST_COLUMNS = 3


class Fault(StrEnum):
    UNKNOWN = "unknown"
    NOT_ENDED = "not-ended"
    STRAY = "stray"
    NO_LINK = "no-link"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Text:
    markdown: str


@dataclass(frozen=True, slots=True)
class Button:
    """`link` is one link in Markdown."""

    link: str


@dataclass(frozen=True, slots=True)
class Small:
    """Small print, as at the foot."""

    inside: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Columns:
    columns: Sequence[Sequence[Block]]


Block = Text | Button | Small | Columns


def blocks_of(body: str) -> list[Block]:
    """What the words consist of, in their order."""
    return _Reader(body).blocks()


def faults_of(body: str) -> list[tuple[Fault, str]]:
    """What cannot be read, each with its line."""
    reader = _Reader(body)
    reader.blocks()
    return reader.faults


class _Reader:
    """Goes through the lines once. `_ended_by` is the word that ended the block read last; "" where the lines did."""

    def __init__(self, body: str) -> None:
        self._lines = iter(body.replace("\r\n", "\n").split("\n"))
        self._ended_by = ""
        self.faults: list[tuple[Fault, str]] = []

    def blocks(self) -> list[Block]:
        return self._until(frozenset())

    def _until(self, ends: frozenset[str]) -> list[Block]:
        """Blocks up to a line with one of these words. Within a block stand only text and buttons."""
        blocks: list[Block] = []
        text: list[str] = []
        self._ended_by = ""
        for line in self._lines:
            found = _LINE.match(line)
            if found is not None and found[1] in ends:
                self._ended_by = found[1]
                break
            block = self._block(found[1], found[2], line, is_outermost=not ends) if found else None
            if block is None:
                text.append(found[2] if found else line)
            else:
                blocks += [*_text(text), block]
                text = []
        return [*blocks, *_text(text)]

    def _block(self, word: str, rest: str, line: str, *, is_outermost: bool) -> Block | None:
        if word == "button" and _LINK.match(rest):
            return Button(rest)
        if is_outermost and word == "small":
            return Small(self._inside(line, frozenset({"end"})))
        if is_outermost and word == "columns":
            return self._columns(line)
        faults = {"button": Fault.NO_LINK, **dict.fromkeys(("end", "next", "columns", "small"), Fault.STRAY)}
        self.faults.append((faults.get(word, Fault.UNKNOWN), line))
        return None

    def _columns(self, line: str) -> Columns:
        columns = [self._inside(line, frozenset({"next", "end"}))]
        while self._ended_by == "next":
            columns.append(self._inside(line, frozenset({"next", "end"})))
        if len(columns) > MOST_COLUMNS:
            self.faults.append((Fault.TOO_MANY, line))
        return Columns(columns)

    def _inside(self, line: str, ends: frozenset[str]) -> list[Block]:
        blocks = self._until(ends)
        if not self._ended_by:
            self.faults.append((Fault.NOT_ENDED, line))
        return blocks


def _text(lines: list[str]) -> Iterator[Text]:
    words = "\n".join(lines).strip("\n")
    if words.strip():
        yield Text(words)
