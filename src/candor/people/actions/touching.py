"""Touching rows of any slice so that each change is remembered and can be taken back."""

from __future__ import annotations

import json
from typing import Any

from django.core import serializers
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector

from candor.kernel.registries.merging import Once, Reference, once_each
from candor.people.models import Deed, Merge, Remembered

ONE_BY_ONE = 10
"""Rows a transaction of those that are put aside or brought back each on its own: some queries for each."""


def move_some(merge: Merge, reference: Reference, most: int) -> int:
    """Point the next rows at the record that stayed; returns how many rows were dealt with.

    A row whose twin is there already (a follower of the same case, a member of the same organisation) is put aside
    whole: two would break the table's own rule. Of these only a few are dealt with at a time.
    """
    manager = reference.model._base_manager
    rows = list(manager.filter(**{reference.field: merge.former.pk}).order_by("pk")[:most])
    twins = {row.pk for once in once_each(reference) for row in _with_twin(reference, once, rows, merge)}
    moving = [row for row in rows if row.pk not in twins]
    manager.filter(pk__in=[row.pk for row in moving]).update(**{reference.field: merge.stayed.pk})
    aside = [row for row in rows if row.pk in twins][:ONE_BY_ONE]
    _put_aside(merge, aside)
    Remembered.objects.bulk_create(
        Remembered(merge=merge, deed=Deed.MOVED, label=reference.label, row_id=row.pk) for row in moving
    )
    return len(moving) + len(aside)


def change_remembered(merge: Merge, row: models.Model, values: dict[str, Any], **unremembered: Any) -> None:
    """Write the values, and note what stood there."""
    before = {name: getattr(row, name) for name in values}
    type(row)._base_manager.filter(pk=row.pk).update(**values, **unremembered)
    for name, value in values.items():
        setattr(row, name, value)
    remember(merge, Deed.CHANGED, row, before=json.dumps(before), after=json.dumps(values))


def remember(merge: Merge, deed: Deed, row: models.Model, *, before: str = "", after: str = "") -> None:
    label = row._meta.label_lower
    Remembered.objects.create(merge=merge, deed=deed, label=label, row_id=row.pk, before=before, after=after)


def _with_twin(reference: Reference, once: Once, rows: list[Any], merge: Merge) -> list[Any]:
    """The rows that the record that stayed has already, by the columns that tell them apart.

    Two of the former record's own rows never collide: its own constraint kept them apart.
    """
    manager = reference.model._base_manager
    concerned = manager.filter(once.condition, pk__in=[row.pk for row in rows])
    candidates = {row.pk: _marks(row, once.partners) for row in concerned}
    there = manager.filter(once.condition, **{reference.field: merge.stayed.pk})
    if once.partners and candidates:
        name = once.partners[0]
        wanted = {marks[0] for marks in candidates.values()}
        there = there.filter(models.Q(**{f"{name}__in": wanted - {None}}) | models.Q(**{f"{name}__isnull": True}))
    taken = {_marks(row, once.partners) for row in there} if candidates else set()
    return [row for row in rows if candidates.get(row.pk) in taken]


def _marks(row: models.Model, partners: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in partners)  # type: ignore[union-attr]


def _put_aside(merge: Merge, rows: list[Any]) -> None:
    """Delete the rows and what hangs on them; all of it is remembered whole."""
    for row in rows:
        collector = Collector(using=DEFAULT_DB_ALIAS)
        collector.collect([row])
        hanging = [each for found in (*collector.data.values(), *collector.fast_deletes) for each in found]
        whole = [row, *(each for each in hanging if each != row)]
        remember(merge, Deed.DROPPED, row, before=serializers.serialize("json", whole))
        collector.delete()
