"""Reading what somebody typed into a search box: words, "phrases", -words, beginnings* and name:value.

Every text can be read, and every part keeps what was typed, so that a page can show it again or leave one part out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from candor.kernel.search.words import plain, words_in

LONGEST_QUESTION = 200
MOST_PARTS = 20
_OPERATOR = r"[^\W\d_]{1,20}"
_PART = re.compile(
    rf"(?P<less>-)?(?P<alone>{_OPERATOR}):(?=\s|$)"
    rf'|(?P<minus>-)?(?:(?P<name>{_OPERATOR}):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))'
)
"""Of every text all but the space between the parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it was typed (`raw`) and taken apart. `name` is what stood before the colon, without accents."""

    raw: str
    name: str
    value: str
    is_negated: bool = False
    is_quoted: bool = False

    @property
    def words(self) -> list[str]:
        return words_in(self.value)


def read(text: str, names: frozenset[str] = frozenset()) -> list[Part]:
    """The parts of a text. What stands before a colon counts as a name when it is one of `names`, else as a word."""
    return [_part(found, names) for found in _PART.finditer(text[:LONGEST_QUESTION])][:MOST_PARTS]


def written(parts: Sequence[Part]) -> str:
    """The text that these parts were read from, but for the space between them."""
    return " ".join(part.raw for part in parts)


def _part(found: re.Match[str], names: frozenset[str]) -> Part:
    raw = found.group()
    name = plain(found["name"] or found["alone"] or "")
    value = found["quoted"] if found["quoted"] is not None else found["bare"] or ""
    is_negated = bool(found["minus"] or found["less"])
    if name not in names:
        name, value = "", raw[is_negated:]
    return Part(raw, name, value, is_negated, is_quoted=found["quoted"] is not None)
