"""A pytest plugin: a query that was composed before, but for its values, is not composed anew.

Composing takes Django a third to half of what a request costs. Each query is told apart by all that its statement
depends on (`Shape`), and its values are asked for one by one, as Django does. What the two come to is compared with
what Django composes, until a shape was right twice with values that all differ; one that was ever wrong, and one of
which not everything is known, is composed each time. With CANDOR_COMPARE_COMPOSED every statement is composed and
compared. Why that is no weaker: docs/decisions/0055-tests-compose-once.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.db.models import Exists, F, OrderBy, Value, lookups
from django.db.models.expressions import Col, NegatedExpression
from django.db.models.fields import related_lookups
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import BaseTable, Join
from django.db.models.sql.where import WhereNode

COMPARES = "CANDOR_COMPARE_COMPOSED" in os.environ
MOST = 4_000
"""Statements that are kept, with all that their answers are read by: some ten kilobytes each."""

PROVEN = 2
"""How often a shape must have been right before it is believed."""

WITH_VALUES = {
    lookups.Exact, lookups.GreaterThan, lookups.GreaterThanOrEqual, lookups.LessThan, lookups.LessThanOrEqual,
    lookups.In, lookups.Contains, lookups.IContains, lookups.StartsWith, lookups.IStartsWith, lookups.EndsWith,
    lookups.IEndsWith, lookups.IExact, lookups.Range, lookups.IntegerFieldExact, lookups.IntegerGreaterThan,
    lookups.IntegerGreaterThanOrEqual, lookups.IntegerLessThan, lookups.IntegerLessThanOrEqual,
    related_lookups.RelatedExact, related_lookups.RelatedIn,
}  # fmt: skip
OF_NULL = {lookups.IsNull, related_lookups.RelatedIsNull}
AS_IT_IS = (
    "model", "default_cols", "default_ordering", "standard_ordering", "subquery", "low_mark", "high_mark", "distinct",
    "distinct_fields", "max_depth", "values_select", "alias_prefix", "alias_cols", "annotation_select_mask",
)  # fmt: skip
NEVER_KNOWN = (
    "combinator", "extra", "extra_tables", "extra_order_by", "_filtered_relations", "explain_info", "select_for_update",
)  # fmt: skip
READ_BY = (
    "select", "klass_info", "annotation_col_map", "col_count", "_meta_ordering", "where", "having", "qualify",
    "has_extra_select",
)  # fmt: skip
"""What composing leaves in the compiler for those who read the rows."""

Key = tuple[Any, ...]


class UnknownShape(Exception):
    """Something of which it is not known what of it a statement depends on."""


class Shape:
    """What a statement depends on, as keys, and the values in it, as the database wants them."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self.compiler = compiler
        self.values: list[Any] = []

    def of_query(self, query: Any) -> Key:
        if type(query) is not Query or query.group_by is not None or any(getattr(query, name) for name in NEVER_KNOWN):
            raise UnknownShape
        names, is_deferred = query.deferred_loading
        return (
            *[_hashable(getattr(query, name)) for name in AS_IT_IS],
            tuple([(alias, count > 0) for alias, count in query.alias_refcount.items()]),
            tuple([(alias, *self.of_table(table)) for alias, table in query.alias_map.items()]),
            tuple(query.external_aliases.items()),
            _hashable(query.select_related),
            (frozenset(names), is_deferred),
            _hashable(query.selected),
            tuple([(name, self.of(each)) for name, each in query.annotations.items()]),
            tuple([self.of(each) for each in query.select]),
            self.of(query.where),
            tuple([each if type(each) is str else self.of(each) for each in query.order_by]),
        )

    def of_table(self, table: Any) -> Key:
        if type(table) is BaseTable:
            return (table.table_name, table.table_alias)
        if type(table) is not Join or table.filtered_relation:
            raise UnknownShape
        aliases = (table.table_name, table.table_alias, table.parent_alias)
        return (*aliases, table.join_type, table.nullable, id(table.join_field))

    def of(self, node: Any) -> Key:
        kind = type(node)
        tell = TOLD_BY.get(kind)
        if tell is None:
            raise UnknownShape
        return (kind, *tell(self, node))

    def of_where(self, node: WhereNode) -> Key:
        return (node.connector, node.negated, *[self.of(child) for child in node.children])

    def of_column(self, node: Any) -> Key:
        if node.output_field is not node.target:
            raise UnknownShape
        return (node.alias, id(node.target))

    def of_lookup(self, node: Any) -> Key:
        rhs, lhs = node.rhs, self.of(node.lhs)
        if node.bilateral_transforms:
            raise UnknownShape
        if type(rhs) is Query:
            return (lhs, rhs.has_select_fields, *self.of_query(rhs))
        if hasattr(rhs, "as_sql") or hasattr(rhs, "resolve_expression"):
            return (lhs, self.of(rhs))
        if type(rhs) is bool and getattr(node.lhs, "conditional", False):
            return (lhs, rhs)  # no value: the column or its negation
        sql, values = node.process_rhs(self.compiler, self.compiler.connection)
        self.values += values
        return (lhs, sql, type(rhs))

    def of_null(self, node: Any) -> Key:
        return (node.rhs, self.of(node.lhs))

    def of_value(self, node: Any) -> Key:
        sql, values = node.as_sql(self.compiler, self.compiler.connection)
        self.values += values
        return (sql,)

    def of_exists(self, node: Any) -> Key:
        if "a" not in node.query.annotations:
            self.values.append(1)  # it becomes SELECT 1 AS "a" … LIMIT 1
        return self.of_query(node.query)

    def of_negated(self, node: Any) -> Key:
        return self.of(node.expression)

    def of_order(self, node: Any) -> Key:
        return (node.descending, node.nulls_first, node.nulls_last, *self.of(node.expression))

    def of_name(self, node: Any) -> Key:
        return (node.name,)


