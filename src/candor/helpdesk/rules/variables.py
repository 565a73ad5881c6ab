"""Variables in prepared words: `{first_name}`, or `{organisation|your company}` with a fallback of one's own.

A tiny substitution of its own, in one pass: what a value holds is never read again, so that a customer who calls
themselves `{my_name}` is greeted by just that. `{{first_name}}` stands for the letters `{first_name}`. Braces around
anything that cannot be a name (`{}`, `{"a": 1}`, `{% if %}`) are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

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

_FOUND = re.compile(
    r"\{\{(?P<literal>[a-z_]{1,40}(?:\|[^{}\n]{0,80})?)\}\}"
    r"|(?P<space> ?)\{(?P<name>[a-z_]{1,40})(?:\|(?P<fallback>[^{}\n]{0,80}))?\}"
)
_TITLES = frozenset({"dr", "prof", "mag", "ing", "dipl", "mr", "mrs", "ms", "mx", "miss", "herr", "frau", "sir", "med"})
_COMPANY = re.compile(
    r"\b(gmbh|ag|kg|ohg|ug|e\.?\s?v|se|ltd|llc|inc|corp|plc|b\.?v|s\.?a|s\.?r\.?l|team|support|info|office|service)\b\.?",
    re.IGNORECASE,
)


def unknown_in(text: str) -> list[str]:
    """The names in braces that are no variables, each once, in their order."""
    found = (match["name"] for match in _FOUND.finditer(text))
    return list(dict.fromkeys(name for name in found if name is not None and name not in NAMES))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each variable's value; a missing value takes the fallback, else goes with the space before it.

    A name that is no variable stays as it is written: editors refuse such texts, so it can only be literal.
    """

    def value(match: re.Match[str]) -> str:
        if match["literal"] is not None:
            return f"{{{match['literal']}}}"
        if match["name"] not in NAMES:
            return match[0]
        filled = _one_line(values.get(match["name"], "")) or (match["fallback"] or "")
        return f"{match['space']}{filled}" if filled else ""

    return _FOUND.sub(value, text)


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


def _one_line(value: str) -> str:
    return " ".join(value.split())
