"""What of a search without a hit may be kept: words about a matter, and nothing that could be somebody's."""

from __future__ import annotations

import re

LONGEST, SHORTEST = 80, 3
MOST_DIGITS = 4
"""A number with more digits may be somebody's: a telephone number, a customer number, a card."""

_ADDRESS = re.compile(r"\S*(?:@|\(at\)|\[at\])\S*|\S*(?:https?:|www\.)\S*", re.IGNORECASE)
_NUMBER = re.compile(r"[^\s\d]*\d(?:[^\s\d]|[ \t](?=[\d(+/-])|\d)*")
"""Digits with all that hangs on them: `KD-4711`, `+49 431 5550100`, `DE12 3456`."""


def worth_noting(question: str) -> str:
    """The question in small letters, without addresses and longer numbers, cut to 80 characters; "" for nothing."""
    text = _ADDRESS.sub(" ", question)
    text = _NUMBER.sub(lambda found: found[0] if _digits(found[0]) <= MOST_DIGITS else " ", text)
    words = " ".join(word for word in text.casefold().split() if any(letter.isalnum() for letter in word))
    if len(words) > LONGEST:
        words = words[: LONGEST + 1].rpartition(" ")[0] or words[:LONGEST]
    return words if sum(letter.isalpha() for letter in words) >= SHORTEST else ""


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)
