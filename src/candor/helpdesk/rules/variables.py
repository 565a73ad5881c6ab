"""Variables in prepared words, which are placeholders (`kernel.placeholders`) of a case: `{first_name}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from candor.kernel import placeholders

NAMES = (
    "first_name",
    "name",
    "organisation",
    "number",
    "subject",
    "my_name",
    "my_first_name",
    "our_name",
    "date",
)
"""What may stand in braces."""

_TITLES = frozenset({"dr", "prof", "mag", "ing", "dipl", "mr", "mrs", "ms", "mx", "miss", "herr", "frau", "sir", "med"})
_COMPANY = re.compile(
    r"\b(gmbh|ag|kg|ohg|ug|e\.?\s?v|se|ltd|llc|inc|corp|plc|b\.?v|s\.?a|s\.?r\.?l|team|support|info|office|service)\b\.?",
    re.IGNORECASE,
)


def unknown_in(text: str) -> list[str]:
    """The names in braces that are no variables, each once, in their order."""
    return placeholders.unknown_in(text, NAMES)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each variable's value, as `kernel.placeholders` fills it in."""
    return placeholders.fill(text, values, NAMES)


def first_name_of(name: str) -> str:
    """The first name in a person's full name, "" where there is none to be sure of.

    "Dr. Kim Jansen" and "Jansen, Kim" give Kim. A single word, an address, a company give nothing: better no name than
    a wrong one.
    """
    words = name.split(",", 1)[1] if name.count(",") == 1 else name
    if "@" in name or any(character.isdigit() for character in name) or _COMPANY.search(name):
        return ""
    parts = [word for word in words.split() if not _is_title(word)]
    is_family_first = name.count(",") == 1
    if not parts or (len(parts) < 2 and not is_family_first):
        return ""
    return "" if len(parts[0].strip(".")) < 2 else parts[0]


def _is_title(word: str) -> bool:
    """True for "Dr.", "Dr.-Ing." and "Frau", not for "Anna-Lena"."""
    return all(piece in _TITLES for piece in re.split(r"[.\-]+", word.lower()) if piece)
