"""Inserting one row by a statement that is composed once a table: composing takes Django five times as long as the
database takes to write. What is written is what `row.save(force_insert=True)` would write, without signals, of which
this house has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model
from django.db.models.expressions import Col

from candor.kernel.db.plain import plain_types


@dataclass(frozen=True, slots=True)
class _Column:
    field: Field[Any, Any]
    plain: frozenset[type]
    """Values of exactly these types need no preparing."""


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    given: tuple[_Column, ...]
    """The columns that the row brings."""
    made: tuple[tuple[str, Col, tuple[Any, ...]], ...]
    """What the database makes: attribute, column, and what turns its values into ours."""


_statements: dict[tuple[type[Model], bool, str], _Statement] = {}
"""By table, whether a conflict is nothing, and engine."""


def insert(row: Model) -> None:
    """Insert a row whose key the database gives; what the database made of it stands in it afterwards.

    Raises IntegrityError as saving does.
    """
    _insert(row, or_nothing=False)


def insert_unless_there(row: Model) -> bool:
    """The same; False, with nothing written, where a unique index holds such a row already.

    Unlike a caught IntegrityError it leaves the transaction whole, so it takes no savepoint.
    """
    return _insert(row, or_nothing=True)


def _insert(row: Model, *, or_nothing: bool) -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    key = (type(row), or_nothing, connection.vendor)
    statement = _statements.get(key)
    if statement is None:
        statement = _statements[key] = _compose(type(row), or_nothing=or_nothing)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, _values(row, statement, connection))
        made = cursor.fetchone()
    if made is None:
        return False
    for (name, column, converters), value in zip(statement.made, made, strict=True):
        for convert in converters:
            value = convert(value, column, connection)
        setattr(row, name, value)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def _values(row: Model, statement: _Statement, connection: Any) -> list[Any]:
    values = []
    for column in statement.given:
        value = column.field.pre_save(row, True)
        is_plain = type(value) in column.plain
        values.append(value if is_plain else column.field.get_db_prep_save(value, connection))
    return values


def _compose(model: type[Model], *, or_nothing: bool) -> _Statement:
    connection = connections[DEFAULT_DB_ALIAS]
    name, meta = connection.ops.quote_name, model._meta
    given = tuple(field for field in meta.local_concrete_fields if not field.primary_key and not is_made(field))
    made = tuple(field for field in meta.local_concrete_fields if field.primary_key or is_made(field))
    columns, places = ", ".join(name(str(field.column)) for field in given), ", ".join("%s" for _ in given)
    conflict = " ON CONFLICT DO NOTHING" if or_nothing else ""
    back = ", ".join(name(str(field.column)) for field in made)
    sql = f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES ({places}){conflict} RETURNING {back}"  # noqa: S608 - names of our own tables
    columns_given = tuple(_Column(field, plain_types(field)) for field in given)
    return _Statement(sql, columns_given, tuple(_back(field, connection) for field in made))


def is_made(field: Field[Any, Any]) -> bool:
    """Whether the database makes the value by itself."""
    return bool(getattr(field, "generated", False))


def _back(field: Field[Any, Any], connection: Any) -> tuple[str, Col, tuple[Any, ...]]:
    column = Col(field.model._meta.db_table, field)
    output = column.output_field
    return (
        str(field.attname),
        column,
        (*connection.ops.get_db_converters(column), *output.get_db_converters(connection)),
    )
