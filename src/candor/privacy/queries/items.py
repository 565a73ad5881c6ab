"""One thing that is held about a person, named by its place in the map: whether it is theirs, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from candor.kernel.registries.corrections import shared_of, shared_tables
from candor.kernel.registries.personal_data import DATABASE, Export, Piece, Row, Subject, Table, tables
from candor.kernel.registries.telling import telling_of
from candor.kernel.stores.finding import rows_naming, rows_of, rows_pointed_to
from candor.kernel.stores.rows import Rows
from candor.kernel.stores.sought import Sought
from candor.people.public import Person, subject_of
from candor.privacy.exporting.reading import in_words

LONGEST = 200


def name_of_item(person: Person, place: str, key: str) -> str:
    """What the row is called where they read of it; "" where it is not theirs, or nothing of it is ever shown."""
    shared = shared_of(place)
    if shared is not None:
        return shared.named_for(person.pk).get(key, "")[:LONGEST]
    table, subject = tables().get(place), subject_of(person)
    if table is None or not _is_shown(table) or not _is_theirs(table, key, subject):
        return ""
    telling = telling_of(place)
    name = str(telling.name) or in_words(place.partition("_")[2] or place)
    values = Rows().export(Piece(DATABASE, place, key), subject)
    heads = (values.get(head) for head in telling.heads)
    return " · ".join([name, *(head for head in heads if isinstance(head, str) and head)])[:LONGEST]


@dataclass(frozen=True, slots=True)
class SharedThing:
    """A row that is nobody's own, and that somebody may call wrong, such as what is written about their company."""

    place: str
    key: str
    name: str


def shared_things(person: Person) -> list[SharedThing]:
    """Those that somebody may call wrong. One query for each kind."""
    return [
        SharedThing(place, key, name)
        for place, shared in shared_tables().items()
        for key, name in shared.named_for(person.pk).items()
    ]


def _is_shown(table: Table) -> bool:
    return table.model is not None and any(answers.export is Export.YES for answers in table.columns.values())


def _is_theirs(table: Table, key: str, subject: Subject) -> bool:
    """Whether they own the row or are named in it. A few queries."""
    model: Any = table.model
    try:
        number = model._meta.pk.to_python(key)
    except (ValidationError, ValueError):
        return False
    whose = Sought(subject)
    owned = rows_pointed_to(table, whose) if table.row is Row.REFCOUNT else rows_of(table, whose)
    return owned.filter(pk=number).exists() or any(
        rows_naming(table, column, whose).filter(pk=number).exists() for column in table.mentions
    )
