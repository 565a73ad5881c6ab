"""What is different between two texts, line by line and within changed lines word by word. A pure question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"\s+|[^\s]+")
ALIKE = 0.4
"""From this likeness on a changed line is shown as one line with its words marked, not as two."""


class Is(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they are in both texts or in one."""

    mark: Is
    text: str


Line = Sequence[Piece]


def differences(old: str, new: str) -> list[Line]:
    """The new text with what was added, and what was removed from the old one where it stood."""
    before, after = old.splitlines(), new.splitlines()
    found: list[Line] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [[Piece(Is.SAME, line)] for line in after[j1:j2]]
        else:
            found += _changed(before[i1:i2], after[j1:j2])
    return found


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Lines that took the place of others: in pairs as long as both have some."""
    for old, new in zip(before, after, strict=False):
        words = SequenceMatcher(None, WORDS.findall(old), WORDS.findall(new), autojunk=False)
        if words.ratio() >= ALIKE:
            yield list(_pieces(words, WORDS.findall(old), WORDS.findall(new)))
        else:
            yield [Piece(Is.REMOVED, old)]
            yield [Piece(Is.ADDED, new)]
    yield from ([Piece(Is.REMOVED, line)] for line in before[len(after) :])
    yield from ([Piece(Is.ADDED, line)] for line in after[len(before) :])


def _pieces(words: SequenceMatcher[str], old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for kind, i1, i2, j1, j2 in words.get_opcodes():
        if kind == "equal":
            yield Piece(Is.SAME, "".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Piece(Is.REMOVED, "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece(Is.ADDED, "".join(new[j1:j2]))
