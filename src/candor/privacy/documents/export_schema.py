"""The schema of a copy of somebody's data: which tables and columns an export holds, as JSON Schema (2020-12)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from candor.kernel.registries.personal_data import Column, Export, Table, tables
from candor.kernel.registries.personal_data.categories import CATEGORIES

ABOUT_THE_ROW: Mapping[str, Mapping[str, Any]] = {
    "_row": {"type": "string", "description": "the row's number, by which this installation finds it again"},
    "_belongs_to": {
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": "^.+/.+$"},
        "description": "the rows that it belongs to, as table/number, by what says so",
    },
    "_names": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "what numbers in the row stand for, by column",
    },
    "_masked": {
        "type": "array",
        "items": {"type": "string"},
        "description": "columns in which other people's names and addresses were masked",
    },
    "_file": {"type": "string", "description": "where in the archive the bytes stand"},
}
"""What stands in a row beside its columns."""


def export_schema() -> str:
    """The schema as text. An export that holds anything else does not conform.

    In the archive each table stands in a file of its own, `data/<table>.json`; `portable/<table>.json` holds the
    columns with `x-portable` alone.
    """
    shown = {name: table for name, table in sorted(tables().items()) if _shown(table)}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A copy of the personal data that Candor holds about somebody",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"type": "array", "items": _row(table)} for name, table in shown.items()},
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _row(table: Table) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["_row"],
        "properties": {
            **ABOUT_THE_ROW,
            **{name: _value(answers) for name, answers in _shown(table).items()},
        },
    }


def _value(answers: Column) -> dict[str, Any]:
    return {
        "description": CATEGORIES[answers.category],
        "x-category": answers.category,
        "x-purposes": [purpose.value for purpose in answers.purposes],
        "x-portable": answers.portable,
    }


def _shown(table: Table) -> dict[str, Column]:
    return {name: answers for name, answers in table.columns.items() if answers.export is Export.YES}
