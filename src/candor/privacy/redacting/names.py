"""Names as they are written in texts: whole, turned round, shortened, and the parts of them that may stand alone.

A last name alone is the person's, and so is a first name, unless it is a common word too (Klein, Will) or short: those
count behind `Frau` or `Hello`. Texts in which this is looked for belong to rows that the person has to do with.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from candor.privacy.redacting.common_words import COMMON, OF_A_HOUSE
from candor.privacy.redacting.folding import fold
from candor.privacy.redacting.letters import (
    LETTER,
    NO_DOMAIN_AFTER,
    NO_LETTER_AFTER,
    NO_LETTER_BEFORE,
    one_of,
    spelled,
)

SHORTEST_ALONE = 4
"""Letters of a name that may stand alone anywhere. Shorter ones are words or parts of words in some language."""

SHORTEST_JOINED = 8
"""Letters of a first and a last name that are recognised without anything between them: `kimnielsen`."""

MOST_WORDS = 8
"""A longer name is looked for as a whole and by its words; nobody is called by a selection of them."""

_TITLES = """
    dr prof med phil jur rer nat ing dipl mag bsc msc ba ma mba phd llm jr sr mr mrs ms miss mx herr frau hr fr
    sir dame mme mlle mstr m. mister
"""
TITLES = frozenset(_TITLES.split())
_PARTICLES = """
    von van vom zu zum zur de der den des del della di da dos du la le las los el al bin ibn ben af av ter ten
    und y e
"""
PARTICLES = frozenset(_PARTICLES.split())
_ADDRESSED = r"""
    herrn? frau hr\.? fr\.? mr\.? mrs\.? ms\.? miss dr\.? prof\.? monsieur madame familie kollegen? kollegin
"""
_GREETED = r"""
    hallo hi hello hey dear liebe[rs]? moin servus guten\stag guten\smorgen guten\sabend good\smorning good\safternoon
    good\sevening gruss grusse?n? grüsse?n? gruessen? lg vg mfg regards wishes cheers danke thanks thank\syou dank
    bonjour ciao sincerely von from cc name vorname nachname @
"""
_INTRODUCED = one_of([*_ADDRESSED.split(), *_GREETED.split()])

_APART = r"[\s,._+\-]{1,40}"
_APART_OR_JOINED = r"[\s,._+\-]{0,40}"
_HYPHEN = r"[\s._+\-]{0,3}"
_BLANK = r"\s?"
_GENITIVE = "(?:'?s(?![^\\W_]))?"
_NO_ADDRESS_BEFORE = r"(?<![@/=+])(?<![^\W_]\.)"
_NO_ADDRESS_AFTER = rf"(?![@=])(?![.+_\-][\w.+\-]{{1,64}}@){NO_DOMAIN_AFTER}"
_WORD = re.compile(rf"{LETTER}(?:['.\-]?{LETTER})*")
_UNDIVIDED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Name:
    """Folded words of a name in their order: given names, the last name, and the particles in front of it."""

    given: tuple[str, ...]
    particles: tuple[str, ...]
    last: str

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.given, *self.particles, self.last)


def patterns_of(called: Collection[str]) -> Iterator[str]:
    """Patterns with the group `it` for these names, as far as there are any."""
    names = [name for text in called for name in _read(fold(text))]
    whole = {pattern for name in names for pattern in _whole(name)}
    if whole:
        yield f"{NO_LETTER_BEFORE}(?P<it>{one_of(whole)}{_GENITIVE}){NO_LETTER_AFTER}"
    undivided = {"".join(name.words) for name in names if _UNDIVIDED.search(name.last)}
    if undivided:
        yield f"(?P<it>{one_of(_BLANK.join(map(re.escape, name)) for name in undivided)})"
    single = {word for name in names for word in _single(name)}
    alone = {_hyphened(word) for word in single if _may_stand_alone(word)}
    alone |= {pattern for name in names for pattern in _with_initial(name)}
    if alone:
        yield (f"{NO_LETTER_BEFORE}{_NO_ADDRESS_BEFORE}(?P<it>{one_of(alone)}{_GENITIVE})"
               f"{NO_LETTER_AFTER}{_NO_ADDRESS_AFTER}")  # fmt: skip
    doubtful = {_hyphened(word) for word in single if not _may_stand_alone(word) and word not in OF_A_HOUSE}
    if doubtful:
        yield (f"{NO_LETTER_BEFORE}{_INTRODUCED}[\\s,!.:]{{0,40}}{NO_LETTER_BEFORE}"
               f"(?P<it>{one_of(doubtful)}{_GENITIVE}){NO_LETTER_AFTER}{_NO_ADDRESS_AFTER}")  # fmt: skip


def _read(text: str) -> Iterator[Name]:
    """`Dr. Kim von Nielsen` or `von Nielsen, Kim`; a single word is a last name."""
    last, comma, first = text.partition(",")
    if comma and first.strip() and last.strip():
        text = f"{first} {last}"
    words = [word for word in _WORD.findall(text) if word.rstrip(".") not in TITLES]
    if words:
        given = words[:-1]
        cut = len(given)
        while cut > 0 and given[cut - 1] in PARTICLES:
            cut -= 1
        yield Name(tuple(given[:cut]), tuple(given[cut:]), words[-1])


def _whole(name: Name) -> Iterator[str]:
    """In both orders, with all given names or the first alone."""
    if len(name.words) < 2:
        return
    yield _row(name.words)
    if len(name.words) > MOST_WORDS or not name.given:
        return
    for given in {name.given, name.given[:1]}:
        for last in {(*name.particles, name.last), (name.last,)}:
            yield _row((*given, *last))
            yield _row((*last, *given))


def _with_initial(name: Name) -> Iterator[str]:
    """`K. Nielsen`, `Nielsen, K.`, `knielsen`: as safe as the last name is by itself."""
    if not name.given or name.last in OF_A_HOUSE or len(name.last) < 2:
        return
    first, last = re.escape(name.given[0][0]), _hyphened(name.last)
    together = "?" if len(name.last) >= SHORTEST_ALONE else ""
    yield rf"{first}(?:\.\s?|[\s_\-]){together}{last}"
    yield rf"{last},?\s{first}\.?"


def _single(name: Name) -> Iterator[str]:
    """Words by which the person may be called; none of a name like `Support Nordlicht`."""
    if OF_A_HOUSE.intersection(name.words):
        return
    yield name.last
    yield from (part for part in name.last.split("-") if len(part) > SHORTEST_ALONE)
    yield from name.given[:1] if len(name.words) <= MOST_WORDS else name.given


def _may_stand_alone(word: str) -> bool:
    return len(word) >= SHORTEST_ALONE and word not in COMMON


def _row(words: tuple[str, ...]) -> str:
    pattern = _hyphened(words[0])
    for before, word in itertools.pairwise(words):
        joined = min(len(before), len(word)) > 2 and len(before) + len(word) >= SHORTEST_JOINED
        pattern += (_APART_OR_JOINED if joined else _APART) + _hyphened(word)
    return pattern


def _hyphened(word: str) -> str:
    """A double name may be written with a blank; an apostrophe may be missing."""
    parts = [r"'?".join(spelled(part) for part in piece.split("'")) for piece in re.split(r"[\-.]", word)]
    return _HYPHEN.join(parts)
