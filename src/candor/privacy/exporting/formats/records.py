"""The data for programs: each table as JSON by the schema, one row a line, and as CSV.

Columns that the person may take along to somebody else (Art. 20) stand once more by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from candor.kernel import csv_files
from candor.kernel.registries.personal_data import Export, tables
from candor.privacy.exporting.stage import Entry

MemberOf = Callable[[Entry], str]
"""The name in the archive of the file that a row describes, "" for other rows."""


def columns_shown(place: str) -> list[str]:
    """The columns of a table that a copy shows; none for a place that is no table."""
    table = tables().get(place)
    return [name for name, answers in table.columns.items() if answers.export is Export.YES] if table else []


def columns_taken_along(place: str) -> list[str]:
    """Those among them that are portable."""
    return [name for name in columns_shown(place) if tables()[place].columns[name].portable]


def as_json(entries: Iterable[Entry], member_of: MemberOf, only: Sequence[str] | None = None) -> Iterator[bytes]:
    """An array of rows, one a line; with `only` of these columns."""
    before = "[\n"
    for entry in entries:
        yield f"{before}{json.dumps(_record(entry, member_of(entry), only), ensure_ascii=False)}".encode(
            "utf-8", "replace"
        )
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def as_csv(entries: Iterable[Entry], columns: Sequence[str], member_of: MemberOf) -> Iterator[bytes]:
    """A table whose cells no spreadsheet takes for formulas."""
    return csv_files.lines(_lines(entries, columns, member_of))


def _record(entry: Entry, member: str, only: Sequence[str] | None) -> dict[str, Any]:
    values = entry.body if only is None else {name: entry.body[name] for name in only if name in entry.body}
    about = {
        "_row": entry.key,
        "_belongs_to": {name: f"{place}/{key}" for name, (place, key) in entry.hangs_on.items()},
        "_names": {name: text for name, text in entry.names.items() if name in values},
        "_masked": [name for name in entry.masked if name in values],
        "_file": member,
    }
    return {**{name: told for name, told in about.items() if told}, **values}


def _lines(entries: Iterable[Entry], columns: Sequence[str], member_of: MemberOf) -> Iterator[list[str]]:
    yield ["_row", "_belongs_to", "_masked", "_file", *columns]
    for entry in entries:
        belongs_to = " ".join(f"{place}/{key}" for place, key in entry.hangs_on.values())
        cells = [_cell(entry.names.get(name, entry.body.get(name))) for name in columns]
        yield [entry.key, belongs_to, " ".join(entry.masked), member_of(entry), *cells]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
