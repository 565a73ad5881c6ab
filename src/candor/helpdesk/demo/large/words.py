"""Texts whose words come as often as in languages: the n-th most common one 1/n as often as the first (Zipf)."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from itertools import chain, repeat
from pathlib import Path
from random import Random

from candor.helpdesk.demo import story

WORDS = 20_000
"""Different ones, as many as in some thousand letters."""

SLOTS = 1 << 20
"""Choosing a word is drawing one of so many slots, of which a common word has many: no weight is looked up."""

WORD = re.compile(r"[^\W\d_]+")
SENTENCE = 11


@cache
def pieces(name: str) -> list[str]:
    """What stands under this name in `pieces.toml`."""
    read: dict[str, str] = tomllib.loads(Path(__file__).with_name("pieces.toml").read_text("utf-8"))
    return read[name].split()


class Vocabulary:
    """The words of the demo's letters in their order, then invented ones."""

    def __init__(self, seed: int, size: int = WORDS) -> None:
        self._words = _words(Random(f"words {seed}"), size)  # noqa: S311 - a set that can be made again, no secret
        first = SLOTS / sum(1 / rank for rank in range(1, size + 1))
        slots = (repeat(word, round(first / rank)) for rank, word in enumerate(self._words, 1))
        self._slots = list(chain.from_iterable(slots))

    def text(self, chance: Random, count: int) -> str:
        """So many words in sentences."""
        chosen = chance.choices(self._slots, k=count)
        parts = [" ".join(chosen[first : first + SENTENCE]) for first in range(0, count, SENTENCE)]
        return ". ".join(part[0].upper() + part[1:] for part in parts) + "."

    def line(self, chance: Random, count: int) -> str:
        """So many words for a subject."""
        line = " ".join(chance.choices(self._slots, k=count))
        return line[0].upper() + line[1:]

    def word(self, rank: int) -> str:
        """The word of this rank, 1 the most common."""
        return self._words[rank - 1]


def _words(chance: Random, size: int) -> list[str]:
    texts = (entry.get("text", "") for case in story.cases() for entry in (case, *case.get("step", [])))
    known = Counter(word.lower() for text in texts for word in WORD.findall(text))
    words = dict.fromkeys(word for word, _count in known.most_common(size))
    while len(words) < size:
        words[_invented(chance)] = None
    return list(words)


def _invented(chance: Random) -> str:
    syllables = range(chance.choice((1, 2, 2, 3)))
    stem = "".join(chance.choice(pieces("beginnings")) + chance.choice(pieces("middles")) for _ in syllables)
    return stem + chance.choice(pieces("endings"))
