"""Contacts as vCards, version 3.0 (RFC 2426): the version that mail and telephone programs read best.

A value never ends its line or its field: line breaks, commas, semicolons and backslashes are written with a backslash,
other control characters are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from candor.people.rules.import_columns import Column

LONGEST_LINE = 75
"""Octets, after which a line goes on in the next one, which begins with a space (RFC 2425, 5.8.1)."""

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u0085\u2028\u2029]")


def card(cells: Mapping[Column, str]) -> bytes:
    """One contact, the one whose name or organisation is known."""
    name, organisation = cells.get(Column.NAME, ""), cells.get(Column.ORGANISATION, "")
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_text(name or organisation)}", f"N:{_text(name or organisation)};;;;"]
    lines.extend(_reached(cells))
    if organisation:
        lines.append(f"ORG:{_text(organisation)}")
    lines.extend(_place(cells))
    rest = {
        "TITLE": Column.POSITION, "URL": Column.WEBSITE, "NOTE": Column.NOTE,
    }  # fmt: skip
    lines.extend(f"{label}:{_text(cells[column])}" for label, column in rest.items() if cells.get(column))
    if cells.get(Column.ORGANISATION_NOTE):
        lines.append(f"NOTE:{_text(cells[Column.ORGANISATION_NOTE])}")
    return b"".join(_folded(line) for line in (*lines, "END:VCARD"))


def _reached(cells: Mapping[Column, str]) -> Iterator[str]:
    for column in (Column.EMAIL, Column.SECOND_EMAIL):
        if cells.get(column):
            yield f"EMAIL;TYPE=INTERNET:{_text(cells[column])}"
    for column in (Column.PHONE, Column.SECOND_PHONE, Column.ORGANISATION_PHONE):
        if cells.get(column):
            yield f"TEL;TYPE=VOICE:{_text(cells[column])}"


def _place(cells: Mapping[Column, str]) -> Iterator[str]:
    """The address in its parts; that of an organisation is free text and stands whole where the street does."""
    parts = [cells.get(column, "") for column in (Column.STREET, Column.CITY, Column.POSTCODE, Column.COUNTRY)]
    if any(parts):
        street, city, postcode, country = (_text(part) for part in parts)
        yield f"ADR;TYPE=WORK:;;{street};{city};;{postcode};{country}"
    free = [cells.get(column, "") for column in (Column.ORGANISATION_ADDRESS, Column.ORGANISATION_COUNTRY)]
    if any(free):
        yield f"ADR;TYPE=WORK:;;{_text(free[0])};;;;{_text(free[1])}"


def _text(value: str) -> str:
    one_kind = value.replace("\r\n", "\n").replace("\r", "\n")
    escaped = one_kind.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return CONTROLS.sub("", escaped).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line in pieces that no character is cut by."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(piece) + len(octets) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
