"""Whom a note mentions: `@` and a name that somebody has. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_AT = re.compile(r"(?<![\w.@/])@(?=\w)")


@dataclass(frozen=True, slots=True)
class Mentions:
    """The people mentioned, and the words that several people could be meant by."""

    people: frozenset[int]
    unclear: tuple[str, ...] = ()


def mentions_in(text: str, names: Mapping[int, str]) -> Mentions:
    """Who of `names` (by id) the text mentions: by the whole name, or by a first name that only one of them has.

    An `@` within a word is an address, not a mention; `@` before anything else means nobody. Case does not matter.
    """
    found: set[int] = set()
    unclear: list[str] = []
    folded = text.casefold()
    for at in _AT.finditer(folded):
        rest = folded[at.end() :]
        whole = [key for key, name in names.items() if _begins(rest, name)]
        if whole:
            longest = max(len(names[key]) for key in whole)
            chosen = [key for key in whole if len(names[key]) == longest]
        else:
            chosen = [key for key, name in names.items() if name.strip() and _begins(rest, name.split()[0])]
        if len(chosen) > 1:
            unclear.append(names[chosen[0]] if whole else names[chosen[0]].split()[0])
        else:
            found.update(chosen)
    return Mentions(frozenset(found), tuple(dict.fromkeys(unclear)))


def _begins(text: str, name: str) -> bool:
    """Does the text begin with the name, as whole words?"""
    wanted = name.casefold()
    return text.startswith(wanted) and not re.match(r"\w", text[len(wanted) : len(wanted) + 1])
