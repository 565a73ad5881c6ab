"""Every way in which a text can name a person, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from candor.kernel.registries.personal_data import Subject
from candor.privacy.redacting import addresses, names
from candor.privacy.redacting.folding import BARRIER, BETWEEN, Folded
from candor.privacy.redacting.letters import NO_LETTER_AFTER, NO_LETTER_BEFORE

UNMISTAKABLE = 6
"""Characters: a shorter span is looked for as a word of its own, so that 1234 is not found within 512345."""

_BETWEEN_DIGITS = r"[\s.\-/]{0,3}"


@dataclass(frozen=True, slots=True)
class Variants:
    """Patterns over the folded stream, each with a group `it`: what goes."""

    patterns: tuple[re.Pattern[str], ...]

    def __bool__(self) -> bool:
        return bool(self.patterns)


def variants_of(subject: Subject) -> Variants:
    """All names, addresses and numbers of the person; no pattern for a name so short that it says nothing."""
    texts = (*subject.words, *subject.addresses)
    mails = {text.strip() for text in texts if "@" in text}
    numbers = {text for text in texts if addresses.is_number(text)}
    called = {text for text in subject.words if text not in numbers and "@" not in text}
    return _compiled([*addresses.patterns_of(mails, numbers), *names.patterns_of(called)])


def variants_of_span(span: str) -> Variants:
    """A span that somebody marked: a password, a card number. Blanks and line breaks within may be others, or none
    between groups of digits.
    """
    words = Folded(span).letters.partition(BETWEEN)[0].split()
    if all(word == BARRIER for word in words):
        return Variants(())
    whole = "".join(words)
    digits = re.sub(r"[.\-/]", "", whole)
    written = _BETWEEN_DIGITS.join(digits) if digits.isdecimal() else r"\s+".join(re.escape(word) for word in words)
    if len(whole) < UNMISTAKABLE:
        return _compiled([f"{NO_LETTER_BEFORE}(?P<it>{written}){NO_LETTER_AFTER}"])
    return _compiled([f"(?P<it>{written})"])


def _compiled(patterns: Iterable[str]) -> Variants:
    return Variants(tuple(re.compile(pattern) for pattern in patterns))
