"""Is the map complete and does it agree with itself? Compared with the live schema and the home before every start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from django.db import connection, models

from candor.kernel.db.schema import live_columns
from candor.kernel.registries.personal_data.anchors import Sign, end_model, is_moment, leads_somewhere, model_of, signs
from candor.kernel.registries.personal_data.categories import CATEGORIES
from candor.kernel.registries.personal_data.retention import retentions
from candor.kernel.registries.personal_data.store_map import stores
from candor.kernel.registries.personal_data.table_map import Table, subject_model, tables
from candor.kernel.registries.personal_data.ways import By, Way
from candor.kernel.registries.personal_data.words import Author, Erase, Row


def undeclared() -> list[str]:
    """What the live database has and no declaration names, as sentences. Empty when all is mapped."""
    live, declared = live_schema(), tables()
    problems = [f"The table {name} is not declared." for name in sorted(live.keys() - declared.keys())]
    for name in sorted(live.keys() & declared.keys()):
        columns = declared[name].columns.keys()
        problems += [f"The column {name}.{column} is not declared." for column in sorted(live[name] - columns)]
    return problems


def missing() -> list[str]:
    """What is declared and the live database does not have, as sentences."""
    live, declared = live_schema(), tables()
    problems = [f"The declared table {name} does not exist." for name in sorted(declared.keys() - live.keys())]
    for name in sorted(live.keys() & declared.keys()):
        columns = declared[name].columns.keys()
        problems += [f"The declared column {name}.{column} does not exist." for column in sorted(columns - live[name])]
    return problems


def contradictions() -> list[str]:
    """Answers that cannot all be true, ways that lead nowhere, keys that nobody declared, as sentences."""
    return [
        *(problem for table in tables().values() for problem in _contradictions_of(table)),
        *(problem for sign in signs() for problem in _senseless(sign)),
    ]


def undeclared_entries(home: Path) -> list[str]:
    """Files and folders in the instance's home that belong to no declared store, as sentences.

    Of a folder whose pattern says what stands inside (`files/??`), the entries inside are looked at too.
    """
    database = Path(str(connection.settings_dict["NAME"])).name
    patterns = [pattern for store in stores().values() for pattern in store.paths]
    patterns += [database, f"{database}[-.]*"]
    return [
        f"{entry.relative_to(home)} in {home} belongs to no declared store; move it away."
        for entry in sorted(_entries(home, patterns))
        if not any(fnmatchcase(str(entry.relative_to(home)), pattern) for pattern in patterns)
    ]


def _entries(home: Path, patterns: list[str]) -> Iterator[Path]:
    inside = {pattern.split("/")[0] for pattern in patterns if "/" in pattern}
    for entry in home.iterdir():
        if entry.name in inside and entry.is_dir():
            yield from entry.iterdir()
        else:
            yield entry


def live_schema() -> dict[str, set[str]]:
    return live_columns(except_schemas=[schema for store in stores().values() for schema in store.schemas])


def _contradictions_of(table: Table) -> Iterator[str]:
    if table.keep and table.keep not in retentions():
        yield f"The retention key {table.keep} of {table.name} is not declared."
    if table.ways and not table.is_personal:
        yield f"The table {table.name} has ways to people and no personal column that says what becomes of its rows."
    if table.is_personal and not table.ways and table.row is not Row.REFCOUNT:
        yield f"The table {table.name} has personal columns and no way to the person."
    for column in table.leading_nowhere():
        yield f"The column {table.name}.{column} points to a person and is neither a way to them nor personal."
    for way in table.ways:
        yield from _dead_end(table, way)
    yield from _without_beginning(table)
    yield from _of_nobody(table)
    yield from _half_deleted(table)
    yield from _left_hanging(table)
    for name in table.columns:
        yield from _impossible(table, name)


def _impossible(table: Table, name: str) -> Iterator[str]:
    column = table.columns[name]
    if column.category and column.category not in CATEGORIES:
        yield f"The column {table.name}.{name} has the category {column.category}, which is none of fideslang's."
    if column.store and column.store not in stores():
        yield f"The column {table.name}.{name} names the store {column.store}, which is not declared."
    if column.erase is Erase.NULL and not _can_be_empty(table, name):
        yield f"The column {table.name}.{name} is to be emptied and cannot be empty."


def _dead_end(table: Table, way: Way) -> Iterator[str]:
    if table.model is None:
        yield f"The table {table.name} has ways to people and no model."
        return
    steps = filter(None, (way.through, way.kind, *way.only, *way.unless))
    if not all(leads_somewhere(table.model, path) for path in steps):
        yield f"The way {way} of {table.name} leads nowhere."


def _without_beginning(table: Table) -> Iterator[str]:
    """A period that the owner's rules set needs a day from which it is counted, for every table that it is said of."""
    retention = retentions().get(table.keep)
    if not table.is_personal or table.model is None or retention is None or not retention.needs_rule:
        return
    if table.since is not None:
        for path in table.since.paths:
            if not is_moment(table.model, path):
                yield f"The period of {table.name} begins with {path}, which is no moment that can be asked for."
    elif not signs(table.keep):
        yield f"The table {table.name} does not say with which moment the period {table.keep} begins (since=...)."
    elif not table.ways_to_people:
        yield f"The period {table.keep} begins with a person, and {table.name} has no way by key to one."


