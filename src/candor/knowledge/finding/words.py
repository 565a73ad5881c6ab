"""The words of texts and questions: which of them say what it is about, and which stand in every question."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from candor.kernel.search.stems import is_learned, stems_by_language
from candor.kernel.search.words import words_in

MOST_OF_A_QUESTION = 1_000
"""Characters; a whole mail may be asked."""

MOST_WORDS = 40
"""Words of a question that are looked for."""

_ENGLISH = """
a about after all also am an and any are as at be because been before being but by can could d did do does doing don
for from get got had has have having he help her him his how i id if in into is isn it its just know like ll m me more
most my need no not of on or other our out over please possible question really same she should so some such t than
that the their them then there these they this those through to too under until up us use using ve very wan want was
way we were what when where which while who whom why will with would you your yours anyone somebody someone
"""
_GERMAN = """
aber als am an auch auf aus bei beim bin bis bitte da damit das dass dem den denn der des dich die dir doch du durch
ein eine einem einen einer eines er es etwas euch euer fur gab geht gibt habe haben hat hatte hier ich ihm ihn ihnen ihr
ihre ihren im in ins ist ja jemand kann kein keine keinen konnen konnte konnten mal man mein meine meinem meinen meiner
mich mit mochte moglich muss mussen nach nicht noch nun nur ob oder schon sein seine seinen sich sie sind so soll sollte
sollen uber um und uns unser unsere unseren unter vom von vor wann war waren warum was weil welche welchen welcher
welches wenn wer werden weshalb wie wieso will wir wird wo wollen worden wurde wurden zu zum zur
"""
FILLING_OF = {"en": frozenset(_ENGLISH.split()), "de": frozenset(_GERMAN.split())}
FILLING = FILLING_OF["en"] | FILLING_OF["de"]
"""Words that say nothing of what a question is about, in the house's two languages."""


def of_title(title: str) -> list[str]:
    """All words: a title may be made of nothing but little ones."""
    return words_in(title)


def of_body(body: str) -> list[str]:
    """The words that say something."""
    return [word for word in words_in(body) if word not in FILLING]


def of_question(text: str) -> list[str]:
    """The different words that a question is about, in their order; all of them where it has only little ones."""
    words = list(dict.fromkeys(words_in(text[:MOST_OF_A_QUESTION])))
    return ([word for word in words if word not in FILLING] or words)[:MOST_WORDS]


def neighbours(text: str) -> list[tuple[str, str]]:
    """Words of a question that follow each other: somebody may have written apart what belongs together."""
    words = words_in(text[:MOST_OF_A_QUESTION])
    return list(dict.fromkeys(pairwise(words)))[:MOST_WORDS]


def stems_of(word: str) -> tuple[str, str]:
    """Its stem in English and in German. Numbers and codes have none but themselves."""
    return stems_by_language(word) if is_learned(word) else (word, word)


def splits(word: str, shortest: int = 3) -> Sequence[tuple[str, str]]:
    """The ways to see two words in one, also with the s or n that German puts between them."""
    pairs = [(word[:at], word[at:]) for at in range(shortest, len(word) - shortest + 1)]
    joined = [(first[:-1], rest) for first, rest in pairs if len(first) > shortest and first[-1] in "sn"]
    return [*pairs, *joined]


def language_of(text: str, otherwise: str) -> str:
    """The house's language whose little words stand in the text, told by which has more of its own."""
    own = {"en": FILLING_OF["en"] - FILLING_OF["de"], "de": FILLING_OF["de"] - FILLING_OF["en"]}
    words = words_in(text[:4_000])
    found = {language: sum(word in little for word in words) for language, little in own.items()}
    most = max(found.values())
    likely = [language for language, count in found.items() if count == most]
    return likely[0] if len(likely) == 1 else otherwise
