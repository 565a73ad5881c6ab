"""What the pages about imports show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet
from django.utils.functional import Promise

from candor.kernel.csv_files import UnreadableFile, rows
from candor.kernel.files import open_file
from candor.people.actions.import_rows import Plan, plan_rows
from candor.people.actions.importing import columns_of, data_rows, dialect_of
from candor.people.identifiers import home_region
from candor.people.models import Import, ImportedRow, Outcome, Person
from candor.people.rules.import_rows import FAULT_WORDS, Fault, Faulty, Said, read_row

SHOWN = 20
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Previewed:
    """A row as it stands in the list, and what would become of it."""

    number: int
    cells: list[str]
    outcome: str
    reason: Promise | str
    person: Person | None


def imports_list() -> QuerySet[Import]:
    """The newest first, at most fifty."""
    return Import.objects.select_related("by").order_by("-id")[:MOST_LISTED]


def headings_of(row: Import) -> list[str]:
    """The headings as the present dialect reads them; empty where the file is gone or cannot be read so."""
    if row.file is None:
        return []
    try:
        with open_file(row.file) as stream:
            return next((cells for cells in rows(stream, dialect_of(row)) if cells), [])
    except (UnreadableFile, FileNotFoundError):
        return []


def first_rows(row: Import) -> list[list[str]]:
    """The first rows below the headings."""
    if row.file is None:
        return []
    try:
        with open_file(row.file) as stream:
            return [cells for cells in islice(data_rows(rows(stream, dialect_of(row))), SHOWN) if cells]
    except (UnreadableFile, FileNotFoundError):
        return []


def preview_of(row: Import) -> list[Previewed]:
    """What would become of the first rows as things stand now. As many queries for one row as for twenty."""
    cells = first_rows(row)
    read = [_read(row, one) for one in cells]
    plans = iter(plan_rows([said for said in read if isinstance(said, Said)], row.on_known))
    planned = [next(plans) if isinstance(said, Said) else Plan(Outcome.FAULTY, said) for said in read]
    return [
        Previewed(number, one, plan.outcome, FAULT_WORDS.get(plan.fault, ""), plan.person)
        for number, (one, plan) in enumerate(zip(cells, planned, strict=True), start=1)
    ]


def came_by(person: Person) -> Import | None:
    """The import that wrote the person down, None for anybody who came another way."""
    made = ImportedRow.objects.filter(person=person, outcome=Outcome.CREATED).select_related("source").first()
    return made.source if made else None


def _read(row: Import, cells: Sequence[str]) -> Said | Fault:
    try:
        return read_row(cells, columns_of(row), home_region())
    except Faulty as faulty:
        return faulty.fault
