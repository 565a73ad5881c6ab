"""Looking for somebody's rows, table after table, with questions that are composed once for all people alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet

from candor.kernel.db.prepared import GivenMany, Prepared
from candor.kernel.registries.personal_data import Subject, Table, tables
from candor.kernel.stores.finding import Whose, rows_led_to

FEW = 100
MANY = -1
MOST_QUESTIONS = 1_000
"""Statements that are kept, 1 kB each: a walk through all tables asks 150 of them."""

NUMBERS, ADDRESSES = "numbers", "addresses"

Question = Callable[..., QuerySet[Any, Any]]
"""Composes the query for a table and a person (`Whose`), and what else it depends on."""


class Sought:
    """A person whose rows are looked for, table after table, in one walk.

    Many ways lead over the same table: over their cases, over their identifiers. The numbers found there are asked for
    once where they are few, and each query then names them; where they are many, each query looks them up itself, so
    that nobody's cases are held in memory.
    """

    def __init__(self, subject: Subject) -> None:
        self.numbers, self.addresses = subject.numbers, subject.addresses
        self._known: dict[str, Sequence[object] | None] = {NUMBERS: self.numbers, ADDRESSES: self.addresses}
        self._questions = _questions_about(tuple(tables().values()))

    def numbers_in(self, table: Table) -> Sequence[object] | QuerySet[Any, Any]:
        """The keys of their rows in a table that other tables' ways lead over."""
        known = self._values(table.name)
        return rows_led_to(table, self).values("pk") if known is None else known

    def each(self, question: Question, table: Table, *further: str) -> Iterator[tuple[Any, ...]]:
        """The rows that the question asks for."""
        values = {name: self._values(name) for name in self._questions.names(question, table, *further)}
        counts = frozenset((name, MANY if found is None else _room_for(found)) for name, found in values.items())
        given = {name: _filling(found) for name, found in values.items() if found}
        return self._questions.asked.each(question, table, counts, *further, **given)

    def _values(self, name: str) -> Sequence[object] | None:
        """The person's numbers or addresses, or keys of their rows in a table; None where those are too many."""
        if name not in self._known:
            few = [key for (key,) in self.each(_first_led_to, tables()[name])]
            self._known[name] = few if len(few) <= FEW else None
        return self._known[name]


class Questions:
    """What is asked about people by one set of declarations.

    Composing takes ten times as long as the answers: an erasure looks through all tables four times, and took 1.1 s of
    processor time for that, 0.3 s with questions that are kept.
    """

    def __init__(self) -> None:
        self.asked: Prepared[Any] = Prepared(_composed, shapes=MOST_QUESTIONS)
        self.names: Callable[..., set[str]] = cache(_names)


@lru_cache(maxsize=1)
def _questions_about(_declared: tuple[Table, ...]) -> Questions:
    return Questions()


class Places:
    """Where values are put in: so many of each as `counts` says, one of those that it does not name."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self.named: set[str] = set()

    @property
    def numbers(self) -> GivenMany:
        return self._many(NUMBERS)

    @property
    def addresses(self) -> GivenMany:
        return self._many(ADDRESSES)

    def numbers_in(self, table: Table) -> GivenMany | QuerySet[Any, Any]:
        if self._counts.get(table.name) != MANY:
            return self._many(table.name)
        return rows_led_to(table, self).values("pk")

    def _many(self, name: str) -> GivenMany:
        self.named.add(name)
        field = CharField() if name == ADDRESSES else BigIntegerField()
        return GivenMany(name, field, self._counts.get(name, 1))


def _composed(question: Question, table: Table, counts: frozenset[tuple[str, int]], *further: str) -> Any:
    return question(table, Places(dict(counts)), *further)


def _names(question: Question, table: Table, *further: str) -> set[str]:
    """Which values the question names, and by which it looks up those of a table where they are many."""
    places = Places({})
    question(table, places, *further)
    return {*places.named, NUMBERS, ADDRESSES} if places.named - {NUMBERS, ADDRESSES} else places.named


def _first_led_to(table: Table, whose: Whose) -> QuerySet[Any, Any]:
    return rows_led_to(table, whose).values_list("pk")[: FEW + 1]


def _room_for(values: Sequence[object]) -> int:
    """How many places there are for so many values: 0, 1, 2, 4 and so on, so that few questions fit everybody."""
    return 1 << (len(values) - 1).bit_length() if values else 0


def _filling(values: Sequence[object]) -> tuple[object, ...]:
    """The values for all the places, the last one again and again."""
    return (*values, *[values[-1]] * (_room_for(values) - len(values)))
