"""Which rows are somebody's: the ways of the map, turned into queries."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from candor.kernel.registries.personal_data import By, Subject, Table, Way, table_of, tables

NOBODYS = Q(pk__in=())


def rows_of(table: Table, subject: Subject) -> QuerySet[Any]:
    """The rows of a table that belong to the person."""
    return _all(table).filter(_any(_where(way, subject) for way in table.ways)).distinct()


def rows_naming(table: Table, column: str, subject: Subject) -> QuerySet[Any]:
    """The rows, whoever they belong to, in which this column names the person."""
    return _all(table).filter(_where(table.mentions[column], subject))


def rows_pointed_to(table: Table, subject: Subject) -> QuerySet[Any]:
    """The rows of a table without ways that rows of the person point to, as to files."""
    pointing = [
        (other, field)
        for other in tables().values()
        if other.model is not None and other.ways
        for field in other.model._meta.concrete_fields
        if field.related_model is table.model
    ]
    return _all(table).filter(
        _any(Q(pk__in=rows_of(other, subject).order_by().values(field.name)) for other, field in pointing)
    )


def _where(way: Way, subject: Subject) -> Q:
    return _led_to(way, subject) & _only(way)


def _led_to(way: Way, subject: Subject) -> Q:
    match way.by:
        case By.KEY if way.through == "self":
            return Q(pk=subject.pk)
        case By.KEY if way.to:
            return Q(**{f"{way.through}__in": _numbers(table_of(apps.get_model(way.to)), subject)})
        case By.KEY:
            return Q(**{way.through: subject.pk})
        case By.ADDRESS:
            return Q(**{f"{way.through}__in": subject.addresses})
        case By.OBJECT:
            return _any(_objects(way, other, subject) for other in tables().values() if _has_direct_ways(other))
        case By.DIGEST:
            return NOBODYS


def _objects(way: Way, other: Table, subject: Subject) -> Q:
    model: type[Model] = other.model  # type: ignore[assignment] # tables with ways have a model
    return Q(**{way.kind: model._meta.label_lower, f"{way.through}__in": _numbers(other, subject)})


def _has_direct_ways(table: Table) -> bool:
    return any(way.by in {By.KEY, By.ADDRESS} for way in table.ways)


def _numbers(table: Table, subject: Subject) -> QuerySet[Any]:
    direct = (way for way in table.ways if way.by in {By.KEY, By.ADDRESS})
    return _all(table).filter(_any(_where(way, subject) for way in direct)).order_by().values("pk")


def _only(way: Way) -> Q:
    alternatives = Q()
    for column, beginnings in way.only.items():
        alternatives &= _any(Q(**{f"{column}__startswith": beginning}) for beginning in beginnings)
    return alternatives


def _any(conditions: Any) -> Q:
    return reduce(or_, conditions, NOBODYS)


def _all(table: Table) -> QuerySet[Any]:
    model: type[Model] = table.model  # type: ignore[assignment] # as above
    return model._base_manager.all()
