"""What is due in the privacy office: one list, to which every part of the house adds its own.

Whoever has something that an officer must not forget says so in `panels.py`, or in a module that it imports:

    register_due(
        "business.told", title=_("Somebody is to be told where we have their data from"), icon="user",
        rows=lambda actor: Lead.objects.visible_to(actor).untold(), by="tell_by", words="person__name",
        page=lambda ref: reverse("business:lead", args=[ref]),
    )  # fmt: skip

However many have registered, the list is read in one query, and of each kind no further than `MOST_EACH` rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise

from candor.kernel import clock, instance
from candor.kernel.actor import Actor

MOST_EACH = 20
COLUMNS = ("due_source", "due_ref", "due_at", "due_words")


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that can be due. `rows` are those that are, as the actor may see them; `by` leads to the day
    or the moment by which it has to be done, or with `since` from which on it waits; `words` to what it is about.

    `say` turns those words into what is shown, where they are a code.
    """

    name: str
    title: str | Promise
    icon: str
    rows: Callable[[Actor], QuerySet[Any]]
    by: str | Combinable
    page: Callable[[str], str]
    ref: str | Combinable = "ref"
    words: str | Combinable = ""
    say: Callable[[str], str] = str
    since: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the list. `at` is a moment, `on` a day; one of them is set."""

    title: str
    words: str
    icon: str
    url: str
    on: date | None
    at: datetime | None
    waits: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class DueList:
    """Everything, what comes first on top. `more` are the titles of kinds of which there are more than are shown."""

    rows: Sequence[Due]
    more: Sequence[str]

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)


_sources: dict[str, Source] = {}


def register_due(name: str, **said: Any) -> None:
    """Add a kind of thing; `said` are the values of `Source`."""
    _sources[name] = Source(name, **said)


def whats_due(actor: Actor) -> DueList:
    """The whole list for one reader. One query."""
    parts, days = [], set()
    for source in _sources.values():
        rows = source.rows(actor)
        if rows.query.is_empty():
            continue
        part, is_day = _part(source, rows)
        parts.append(part)
        if is_day:
            days.add(source.name)
    if not parts:
        return DueList((), ())
    together = reduce(lambda one, other: one.union(other, all=True), parts)
    found = list(together.order_by("due_at", "due_source", "due_ref"))
    return _told(found, days)


def _part(source: Source, rows: QuerySet[Any]) -> tuple[QuerySet[Any], bool]:
    """The rows of one source in the shape that all have, and whether they are due on a day."""
    by = F(source.by) if isinstance(source.by, str) else source.by
    words = (F(source.words) if source.words else Value("")) if isinstance(source.words, str) else source.words
    shaped = rows.order_by().annotate(due_by=by)
    field = shaped.query.annotations["due_by"].output_field
    first = shaped.order_by("due_by", "pk").values("pk")[: MOST_EACH + 1]
    part = rows.model._base_manager.filter(pk__in=first).annotate(
        due_source=Value(source.name, CharField()),
        due_ref=Cast(source.ref, CharField(max_length=40)),
        due_at=Cast(by, DateTimeField()),
        due_words=Cast(words, TextField()),
    )
    return part.values_list(*COLUMNS), isinstance(field, DateField) and not isinstance(field, DateTimeField)


def _told(found: Sequence[tuple[str, str, datetime, str]], days: set[str]) -> DueList:
    zone, now = ZoneInfo(instance.current().time_zone), clock.now()
    today, shown, many = now.astimezone(zone).date(), dict.fromkeys(_sources, 0), []
    lines = []
    for name, ref, at, words in found:
        source = _sources[name]
        shown[name] += 1
        if shown[name] > MOST_EACH:
            many.append(str(source.title))
            continue
        on = at.date() if name in days else None
        passed = on < today if on else at <= now
        lines.append(
            Due(
                str(source.title),
                source.say(words),
                source.icon,
                source.page(ref),
                on,
                None if on else at,
                source.since,
                passed and not source.since,
            )
        )
    return DueList(sorted(lines, key=_urgency), many)


def _urgency(row: Due) -> tuple[bool, bool]:
    """What is late, then what has an end, then what only waits; each in the order of its day."""
    return not row.is_late, row.waits
