"""Which of the house's opening words a visitor reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LONGEST_HEADING = 80
LONGEST_TEXT = 1_500


@dataclass(frozen=True, slots=True)
class Opening:
    """A heading and a text; what is blank is the usual one of every Candor."""

    heading: str = ""
    text: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.heading or self.text)


def opening_for(words: Mapping[str, Opening], languages: Iterable[str]) -> Opening:
    """The words in the first of the languages in which there are any; blank ones where there are none.

    Heading and text come from one language, so that no page greets in one and goes on in another.
    """
    wanted = (words.get(language, Opening()) for language in languages)
    return next((opening for opening in wanted if not opening.is_blank), Opening())
