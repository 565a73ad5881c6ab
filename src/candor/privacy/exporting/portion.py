"""A few rows of one table as a copy would show them: the same words, the same masks, for a page.

What masks depend on is laid out beside them: a note speaks of people around its case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import DATABASE, Piece, Subject, Table, tables
from candor.privacy.exporting.collecting import lay_down_rows
from candor.privacy.exporting.masking import HIGHEST, mask_rows_of, unseen_in
from candor.privacy.exporting.reading import Block, Linked, Reader, Tongue
from candor.privacy.exporting.stage import Entry, Stage


def entries_of(table: Table, pieces: Sequence[Piece], subject: Subject) -> dict[str, Entry]:
    """What a copy shows of these rows of a table, by key; one of which it shows nothing is not in it.

    The number of queries does not depend on how many rows there are.
    """
    with closing(Stage()) as stage:
        lay_down_rows(sorted(pieces, key=lambda piece: piece.field), subject, stage)
        stage.arrange(StoredFile._meta.db_table)
        if any(True for _entry in unseen_in(table.name, stage)):
            _lay_down_above(table.name, subject, stage)
            mask_rows_of(table.name, stage, subject)
        return {entry.key: entry for entry in stage.entries(table.name)}


def blocks_of(entries: Iterable[Entry], tongue: Tongue) -> dict[str, Block]:
    """The same in words, by key. Files have their names."""
    found = list(entries)
    names = _file_names(found)
    reader = Reader(tongue, names.get)
    return {entry.key: reader.block(entry) for entry in found}


def _lay_down_above(place: str, subject: Subject, stage: Stage) -> None:
    """What the rows hang on, and what that hangs on in turn."""
    level = {target for entry in stage.entries(place) for target in entry.hangs_on.values()}
    for _step in range(HIGHEST - 1):
        new = sorted(target for target in level if target[0] in tables() and stage.entry(*target) is None)
        if not new:
            return
        lay_down_rows((Piece(DATABASE, *target) for target in new), subject, stage)
        laid = (stage.entry(*target) for target in new)
        level = {target for entry in laid if entry is not None for target in entry.hangs_on.values()}


def _file_names(entries: Sequence[Entry]) -> Mapping[str, Linked]:
    if not entries:
        return {}
    columns = [name for name, answers in tables()[entries[0].place].columns.items() if answers.store]
    numbers = {entry.body[name] for entry in entries for name in columns if entry.body.get(name) is not None}
    if not numbers:
        return {}
    named = StoredFile.objects.filter(pk__in=numbers).values_list("pk", "name")
    return {str(number): Linked(name, "") for number, name in named}
