"""What changed between two texts, as lines that a person can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

AROUND = 2
"""Unchanged lines that are shown before and after a change."""

LONGEST_LINE = 4_000
"""Characters of a line within which single words are compared."""


class Kind(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"
    CUT = "cut"
    """Unchanged lines that are left out here."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its pieces: each with whether it is what changed within the line."""

    kind: Kind
    pieces: tuple[tuple[str, bool], ...] = ()


def differences(before: str, after: str) -> list[Line]:
    """The lines of both; unchanged ones far from any change are left out. [] where nothing changed."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if all(tag == "equal" for tag, *_places in matcher.get_opcodes()):
        return []
    lines: list[Line] = []
    for number, group in enumerate(matcher.get_grouped_opcodes(AROUND)):
        if number or group[0][1] > 0:
            lines.append(Line(Kind.CUT))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                lines += [Line(Kind.SAME, ((line, False),)) for line in old[old_from:old_to]]
            else:
                lines += _changed(old[old_from:old_to], new[new_from:new_to])
    return lines


def _changed(old: list[str], new: list[str]) -> Iterator[Line]:
    if len(old) == len(new):
        pairs = [_within(one, other) for one, other in zip(old, new, strict=True)]
        for gone, come in pairs:
            yield Line(Kind.GONE, gone)
            yield Line(Kind.NEW, come)
        return
    yield from (Line(Kind.GONE, ((line, True),)) for line in old)
    yield from (Line(Kind.NEW, ((line, True),)) for line in new)


def _within(old: str, new: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    """The pieces of a line before and after, of which some are marked as changed."""
    if max(len(old), len(new)) > LONGEST_LINE:
        return ((old, True),), ((new, True),)
    one, other = re.findall(r"\s+|\w+|[^\w\s]", old), re.findall(r"\s+|\w+|[^\w\s]", new)
    gone, come = [], []
    for tag, one_from, one_to, other_from, other_to in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        gone.append(("".join(one[one_from:one_to]), tag != "equal"))
        come.append(("".join(other[other_from:other_to]), tag != "equal"))
    return tuple(piece for piece in gone if piece[0]), tuple(piece for piece in come if piece[0])
