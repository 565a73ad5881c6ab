"""Points for the sentences of a letter. Pure: words in, a suggestion or nothing out."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from candor.privacy.recognising.phrases import ASKS, ENOUGH, LESS, NOT_ASKING

MOST_READ = 20_000
"""Characters. Whoever asks for something says so before."""

LONGEST_SENTENCE = 1_000

_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "\u00a0": " "})
_ENDS = re.compile(r"(?<!\bart)(?<!\babs)(?<!\blit)(?<!\bnr)[.!?;](?=\s)|\n\s*\n|\n(?=\s*[-*•>])")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What it looks like: a kind of request, "" for one that names no right, and its points."""

    kind: str
    points: int


def recognise(subject: str, text: str) -> Recognised | None:
    """What the sender's own words ask for, or None. `text` without what they quote.

    Of several rights the one with the most points; of equals the one that stands first in a list of phrases.
    """
    points: dict[str, int] = defaultdict(int)
    for sentence in _sentences(f"{subject}\n\n{text}"):
        for kind, number in _points_of(sentence).items():
            points[kind] = max(points[kind], number)
    general = points.pop("", 0)
    named = {kind: number for kind, number in points.items() if number > 0}
    best = max(named, key=lambda kind: named[kind], default="")
    total = named.get(best, 0) + general
    return Recognised(best, total) if total >= ENOUGH else None


def _points_of(sentence: str) -> dict[str, int]:
    """The best of each right in one sentence, less where it is no plain wish."""
    found: dict[str, int] = {}
    for phrase in ASKS:
        if phrase.points > found.get(phrase.kind, 0) and phrase.pattern.search(sentence):
            found[phrase.kind] = phrase.points
    less = LESS if found and any(pattern.search(sentence) for pattern in NOT_ASKING) else 0
    return {kind: points - (less if kind else 0) for kind, points in found.items()}


def _sentences(words: str) -> list[str]:
    plain = words[:MOST_READ].lower().translate(_WRITTEN_OUT)
    pieces = (" ".join(piece.split()) for piece in _ENDS.split(plain))
    return [piece[:LONGEST_SENTENCE] for piece in pieces if piece]
