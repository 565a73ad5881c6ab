"""The timeline of a person or organisation: each slice tells what happened there, the page merges it by time.

A slice registers a source in `timeline.py`. A source answers at most as many entries as it is asked for, those beyond
the mark, newest first, and only what the actor may see. `Window.cut` does the cutting on a query set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from candor.kernel.actor import Actor

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `source` and `id` tell entries of one moment apart; `who` is "" for the software.

    `text` continues the name of who did it ("solved the case"); `about` is what it was done to, with its `url`.
    `removal` is the address of the verb that takes the entry away, "" where the actor may not. `files` have `name, url,
    size`; `frame` is the address at which a mail stands as it was sent, for a sandboxed frame.
    """

    at: datetime
    source: str
    id: int
    icon: str
    text: str
    who: str = ""
    about: str = ""
    url: str = ""
    words: str = ""
    removal: str = ""
    files: Sequence[Any] = ()
    frame: str = ""

    @property
    def place(self) -> tuple[datetime, str, int]:
        return self.at, self.source, self.id


@dataclass(frozen=True, slots=True)
class Window:
    """Which entries are asked for: at most `most`, beyond the place `mark` (None begins with the newest)."""

    most: int
    mark: tuple[datetime, str, int] | None = None

    def cut(self, rows: QuerySet[Row], source: str, at: str) -> QuerySet[Row]:
        """Those rows of a source that stand beyond the mark, newest first; `at` is the field of their moment."""
        return rows.filter(self._beyond(source, at)).order_by(f"-{at}", "-pk")[: self.most]

    def holds(self, place: tuple[datetime, str, int]) -> bool:
        """Whether an entry stands beyond the mark, for sources that make several entries of one row."""
        return self.mark is None or place < self.mark

    def _beyond(self, source: str, at: str) -> Q:
        if self.mark is None:
            return Q()
        moment, marked, number = self.mark
        earlier, same = Q(**{f"{at}__lt": moment}), Q(**{at: moment})
        if source == marked:
            return earlier | (same & Q(pk__lt=number))
        return earlier | same if source < marked else earlier


Source = Callable[[Actor, Any, Window], Sequence[Entry]]

_sources: dict[str, tuple[str, Source]] = {}


def register(name: str, *, place: str, source: Source) -> None:
    """Tell at `place` (`people.person`) what `source(actor, subject, window)` answers."""
    _sources[name] = (place, source)


def happened(place: str, actor: Actor, subject: Any, window: Window) -> list[Entry]:
    """The entries of all sources in the window, newest first."""
    found = [
        entry
        for where, source in _sources.values()
        if where == place
        for entry in source(actor, subject, window)
    ]  # fmt: skip
    return sorted(found, key=lambda entry: entry.place, reverse=True)[: window.most]
