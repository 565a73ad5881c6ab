"""The search registry: which objects can be found, and the words they are found by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

KIND = re.compile(r"^[a-z]+\.[a-z]+$")


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one object, as people wrote them. The title weighs more than the body where the best comes first."""

    id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of object that can be found. `documents(ids)` gives those that still exist; the others leave the index.
    `is_growing`: most changes add words to what was said before.
    """

    kind: str
    documents: Callable[[Iterable[int]], Iterable[Document]]
    all_ids: Callable[[], Iterable[int]]
    is_growing: bool = False


_searchables: dict[str, Searchable] = {}


def register(
    kind: str,
    *,
    documents: Callable[[Iterable[int]], Iterable[Document]],
    all_ids: Callable[[], Iterable[int]],
    is_growing: bool = False,
) -> None:
    """Make objects of `kind` (`slice.object`) findable. `all_ids` feeds a rebuild."""
    if not KIND.match(kind):
        raise ValueError(f"{kind!r} is not of the form slice.object")
    _searchables[kind] = Searchable(kind, documents, all_ids, is_growing)


def searchable() -> Mapping[str, Searchable]:
    return dict(_searchables)


def is_growing(kind: str) -> bool:
    return kind in _searchables and _searchables[kind].is_growing
