"""Where the words that were sought stand in a text as it was written: pieces to be shown, some of them marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from candor.kernel.search.sought import Sought, Term

BEFORE, LENGTH = 50, 170
"""Characters of a snippet before the first hit and in all."""

_FORMS = {
    "a": "[aàáâãäåā]", "c": "[cçćč]", "e": "[eèéêëē]", "i": "[iìíîïī]", "n": "[nñń]", "o": "[oòóôõöøō]",
    "s": "[sśš]", "u": "[uùúûüū]", "y": "[yýÿ]", "z": "[zźżž]", "d": "[dđ]", "l": "[lł]",
}  # fmt: skip


class Piece(NamedTuple):
    """Some characters of a text, and whether they were sought."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What finds the words in a text as it was written. A text without accents that is hit holds one of `words`."""

    expression: re.Pattern[str]
    words: tuple[str, ...]

    def hits(self, text: str) -> Iterator[re.Match[str]]:
        """Where the words stand. Most texts hold none, and for most of those looking for letters is enough."""
        if text.isascii():
            small = text.lower()
            if not any(word in small for word in self.words):
                return iter(())
        return self.expression.finditer(text)


def pattern_of(sought: Sought) -> Pattern:
    """What finds the words of every group in a text with accents and capitals."""
    terms = [term for group in sought.all_of for term in group]
    expression = re.compile("|".join(_expression(term) for term in terms), re.IGNORECASE)
    return Pattern(expression, tuple({term.words[0] for term in terms}))


def snippet(texts: Iterable[str], pattern: Pattern) -> list[Piece]:
    """The neighbourhood of the first hit in the first text that has one; [] where none has."""
    for text in texts:
        found = next(pattern.hits(text), None)
        if found:
            begin = _word_border(text, found.start() - BEFORE)
            end = max(begin + LENGTH, found.end())
            cut = " ".join(text[begin:end].split())
            return marked(f"{'… ' if begin else ''}{cut}{' …' if end < len(text) else ''}", pattern)
    return []


def marked(text: str, pattern: Pattern) -> list[Piece]:
    """The whole text in pieces."""
    pieces, at = [], 0
    for found in pattern.hits(text):
        pieces += [Piece(text[at : found.start()], is_hit=False), Piece(found.group(), is_hit=True)]
        at = found.end()
    return [piece for piece in (*pieces, Piece(text[at:], is_hit=False)) if piece.text]


def _expression(term: Term) -> str:
    words = r"[\W_]+".join(_word(word) for word in term.words)
    return rf"(?<![^\W_]){words}" + (r"[^\W_]*" if term.begins else r"(?![^\W_])")


def _word(word: str) -> str:
    letters = "".join(_FORMS.get(letter, re.escape(letter)) for letter in word)
    for plain, sharp in ((_FORMS["s"] * 2, "ß"), (f"{_FORMS['a']}{_FORMS['e']}", "æ")):
        letters = letters.replace(plain, f"(?:{plain}|{sharp})")
    return letters


def _word_border(text: str, near: int) -> int:
    """The beginning of a word at or after `near`."""
    if near <= 0:
        return 0
    space = text.find(" ", near, near + 30)
    return space + 1 if space >= 0 else near
