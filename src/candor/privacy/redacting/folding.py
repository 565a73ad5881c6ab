"""The text as it is compared: one stream of plain letters, and for every place in it where it stands in the text.

Case, accents (but ä, ö, ü and å, which have a second spelling), HTML entities, percent escapes, invisible characters,
kinds of dashes and blanks, and quote marks at the beginning of lines make no difference. Tags are no text: those that
only format words vanish, others part words. Values of attributes follow at the end, each by itself.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

PLACEHOLDER = "[redacted]"
"""What stands in the place of what was taken away. In no language, for it is stored and read in several."""

BARRIER = "ꙮ"
"""A placeholder in the stream: a letter of no name, so that nothing is found across it, and nothing new beside it."""

BETWEEN = "\x00"
"""Parts texts that do not touch each other; neither a letter nor a blank."""

_FORMATTING = """
    a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s small span strike strong sub sup tt u var
    wbr
"""
FORMATTING = frozenset(_FORMATTING.split())
_PARTING = """
    address article aside blockquote body br caption center col colgroup dd details div dl dt figcaption figure
    footer h1 h2 h3 h4 h5 h6 head header hr html img li link main meta nav ol p pre section style summary table
    tbody td tfoot th thead title tr ul
"""
PARTING = frozenset(_PARTING.split())

_ATTRIBUTE = r"""\s++[^\s"'<>/=]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++)"""
_VALUE = re.compile(r"""=\s*+("[^"]*+"|'[^']*+'|[^\s"'=<>`]++)""")
_SPECIAL = re.compile(
    rf"""(?P<mark>{re.escape(PLACEHOLDER)})
    |(?P<tag></?(?P<element>{"|".join(sorted(FORMATTING | PARTING, key=len, reverse=True))})(?:{_ATTRIBUTE})*+\s*+/?>)
    |(?P<entity>&(?:\#[0-9]{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
    |(?P<escapes>(?:%[0-9a-fA-F]{{2}})++)
    |(?P<accented>[A-Za-z][\u0300-\u036f]++)
    |(?P<line>[\r\n][\s>|]*+)
    |(?P<other>[^\x00-\x7f]++)""",
    re.VERBOSE | re.IGNORECASE,
)

_SECOND_SPELLINGS = frozenset("äöüå")
_LETTERS = {"ø": "ö", "æ": "ä", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "'", "‘": "'",
            "ʼ": "'", "´": "'", "`": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"}  # fmt: skip


class Folded:
    """The stream in `letters`; `pieces` says where a part of it stands in the text."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._places: list[tuple[int, int, bool]] = []
        self._parts: list[str] = []
        self._length = 0
        later = list(self._take(text, 0, len(text)))
        for start, end in later:
            self._add(BETWEEN, start, start, whole=True)
            list(self._take(text, start, end))
        self.letters = "".join(self._parts)

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where the part stands in the text: several places where tags are in between, which stay."""
        first = bisect_right(self._starts, start) - 1
        found: list[tuple[int, int]] = []
        for index in range(first, len(self._starts)):
            begin = self._starts[index]
            if begin >= end:
                break
            place, place_end, whole = self._places[index]
            if not whole:
                place_end = min(place_end, place + end - begin)
                place += max(0, start - begin)
            if place_end > place:
                _lengthen(found, place, place_end)
        return found

    def _take(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Add this part of the text; gives the places of attributes' values, which are to follow."""
        at = start
        for special in _SPECIAL.finditer(text, start, end):
            if special.start() > at:
                self._add(text[at : special.start()].lower(), at, special.start(), whole=False)
            at = special.end()
            kind = special.lastgroup
            if special["tag"] is not None:
                parts = special["element"].lower() not in FORMATTING
                self._add(" " if parts else "", special.start(), special.start(), whole=True)
                yield from (value.span(1) for value in _VALUE.finditer(text, special.end("element"), at))
            elif kind == "escapes":
                self._add_escapes(special[0], special.start())
            elif kind == "other":
                self._add_each(special[0], special.start())
            else:
                self._add(_meaning(str(kind), special[0]), special.start(), at, whole=True)
        if end > at:
            self._add(text[at:end].lower(), at, end, whole=False)

    def _add_escapes(self, escapes: str, start: int) -> None:
        raw = bytes.fromhex(escapes.replace("%", ""))
        try:
            characters = [(character, 3 * len(character.encode())) for character in raw.decode()]
        except UnicodeDecodeError:
            characters = [(character, 3) for character in raw.decode("latin-1")]
        for character, length in characters:
            self._add(_letters_of(character), start, start + length, whole=True)
            start += length

    def _add_each(self, characters: str, start: int) -> None:
        folded = [_letters_of(character) for character in characters]
        if all(len(letters) == 1 for letters in folded):
            self._add("".join(folded), start, start + len(characters), whole=False)
            return
        for place, letters in enumerate(folded, start):
            self._add(letters, place, place + 1, whole=True)

    def _add(self, letters: str, start: int, end: int, *, whole: bool) -> None:
        self._starts.append(self._length)
        self._places.append((start, end, whole))
        self._parts.append(letters)
        self._length += len(letters)


def fold(text: str) -> str:
    """A single word or short text, which is no HTML, in the letters of the stream."""
    return "".join(_letters_of(character) for character in unicodedata.normalize("NFC", text))


def _meaning(kind: str, special: str) -> str:
    match kind:
        case "mark":
            return BARRIER
        case "line":
            return " "
        case "entity":
            return fold(html.unescape(special))
        case _:
            return fold(special)


def _lengthen(found: list[tuple[int, int]], start: int, end: int) -> None:
    if found and found[-1][1] == start:
        found[-1] = (found[-1][0], end)
    else:
        found.append((start, end))


@lru_cache(maxsize=4096)
def _letters_of(character: str) -> str:
    return "".join(_plain(letter) for letter in character.casefold())


def _plain(letter: str) -> str:
    if letter in _SECOND_SPELLINGS:
        return letter
    parts = (part.casefold() for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return "".join(_known(part) for part in parts)


def _known(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    category = unicodedata.category(letter[:1] or " ")
    if category.startswith("Z"):
        return " "
    return "" if category in {"Cf", "Mn", "Me"} else letter
