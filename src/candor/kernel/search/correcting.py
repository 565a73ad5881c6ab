"""What somebody may have meant whose words are found nowhere: words of the vocabulary that lie a slip or two away.

The vocabulary is of everybody's objects. So nothing is said of a word before it has been found in what the person may
see: neither that it is known nor that another one is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from candor.kernel.search.backends import backend
from candor.kernel.search.reading import Part
from candor.kernel.search.spelling import LONG, SHORTEST, distance, slips

MOST_CORRECTED = 3
"""Words of one question."""

MOST_TRIED = 12
"""Words that are looked for in the place of one."""

FEW, MANY = 3, 10
"""A word with fewer visible hits may be a slip; hits are counted up to MANY."""

Seen = Callable[[str], int]
"""How many objects that the person may see hold the word, counted up to MANY."""


def corrected(kind: str, parts: Sequence[Part], seen: Seen) -> list[Part] | None:
    """The parts with other words in the place of those that are found nowhere, or hardly; None when there are none."""
    others = {word: other for word in _doubtful(parts, seen) if (other := _meant(kind, word, seen))}
    return [_with(part, others) for part in parts] if others else None


def _doubtful(parts: Sequence[Part], seen: Seen) -> list[str]:
    words = [word for part in parts if _is_correctable(part) for word in part.words]
    likely = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST and word.isalpha()]
    return [word for word in likely if seen(word) < FEW][:MOST_CORRECTED]


def _is_correctable(part: Part) -> bool:
    return not (part.name or part.is_quoted or part.is_negated or part.value.endswith("*"))


def _meant(kind: str, word: str, seen: Seen) -> str:
    """The word nearest to this one that more visible objects hold, or ""."""
    least = seen(word)
    for candidates in (_one_slip_away(kind, word), _two_slips_away(kind, word)):
        found = [(seen(other), other) for other in candidates[:MOST_TRIED]]
        better = [(hits, other) for hits, other in found if hits > least]
        if better:
            return max(better, key=lambda each: each[0])[1]
    return ""


def _one_slip_away(kind: str, word: str) -> list[str]:
    """Words that lie there, and words whose stem does. Those of the same first letter come first: few slip there."""
    near = slips(word)
    return sorted(backend().known(kind, near), key=lambda other: (other[0] != word[0], other not in near, other))


def _two_slips_away(kind: str, word: str) -> list[str]:
    if len(word) < LONG:
        return []
    near = backend().beginning(kind, word[:2], range(len(word) - 2, len(word) + 3))
    return [other for other in near if distance(word, other) == 2]


def _with(part: Part, others: dict[str, str]) -> Part:
    if not _is_correctable(part) or not set(part.words) & set(others):
        return part
    text = " ".join(others.get(word, word) for word in part.words)
    return replace(part, raw=text, value=text)
