"""A query that is composed once a thread and then asked again and again, with other values.

For the few that every request asks: composing takes Django ten times as long as the database takes to answer. What it
gives is what the query set would give, wrappers of the connection included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import local
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import RelatedPopulator
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """A value that is only given when the query is asked: stands in a filter under a name."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def ready(self, value: object) -> object:
        """The value as the database wants it."""
        return self.output_field.get_db_prep_value(value, connections[DEFAULT_DB_ALIAS])


class Prepared(Generic[Row]):
    """`compose` gives the query set, with a `Given` for each value. It may select related rows, no annotations."""

    def __init__(self, compose: Callable[[], QuerySet[Row]]) -> None:
        self._compose = compose
        self._of_thread = local()

    def one(self, **given: object) -> Row | None:
        """The row that fits, or None; for queries of which at most one does."""
        compiler, sql, params = self._composed()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, _filled(params, given))
            row = cursor.fetchone()
        return None if row is None else self._object(compiler, row)

    def all(self, **given: object) -> list[Row]:
        """Every row that fits; for queries of which few do."""
        compiler, sql, params = self._composed()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, _filled(params, given))
            rows = cursor.fetchall()
        return [self._object(compiler, row) for row in rows]

    def is_there(self, **given: object) -> bool:
        """Whether a row fits."""
        _compiler, sql, params = self._composed()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, _filled(params, given))
            return cursor.fetchone() is not None

    def _composed(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        """Anew for another database: tests and commands change it within a process."""
        known = getattr(self._of_thread, "composed", None)
        if known is None or known[0].connection is not connections[DEFAULT_DB_ALIAS]:
            compiler = self._compose().query.get_compiler(DEFAULT_DB_ALIAS)
            known = self._of_thread.composed = (compiler, *compiler.as_sql())
        return known

    def _object(self, compiler: SQLCompiler, row: Any) -> Row:
        """As `ModelIterable` makes it."""
        [values] = compiler.results_iter([[row]])
        info: Any = compiler.klass_info
        columns = info["select_fields"]
        names = [column.target.attname for column, *_ in compiler.select[columns[0] : columns[-1] + 1]]
        made: Row = info["model"].from_db(DEFAULT_DB_ALIAS, names, values[columns[0] : columns[-1] + 1])
        for related in info.get("related_klass_infos", []):
            populator = RelatedPopulator(related, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # stubs of 6.1
            populator.populate(values, made)
        return made


class PreparedChange:
    """An update that is composed once a thread: `compose` gives the rows and their new values by column."""

    def __init__(self, compose: Callable[[], tuple[QuerySet[Any], dict[str, Any]]]) -> None:
        self._compose = compose
        self._of_thread = local()

    def made(self, **given: object) -> int:
        """Change the rows; how many there were."""
        sql, params = self._composed()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, _filled(params, given))
            return int(cursor.rowcount)

    def _composed(self) -> tuple[str, tuple[Any, ...]]:
        known = getattr(self._of_thread, "composed", None)
        if known is None or known[0] is not connections[DEFAULT_DB_ALIAS]:
            rows, values = self._compose()
            query: Any = rows.query.chain(UpdateQuery)
            query.add_update_values(values)
            known = self._of_thread.composed = (
                connections[DEFAULT_DB_ALIAS],
                *query.get_compiler(DEFAULT_DB_ALIAS).as_sql(),
            )
        return known[1:]


def _filled(params: Iterable[Any], given: dict[str, object]) -> list[Any]:
    return [each.ready(given[each.name]) if isinstance(each, Given) else each for each in params]