def _senseless(sign: Sign) -> Iterator[str]:
    model = model_of(sign.label)
    if sign.key not in retentions():
        yield f"The retention key {sign.key}, whose period is said to begin with {sign.label}, is not declared."
    for path in sign.at.paths:
        if model is None or not is_moment(model, path):
            yield f"The period {sign.key} begins with {path} of {sign.label}, which is no moment that can be asked for."
    if model is None or end_model(model, sign.person) is not subject_model():
        yield f"The period {sign.key} begins with {sign.label}, whose {sign.person} leads to no person."


def _of_nobody(table: Table) -> Iterator[str]:
    """Own words go whole, others' keep all but the names: whoever erases has to know whose they are."""
    for way in table.sender:
        yield from _dead_end(table, way)
    for name, column in table.columns.items():
        if column.erase is Erase.REDACT_SPANS and column.author is Author.SENDER and not table.sender:
            yield f"The column {table.name}.{name} holds a sender's words, and no column says who the sender is."


def _half_deleted(table: Table) -> Iterator[str]:
    """A row is deleted or kept. Values in a kept row that wait for its deletion would stay for ever."""
    own = {name: column for name, column in table.columns.items() if column.is_personal and name not in table.naming}
    deleted = {name for name, column in own.items() if column.erase is Erase.DELETE_ROW}
    if deleted and len(deleted) < len(own):
        kept = ", ".join(sorted(own.keys() - deleted))
        yield f"Erasure deletes rows of {table.name} for {', '.join(sorted(deleted))} and keeps them for {kept}."


def _left_hanging(table: Table) -> Iterator[str]:
    """A foreign key to a row that goes: the row that holds it goes for the same people, or the key has an answer."""
    for field in table.model._meta.concrete_fields if table.model else ():
        pointed_to = field.related_model
        target = tables().get(pointed_to._meta.db_table) if isinstance(pointed_to, type) else None
        if target is None or not target.goes or target.row is Row.REFCOUNT:
            continue
        answers = table.columns[str(field.column)]
        led = {_longer(field.name, way) for way in target.ways} <= {(str(way), way.by) for way in table.ways}
        has_answer = answers.erase in {Erase.NULL, Erase.PLACEHOLDER} or str(field.column) in table.mentions
        if not has_answer and not (table.goes and led):
            yield f"The column {table.name}.{field.column} points to rows that erasure deletes, and would hang."


def _longer(key: str, way: Way) -> tuple[str, By]:
    """A way of the target, seen from a row that points to it."""
    if way.through == "self":
        return key, way.by
    longer = replace(way, through=f"{key}__{way.through}", kind=way.kind and f"{key}__{way.kind}")
    return str(longer), longer.by


def _can_be_empty(table: Table, column: str) -> bool:
    if table.model is None:
        return False
    field = next(field for field in table.model._meta.concrete_fields if field.column == column)
    return field.null or isinstance(field, models.CharField | models.TextField)
