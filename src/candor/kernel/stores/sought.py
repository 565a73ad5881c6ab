"""Looking for somebody's rows, table after table, with questions that are composed once for all people alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, QuerySet

from candor.kernel.db.prepared import GivenMany, Prepared, filling, room_for
from candor.kernel.db.presence import filled
from candor.kernel.purposes import NAMED_TABLE
from candor.kernel.registries.personal_data import Subject, Table, tables
from candor.kernel.stores.finding import Whose, rows_led_to

FEW = 64
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

    def each(
        self, question: Question, table: Table, *further: str, among: Question | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """The rows that the question asks for.

        One that leaves out rows of the same people names another one, whose rows they are `among`: of several people
        nothing may be left, because what is left out for one of them is what another one has.
        """
        batch = _batch.get()
        if batch is not None and batch.has_nothing_of(self, among or question, table, *further):
            return iter(())
        return self.each_by_themselves(question, table, *further)

    def each_by_themselves(self, question: Question, table: Table, *further: str) -> Iterator[tuple[Any, ...]]:
        """The same, whatever is known of several people."""
        given = {name: filling(found) for name, found in self._given(question, table, *further).items() if found}
        return self._questions.asked.each(*self._shape(question, table, *further), **given)

    def tables_of(self, question: Question, table: Table, *further: str) -> frozenset[str]:
        """The tables on whose rows the answer depends: those of the statement, and those whose keys it is given."""
        found = set(tables_named(self._questions.asked.statement(*self._shape(question, table, *further))))
        for name in self._questions.names(question, table, *further) - {NUMBERS, ADDRESSES}:
            found |= {name, *self.tables_of(_first_led_to, tables()[name])}
        return frozenset(found)

    def _given(self, question: Question, table: Table, *further: str) -> Mapping[str, Sequence[object] | None]:
        return {name: self._values(name) for name in self._questions.names(question, table, *further)}

    def _shape(self, question: Question, table: Table, *further: str) -> tuple[Any, ...]:
        values = self._given(question, table, *further).items()
        counts = frozenset((name, MANY if found is None else room_for(found)) for name, found in values)
        return (question, table, counts, *further)

    def _values(self, name: str) -> Sequence[object] | None:
        """The person's numbers or addresses, or keys of their rows in a table; None where those are too many."""
        if name not in self._known:
            few = [key for (key,) in self.each(_first_led_to, tables()[name])]
            self._known[name] = few if len(few) <= FEW else None
        return self._known[name]


def with_rows(among: Iterable[Table]) -> list[Table]:
    """Those of the tables in which any row stands, in their order. One statement: most are empty."""
    several = list(among)
    there = filled([table.name for table in several])
    return [table for table in several if table.name in there]


class BatchOfPeople:
    """People who are looked for one after the other while nobody else writes, as when a backup is brought up to date.

    A question that finds nothing of any of them is not asked about each, until one of its tables is written to.
    """

    def __init__(self, numbers: Iterable[int], addresses: Iterable[str]) -> None:
        self._numbers, self._addresses = set(numbers), set(addresses)
        first, *others = sorted(self._numbers) or [0]
        self._all = Sought(Subject(first, tuple(others), tuple(sorted(self._addresses))))
        self._nothing: dict[tuple[Any, ...], tuple[int, frozenset[str]] | None] = {}
        self._written: dict[str, int] = {}
        self._writes = 0

    def has_nothing_of(self, sought: Sought, question: Question, table: Table, *further: str) -> bool:
        """Whether the question finds nothing, as it finds nothing of any of them. False where that is not known."""
        asked: tuple[Any, ...] = (question, table, *further)
        if not self._numbers.issuperset(sought.numbers) or not self._addresses.issuperset(sought.addresses):
            return False
        if asked not in self._nothing:
            is_there = next(self._all.each_by_themselves(*asked), None) is not None
            self._nothing[asked] = None if is_there else (self._writes, self._all.tables_of(*asked))
        found = self._nothing[asked]
        return found is not None and all(self._written.get(name, 0) <= found[0] for name in found[1])

    def note(self, execute: Callable[..., Any], sql: str, *further: Any) -> Any:
        """Wraps the execution of every statement: which tables are written to, and when."""
        if not sql.startswith(READING):
            self._writes += 1
            self._written |= dict.fromkeys(tables_named(sql) or tables(), self._writes)
        return execute(sql, *further)


@contextmanager
def batch_of(numbers: Iterable[int], addresses: Iterable[str]) -> Iterator[None]:
    """Within the block people with these numbers and addresses are looked for, and nobody else writes."""
    batch = BatchOfPeople(numbers, addresses)
    token = _batch.set(batch)
    try:
        with connection.execute_wrapper(batch.note):
            yield
    finally:
        _batch.reset(token)


_batch: ContextVar[BatchOfPeople | None] = ContextVar("batch", default=None)

READING = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN")


def tables_named(sql: str) -> frozenset[str]:
    """The tables that a statement names."""
    return frozenset(match[1] for match in NAMED_TABLE.finditer(sql))


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