TOLD_BY: Mapping[type, Callable[[Shape, Any], Key]] = {
    Col: Shape.of_column,
    WhereNode: Shape.of_where,
    Value: Shape.of_value,
    Exists: Shape.of_exists,
    NegatedExpression: Shape.of_negated,
    OrderBy: Shape.of_order,
    F: Shape.of_name,
    **dict.fromkeys(WITH_VALUES, Shape.of_lookup),
    **dict.fromkeys(OF_NULL, Shape.of_null),
}
"""By the exact type: one that was derived may compose something else."""


def _hashable(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple([(name, _hashable(each)) for name, each in value.items()])
    return frozenset(value) if isinstance(value, set) else value


class Composed:
    """A statement that was composed, with all that its answer is read by."""

    def __init__(self, compiler: SQLCompiler, sql: str) -> None:
        self.sql, self.times_right, self.was_wrong = sql, 0, False
        self.read_by = {name: getattr(compiler, name) for name in READ_BY if hasattr(compiler, name)}
        self._query = compiler.query  # what a key tells apart by its number stays as long as the key

    @property
    def is_believed(self) -> bool:
        return self.times_right >= PROVEN and not self.was_wrong

    def compare(self, sql: str, values: list[Any], params: Sequence[Any]) -> None:
        """Values that are alike say nothing about their order."""
        was_believed = self.is_believed
        self.was_wrong |= sql != self.sql or values != list(params)
        self.times_right += len({repr(value) for value in values}) == len(values)
        if was_believed and self.was_wrong:
            raise AssertionError(f"believed to be\n{self.sql}\n{values}\nand is\n{sql}\n{params}")


compose = SQLCompiler.as_sql
_composed: dict[Key, Composed] = {}


def as_sql(self: SQLCompiler, with_limits: bool = True, with_col_aliases: bool = False) -> Any:
    """What Django's own gives, which it calls unless it knows."""
    if type(self) is not SQLCompiler:
        return compose(self, with_limits, with_col_aliases)
    shape = Shape(self)
    try:
        key = (self.connection.vendor, self.elide_empty, with_limits, with_col_aliases, *shape.of_query(self.query))
        known = _composed.get(key)
    except Exception:  # noqa: BLE001 - whatever is wrong with a value, Django says so again
        return compose(self, with_limits, with_col_aliases)
    if known is not None and known.is_believed and not COMPARES:
        self.__dict__.update(known.read_by)
        return known.sql, tuple(shape.values)
    sql, params = compose(self, with_limits, with_col_aliases)
    if known is None:
        if len(_composed) >= MOST:
            _composed.clear()
        known = _composed[key] = Composed(self, sql)
    known.compare(sql, shape.values, params)
    return sql, params


@pytest.fixture(scope="session", autouse=True)
def _composed_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Not where it is measured what a page costs."""
    with pytest.MonkeyPatch.context() as patch:
        if not any(item.get_closest_marker("speed") for item in request.session.items):
            patch.setattr(SQLCompiler, "as_sql", as_sql)
        yield
