"""The words with which the house greets visitors."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language

from candor.helpdesk.models import OpeningWords
from candor.helpdesk.rules.opening_words import Opening, opening_for
from candor.kernel import instance


def present_words() -> OpeningWords:
    """The row as it stands; a blank one where nobody has written any."""
    return OpeningWords.objects.filter(pk=1).first() or OpeningWords()


def openings_of(row: OpeningWords) -> dict[str, Opening]:
    """The words by language."""
    return {language: Opening(**written) for language, written in row.words.items()}


def opening_shown(words: Mapping[str, Opening], language: str | None = None) -> Opening:
    """What a visitor of this language (else that of the page) reads: it, else the words in the house's own language."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    return opening_for(words, (wanted, instance.current().language))
