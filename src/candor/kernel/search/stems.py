"""The stems of a word in the two languages of the house, by Snowball's algorithms (see docs/decisions/0019)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

SHORTEST, LONGEST = 3, 32
"""Letters of a word that the vocabulary learns. Numbers and codes have no other forms."""


def is_learned(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


@lru_cache(maxsize=1 << 16)
def stems(word: str) -> frozenset[str]:
    """The word's stem in English and in German. Nobody says which language a letter is in.

    German letters have lost their dots before; its algorithm takes ae, oe and ue for the same.
    """
    return frozenset(stems_by_language(word))


@lru_cache(maxsize=1 << 16)
def stems_by_language(word: str) -> tuple[str, str]:
    """The same, the English one first."""
    english, german = (stemmer.stemWord(word) for stemmer in _stemmers())
    return english, german


@cache
def _stemmers() -> tuple[Any, ...]:
    import snowballstemmer  # thirty languages: loaded where first needed

    return tuple(snowballstemmer.stemmer(language) for language in ("english", "german"))
