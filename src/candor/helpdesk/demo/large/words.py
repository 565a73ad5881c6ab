"""Texts whose words come as often as words do in languages: the n-th most common one 1/n as often as the first (Zipf)."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate
from random import Random

from candor.helpdesk.demo import story

WORDS = 20_000
"""Different ones, as many as in some thousand letters."""

WORD = re.compile(r"[^\W\d_]+")
BEGINNINGS = "b br d dr f fl g gr h k kl l m n p pr r s sch st t tr v w z".split()
MIDDLES = "a ar au e ei el en er i in o ol or u um".split()
ENDINGS = "b d ft g k l m n nd ng p r s st t x".split()
SENTENCE = 11


class Vocabulary:
    """The words of the demo's letters in their order, then invented ones."""

    def __init__(self, seed: int, size: int = WORDS) -> None:
        self._words = _words(Random(f"words {seed}"), size)  # noqa: S311 - a set that can be made again, no secret
        self._weights = list(accumulate(1 / rank for rank in range(1, size + 1)))

    def text(self, chance: Random, count: int) -> str:
        """So many words in sentences."""
        chosen = chance.choices(self._words, cum_weights=self._weights, k=count)
        parts = [" ".join(chosen[first : first + SENTENCE]) for first in range(0, count, SENTENCE)]
        return ". ".join(part[0].upper() + part[1:] for part in parts) + "."

    def line(self, chance: Random, count: int) -> str:
        """So many words for a subject."""
        line = " ".join(chance.choices(self._words, cum_weights=self._weights, k=count))
        return line[0].upper() + line[1:]

    def word(self, rank: int) -> str:
        """The word of this rank, 1 the most common."""
        return self._words[rank - 1]


def _words(chance: Random, size: int) -> list[str]:
    texts = (entry.get("text", "") for case in story.cases() for entry in (case, *case.get("step", [])))
    known = Counter(word.lower() for text in texts for word in WORD.findall(text))
    words = dict.fromkeys(word for word, _count in known.most_common(size))
    while len(words) < size:
        syllables = range(chance.choice((1, 2, 2, 3)))
        words["".join(chance.choice(BEGINNINGS) + chance.choice(MIDDLES) for _ in syllables) + chance.choice(ENDINGS)] = (
            None
        )
    return list(words)
