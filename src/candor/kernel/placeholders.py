"""Placeholders in words that people prepare: `{first_name}`, or `{organisation|your company}` with a fallback.

A tiny substitution of its own, in one pass: what a value holds is never read again, so that a customer who calls
themselves `{my_name}` is greeted by just that. `{{first_name}}` stands for the letters `{first_name}`. Braces around
anything that cannot be a name (`{}`, `{"a": 1}`, `{% if %}`) are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

FOUND = re.compile(
    r"\{\{(?P<literal>[a-z_]{1,40}(?:\|[^{}\n]{0,80})?)\}\}"
    r"|(?P<space> ?)\{(?P<name>[a-z_]{1,40})(?:\|(?P<fallback>[^{}\n]{0,80}))?\}"
)


def names_in(text: str) -> list[str]:
    """The names in braces, each once, in their order."""
    found = (match["name"] for match in FOUND.finditer(text))
    return list(dict.fromkeys(name for name in found if name is not None))


def unknown_in(text: str, names: Container[str]) -> list[str]:
    """Those of the names in braces that are none of `names`, each once, in their order."""
    return [name for name in names_in(text) if name not in names]


def fill(text: str, values: Mapping[str, str], names: Container[str]) -> str:
    """The text with each placeholder's value; a missing value takes the fallback, else goes with the space before it.

    A name that is none of `names` stays as it is written: editors refuse such texts, so it can only be literal.
    """

    def value(match: re.Match[str]) -> str:
        if match["literal"] is not None:
            return f"{{{match['literal']}}}"
        if match["name"] not in names:
            return match[0]
        filled = " ".join(values.get(match["name"], "").split()) or (match["fallback"] or "")
        return f"{match['space']}{filled}" if filled else ""

    return FOUND.sub(value, text)
