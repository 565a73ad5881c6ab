"""How far one word is from another, and which words lie one slip of the finger away."""

from __future__ import annotations

from collections.abc import Iterator

SHORTEST = 4
"""Shorter words lie one slip away from too many others."""

LONG = 8
"""Letters from which two slips are forgiven."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slips(word: str) -> set[str]:
    """Every word one slip away: a letter left out, doubled, replaced, or two that changed places."""
    return {*_shorter(word), *_swapped(word), *_replaced(word), *_longer(word)} - {word}


def distance(one: str, other: str, most: int = 2) -> int:
    """Slips between two words (optimal string alignment); anything above `most` is told as `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _swapped(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def _replaced(word: str) -> Iterator[str]:
    return (word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in _LETTERS)


def _longer(word: str) -> Iterator[str]:
    return (word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in _LETTERS)
