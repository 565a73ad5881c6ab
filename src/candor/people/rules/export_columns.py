"""What a list that is handed out may tell: the columns that an import understands, so that files of ours come back."""

from __future__ import annotations

from collections.abc import Mapping

from candor.people.models import ExportKind
from candor.people.rules.import_columns import Column

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    ExportKind.PEOPLE: (
        Column.NAME,
        Column.EMAIL,
        Column.SECOND_EMAIL,
        Column.PHONE,
        Column.SECOND_PHONE,
        Column.ORGANISATION,
        Column.POSITION,
        Column.STREET,
        Column.POSTCODE,
        Column.CITY,
        Column.COUNTRY,
        Column.NOTE,
    ),
    ExportKind.ORGANISATIONS: (
        Column.ORGANISATION,
        Column.WEBSITE,
        Column.ORGANISATION_PHONE,
        Column.ORGANISATION_ADDRESS,
        Column.ORGANISATION_COUNTRY,
        Column.VAT_NUMBER,
        Column.ORGANISATION_NOTE,
    ),
}

PROPOSED: Mapping[str, tuple[Column, ...]] = {
    ExportKind.PEOPLE: (Column.NAME, Column.EMAIL, Column.PHONE, Column.ORGANISATION),
    ExportKind.ORGANISATIONS: (Column.ORGANISATION, Column.WEBSITE, Column.ORGANISATION_PHONE),
}
"""What is ticked at first: as little as most purposes need (GDPR Art. 5(1)(c))."""


def in_order(kind: str, chosen: list[str]) -> list[Column]:
    """The chosen columns as they stand in the file. Those that the kind does not have are left out."""
    return [column for column in COLUMNS[kind] if column in chosen]
