"""How the words of a mail are written, once for its text and its HTML: placeholders and a little formatting.

A blank line begins a paragraph, "-" or "1." an item of a list, ">" a quotation, four spaces a line that stands out, and
a line of two dashes the foot. `**bold**` and `[words](https://…)` stand within lines; an address by itself is a link.
There is nothing else: what is written here is never run, and what a value holds is never read as formatting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from candor.kernel.placeholders import FOUND

FOOT_MARK = "--"

_ITEM = re.compile(r"^(?:[-*]|\d{1,3}[.)]) +")
_NUMBERED = re.compile(r"^\d")
_QUOTE = re.compile(r"^> ?")
_SET_OFF = "    "
_STRONG = re.compile(r"\*\*(?=\S)(?P<strong>[^*\n]{1,400})(?<=\S)\*\*")
_LINK = re.compile(r"\[(?P<words>[^\[\]\n]{1,200})\]\((?P<target>[^()\s]{1,1000})\)")
_MARK = re.compile(f"{_STRONG.pattern}|{_LINK.pattern}")
_ADDRESS = re.compile(r"^(?:https?://|mailto:|tel:)[^\s<>\"'\\]{1,990}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """A placeholder. `fallback` stands where it has no value."""

    name: str
    fallback: str = ""


Plain = tuple[str | Value, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    words: Plain


@dataclass(frozen=True, slots=True)
class Link:
    """`target` is a web address, or the name of a placeholder that holds one."""

    words: Plain
    target: str | Value


Piece = str | Value | Strong | Link
Line = tuple[Piece, ...]


class Kind(Enum):
    LINES = auto()
    ITEMS = auto()
    NUMBERED = auto()
    QUOTE = auto()
    SET_OFF = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind."""

    kind: Kind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Blocks without a blank line between them. `values` are the placeholders in it that have no fallback."""

    blocks: tuple[Block, ...]
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """A mail's words taken apart: its subject, its paragraphs, and those below the two dashes."""

    subject: Plain
    paragraphs: tuple[Paragraph, ...]
    foot: tuple[Paragraph, ...]


@lru_cache(maxsize=256)
def wording_of(subject: str, body: str) -> Wording:
    """Take words apart; the same words are taken apart once."""
    above, _mark, below = _split_at_foot(body.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return Wording(tuple(plain(subject)), _paragraphs(above), _paragraphs(below))


def plain(text: str) -> Iterator[str | Value]:
    """The text and the placeholders in it."""
    end = 0
    for match in FOUND.finditer(text):
        begin = match.start() + len(match["space"] or "")
        if begin > end:
            yield text[end:begin]
        yield (
            f"{{{match['literal']}}}" if match["literal"] is not None else Value(match["name"], match["fallback"] or "")
        )
        end = match.end()
    if end < len(text):
        yield text[end:]


def links_in(wording: Wording) -> list[Link]:
    """Every link that was written with words of its own."""
    lines = (line for part in (*wording.paragraphs, *wording.foot) for block in part.blocks for line in block.lines)
    return [piece for line in lines for piece in line if isinstance(piece, Link)]


def is_address(text: str) -> bool:
    """May a link lead there? To the web, a mailbox or a telephone."""
    return bool(_ADDRESS.match(text))


def _split_at_foot(lines: list[str]) -> tuple[list[str], str, list[str]]:
    mark = next((index for index, line in enumerate(lines) if line.rstrip() == FOOT_MARK), len(lines))
    return lines[:mark], FOOT_MARK, lines[mark + 1 :]


def _paragraphs(lines: list[str]) -> tuple[Paragraph, ...]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return tuple(_paragraph(each) for each in found if each)


def _paragraph(lines: list[str]) -> Paragraph:
    blocks: list[tuple[Kind, list[Line]]] = []
    for line in lines:
        kind, words = _kind_of(line)
        if not blocks or blocks[-1][0] is not kind:
            blocks.append((kind, []))
        blocks[-1][1].append(tuple(_pieces(words)))
    made = tuple(Block(kind, tuple(each)) for kind, each in blocks)
    return Paragraph(made, frozenset(_needed(made)))


def _kind_of(line: str) -> tuple[Kind, str]:
    if line.startswith(_SET_OFF):
        return Kind.SET_OFF, line.strip()
    line = line.strip()
    if match := _ITEM.match(line):
        return (Kind.NUMBERED if _NUMBERED.match(line) else Kind.ITEMS), line[match.end() :]
    if match := _QUOTE.match(line):
        return Kind.QUOTE, line[match.end() :]
    return Kind.LINES, line


def _pieces(line: str) -> Iterator[Piece]:
    end = 0
    for match in _MARK.finditer(line):
        yield from plain(line[end : match.start()])
        yield Strong(tuple(plain(match["strong"]))) if match["strong"] else _link(match)
        end = match.end()
    yield from plain(line[end:])


def _link(match: re.Match[str]) -> Link:
    target = list(plain(match["target"]))
    is_value = len(target) == 1 and isinstance(target[0], Value)
    return Link(tuple(plain(match["words"])), target[0] if is_value else match["target"])


def _needed(blocks: tuple[Block, ...]) -> Iterator[str]:
    for piece in (piece for block in blocks for line in block.lines for piece in line):
        inner = piece.words if isinstance(piece, Strong | Link) else (piece,)
        target = (piece.target,) if isinstance(piece, Link) else ()
        yield from (each.name for each in (*inner, *target) if isinstance(each, Value) and not each.fallback)
