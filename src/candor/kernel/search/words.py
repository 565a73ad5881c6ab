"""What counts as a word: the same for what is written and what is sought, on both engines."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 64
MOST_WORDS_SOUGHT = 12
MOST_CHARACTERS = 400_000
"""Of one text. PostgreSQL takes no index entry above a megabyte."""

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

SPELLED_OUT = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l"}
"""Letters that carry no separable accent."""


def words_in(text: str) -> list[str]:
    """The words of a text: lower case, without accents, in their order."""
    return [word[:LONGEST_WORD] for word in WORD.findall(plain(text[:MOST_CHARACTERS]))]


def words_sought(text: str) -> list[str]:
    """The different words of what somebody typed into a search box; every text is a valid query."""
    return list(dict.fromkeys(words_in(text[:1_000])))[:MOST_WORDS_SOUGHT]


def plain(text: str) -> str:
    """Case and accents gone: "Ärger in ŁÓDŹ" becomes "arger in lodz"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return BEYOND_ASCII.sub(lambda found: _plain_letter(found[0]), decomposed)


@lru_cache(maxsize=4096)
def _plain_letter(character: str) -> str:
    return "" if unicodedata.category(character) == "Mn" else SPELLED_OUT.get(character, character)
