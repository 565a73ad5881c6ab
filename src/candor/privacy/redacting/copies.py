"""A file in all its copies: by what is in it, in whatever rows have to do with certain things.

As in `places`, nothing here names a table: whatever points to a stored file holds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import Table, table_of, tables
from candor.people.public import Person
from candor.privacy.redacting.places import Place, Things, kind_of, rows_about


def copies_of(file: StoredFile, about: Things) -> QuerySet[StoredFile]:
    """Stored files with the same bytes that rows which have to do with these things point to, and the file itself."""
    around = rows_about(table_of(StoredFile), about).filter(sha256=file.sha256, size=file.size)
    return StoredFile.objects.filter(pk__in={file.pk, *around.values_list("pk", flat=True)})


def holders_of(files: Collection[int]) -> Iterator[Place]:
    """Every row, of whatever table, that points to one of these files. One query for each table that may."""
    for table, field in _pointing_to_files():
        model: Any = table.model
        numbers = model._base_manager.filter(**{f"{field.name}__in": files}).order_by("pk").values_list("pk", flat=True)
        yield from (Place(kind_of(table), number, {field.name: 1}) for number in numbers)


def let_go_of(files: Collection[int]) -> None:
    """Remove the rows that hold the files; one that is more than a file's holder only loses its key."""
    for table, field in _pointing_to_files():
        rows = table.model._base_manager.filter(**{f"{field.name}__in": files})  # type: ignore[union-attr] # it has fields
        if field.null:
            rows.update(**{field.name: None})
        else:
            rows.delete()


def belonging_to(holders: Collection[Place]) -> Mapping[str, set[int]]:
    """What the holders are parts of, by kind: a message, a draft, a mail that waits."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for holder in holders:
        numbers[holder.kind].append(holder.number)
    found: dict[str, set[int]] = defaultdict(set)
    for table in tables().values():
        if (held := numbers.get(kind_of(table))) and table.model is not None:
            for field in table.model._meta.concrete_fields:
                if field.related_model is not None and field.related_model not in {StoredFile, Person}:
                    rows = table.model._base_manager.filter(pk__in=held).exclude(**{field.name: None})
                    found[str(field.related_model._meta.label_lower)].update(rows.values_list(field.attname, flat=True))
    return found


def _pointing_to_files() -> Iterator[tuple[Table, Any]]:
    for table in tables().values():
        for field in table.model._meta.concrete_fields if table.model else ():
            if field.related_model is StoredFile:
                yield table, field
