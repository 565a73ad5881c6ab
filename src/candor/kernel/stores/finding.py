"""Which rows are somebody's: the ways of the map, turned into queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Exists, Field, Model, OuterRef, Q, QuerySet

from candor.kernel.registries.personal_data import By, Export, Row, Table, Way, table_of, tables

NOBODYS = Q(pk__in=())


class Whose(Protocol):
    """The person whose rows a query names: their own values, or the places where anybody's are put in."""

    @property
    def numbers(self) -> Any: ...

    @property
    def addresses(self) -> Any: ...

    def numbers_in(self, table: Table) -> Any:
        """The keys of their rows in a table that other tables' ways lead over."""


def rows_of(table: Table, sought: Whose) -> QuerySet[Any]:
    """The rows of a table that belong to the person."""
    return _all(table).filter(_in_any_of(table, [_where(way, sought) for way in table.ways]))


def rows_naming(table: Table, column: str, sought: Whose) -> QuerySet[Any]:
    """The rows, whoever they belong to, in which this column names the person."""
    return _all(table).filter(_where(table.naming[column], sought))


def rows_pointed_to(table: Table, sought: Whose) -> QuerySet[Any]:
    """The rows of a table without ways that rows of the person point to, as to files."""
    return _all(table).filter(_in_any_of(table, list(_pointed_to(table, sought))))


def rows_shown_among(table: Table, sought: Whose, numbers: Collection[int]) -> QuerySet[Any]:
    """Of these rows, those that a column of the person's rows points to which is in a copy of their data.

    Asked row by row: however many rows the person has, a batch of files costs what a batch of files costs.
    """
    return _all(table).filter(pk__in=numbers).filter(_any(_shows(*each, sought) for each in _pointing_to(table)))


def rows_led_to(table: Table, sought: Whose) -> QuerySet[Any]:
    """The person's rows of a table, as far as no other table's rows have to be known for it."""
    direct = [_where(way, sought) for way in table.ways if way.by in {By.KEY, By.ADDRESS}]
    return _all(table).filter(_in_any_of(table, direct)).order_by()


def conditions(table: Table, sought: Whose) -> list[Q]:
    """One for each way by which rows of a table are the person's: through files' owners, too. Together they are all."""
    if table.row is Row.REFCOUNT:
        return list(_pointed_to(table, sought))
    return [found for way in table.ways if (found := _where(way, sought)) != NOBODYS]


def naming(table: Table, sought: Whose) -> dict[str, Q]:
    """For each column that names a person besides, the condition that it names this one."""
    return {column: _where(way, sought) for column, way in table.mentions.items()}


def rows_led_to_by_way(table: Table, sought: Whose) -> list[QuerySet[Any]]:
    """As `rows_led_to`, way by way."""
    direct = [_where(way, sought) for way in table.ways if way.by in {By.KEY, By.ADDRESS} and not way.to]
    return [_all(table).filter(condition).order_by() for condition in direct]


def rows_touched(table: Table, sought: Whose, *others: str) -> QuerySet[Any]:
    """The numbers of the person's own rows of a table and of those that rows of theirs in `others` point to, in order.

    PostgreSQL takes a tenth of a second to plan it for people, to whom a hundred tables point: name those with rows.
    """
    conditions = [_where(way, sought) for way in table.ways] + list(_pointed_to(table, sought, others))
    return _all(table).filter(_in_any_of(table, conditions)).order_by("pk").values_list("pk", flat=True)


def pointing_to(table: Table) -> set[str]:
    """The tables whose rows are people's and point to rows of this one."""
    return {other.name for other, _field in _pointing_to(table)}


def _pointed_to(table: Table, sought: Whose, others: Collection[str] | None = None) -> Iterator[Q]:
    for other, field in _pointing_to(table):
        if others is None or other.name in others:
            yield Q(pk__in=rows_of(other, sought).order_by().values(field.name))


def _pointing_to(table: Table) -> Iterator[tuple[Table, Field[Any, Any]]]:
    """The columns of people's tables that point to rows of this one."""
    for other in tables().values():
        for field in other.model._meta.concrete_fields if other.model and other.ways else ():
            if field.related_model is table.model:
                yield other, field


def _shows(other: Table, field: Field[Any, Any], sought: Whose) -> Q:
    """Whether a row of the person's points to the outer row by this column, if a copy shows the column at all."""
    if other.columns[str(field.column)].export is not Export.YES:
        return NOBODYS
    return Q(Exists(_all(other).filter(**{field.name: OuterRef("pk")}).filter(_is_theirs(other.ways, sought))))


def _is_theirs(ways: Iterable[Way], sought: Whose) -> Q:
    """As `rows_of`, for a query that begins with a few rows: a way over another table is gone one row at a time."""
    return _any(_leads_one_to(way, sought) & _only(way) for way in ways)


def _leads_one_to(way: Way, sought: Whose) -> Q:
    if not way.to:
        return _led_to(way, sought)
    direct = [each for each in table_of(apps.get_model(way.to)).ways if each.by in {By.KEY, By.ADDRESS}]
    there = _all(table_of(apps.get_model(way.to))).filter(pk=OuterRef(way.through)).filter(_is_theirs(direct, sought))
    return Q(Exists(there)) & (Q(**{way.kind: way.to}) if way.by is By.OBJECT else Q())


def _where(way: Way, sought: Whose) -> Q:
    return _led_to(way, sought) & _only(way)


def _led_to(way: Way, sought: Whose) -> Q:
    match way.by:
        case By.KEY if way.through == "self":
            return Q(pk__in=sought.numbers)
        case By.KEY if way.to:
            return Q(**{f"{way.through}__in": sought.numbers_in(table_of(apps.get_model(way.to)))})
        case By.KEY:
            return Q(**{f"{way.through}__in": sought.numbers})
        case By.ADDRESS:
            return Q(**{f"{way.through}__in": sought.addresses})
        case By.OBJECT:
            numbers = sought.numbers_in(table_of(apps.get_model(way.to)))
            return Q(**{way.kind: way.to, f"{way.through}__in": numbers})
        case By.DIGEST:
            return NOBODYS


def _in_any_of(table: Table, conditions: list[Q]) -> Q:
    """Each condition is asked for by itself, so that it finds its index: `or` over several tables walks them whole."""
    found = [_all(table).filter(condition).order_by().values("pk") for condition in conditions if condition != NOBODYS]
    if not found:
        return NOBODYS
    return Q(pk__in=found[0].union(*found[1:]) if len(found) > 1 else found[0])


def _only(way: Way) -> Q:
    alternatives = Q()
    for column, beginnings in way.only.items():
        alternatives &= _any(Q(**{f"{column}__startswith": beginning}) for beginning in beginnings)
    for key in way.unless:
        alternatives &= Q(**{f"{key}__isnull": True})
    return alternatives


def _any(conditions: Any) -> Q:
    return reduce(or_, conditions, NOBODYS)


def _all(table: Table) -> QuerySet[Any]:
    model: type[Model] = table.model  # type: ignore[assignment] # as above
    return model._base_manager.all()
