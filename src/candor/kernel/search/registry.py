"""The search registry: which objects can be found, and the words they are found by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one object: the title weighs more than the body; `at` orders newest first; `language` stems."""

    id: int
    title: str
    body: str
    at: datetime
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of object that can be found. `documents(ids)` gives those that still exist; the others leave the index."""

    kind: str
    documents: Callable[[Iterable[int]], Iterable[Document]]
    all_ids: Callable[[], Iterable[int]]


_searchables: dict[str, Searchable] = {}


def register(
    kind: str,
    *,
    documents: Callable[[Iterable[int]], Iterable[Document]],
    all_ids: Callable[[], Iterable[int]],
) -> None:
    """Make objects of `kind` findable. `all_ids` feeds a rebuild."""
    _searchables[kind] = Searchable(kind, documents, all_ids)


def searchable() -> Mapping[str, Searchable]:
    return dict(_searchables)
