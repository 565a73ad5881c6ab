"""Contacts of others as the rows of a list: vCards of versions 3.0 (RFC 2426) and 4.0 (RFC 6350).

Whatever stands in the file, memory does not grow with it: pictures, keys and other long values are passed over while
they are read. Of several addresses and numbers the preferred two are taken, as from a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from candor.people.rules.import_columns import Column

COLUMNS = (
    Column.NAME, Column.EMAIL, Column.SECOND_EMAIL, Column.PHONE, Column.SECOND_PHONE, Column.ORGANISATION,
    Column.POSITION, Column.STREET, Column.POSTCODE, Column.CITY, Column.COUNTRY, Column.NOTE, Column.WEBSITE,
    Column.ORGANISATION_PHONE, Column.ORGANISATION_ADDRESS, Column.ORGANISATION_COUNTRY, Column.ORGANISATION_NOTE,
)  # fmt: skip
"""The cells of a row, in their order."""

BEGINNING = b"BEGIN:VCARD"
READ = frozenset({"FN", "N", "EMAIL", "TEL", "ORG", "TITLE", "ROLE", "ADR", "NOTE", "URL", "KIND", "VERSION"})
VERSIONS = frozenset({"3.0", "4.0"})
LONGEST_VALUE = 10_000
LONGEST_LINE = 20_000
"""Characters of a line with all that it goes on with; the rest of a longer one is passed over."""
MOST_PROPERTIES = 100
"""Of one card. Further ones are passed over."""

HEAD = re.compile(r"(?:[A-Za-z0-9-]{1,60}\.)?([A-Za-z0-9-]{1,60})((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
UNITS = re.compile(r"(?:[^\\;]|\\.)*", re.DOTALL)
PREFERRED = re.compile(r"(?:^|[;,=])\s*\"?PREF\"?\s*(?:$|[;,])|;PREF=\"?1\"?(?:$|;)")


class NotReadable(ValueError):
    """A card of another version: it is written otherwise."""


@dataclass(slots=True)
class Card:
    """What a card says, as it is written. `places` are the values of ADR, the others those of their names."""

    said: dict[str, list[str]] = field(default_factory=dict)
    properties: int = 0

    def first(self, name: str) -> str:
        """The plain text of the first value of that name, "" where there is none."""
        return next((text for value in self.said.get(name, ()) if (text := plain(value).strip())), "")


def is_vcard(stream: BinaryIO) -> bool:
    """Whether the file begins as a vCard does. Leaves the stream at its beginning."""
    stream.seek(0)
    head = stream.read(64)
    stream.seek(0)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(BEGINNING)


def rows_of(stream: BinaryIO) -> Iterator[list[str]]:
    """One row for each card, its cells in the order of COLUMNS. Raises NotReadable at a card of another version."""
    for found in _cards(stream):
        version = found.first("VERSION")
        if version not in VERSIONS:
            raise NotReadable(version[:10])
        cells = _cells(found)
        yield [cells.get(column, "")[:LONGEST_VALUE] for column in COLUMNS]


def plain(value: str) -> str:
    """A value without its backslashes (RFC 6350, 3.4)."""
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _cards(stream: BinaryIO) -> Iterator[Card]:
    """Cards within cards (AGENT of version 3.0 and older) are passed over; one without end ends with the file."""
    present, depth = Card(), 0
    for line in _unfolded(stream):
        upper = line.strip().upper()
        if upper == "BEGIN:VCARD":
            depth += 1
            present = Card() if depth == 1 else present
        elif upper == "END:VCARD":
            if depth == 1:
                yield present
            depth = max(0, depth - 1)
        elif depth == 1:
            _take(present, line)
    if depth:
        yield present


def _unfolded(stream: BinaryIO) -> Iterator[str]:
    """The lines, each with what goes on in the next ones, which begin with a space or a tab."""
    stream.seek(0)
    line, length = b"", 0
    while piece := stream.readline(LONGEST_LINE):
        goes_on = piece[:1] in (b" ", b"\t")
        if not goes_on and length:
            yield _text(line)
            line, length = b"", 0
        content = piece[1:] if goes_on else piece
        if length < LONGEST_LINE:
            line += content.rstrip(b"\r\n")
        length += len(content)
        while not piece.endswith(b"\n") and (piece := stream.readline(LONGEST_LINE)):
            length += len(piece)
    if line:
        yield _text(line)


def _text(line: bytes) -> str:
    return line.removeprefix(b"\xef\xbb\xbf")[:LONGEST_LINE].decode("utf-8", "replace")


def _take(card: Card, line: str) -> None:
    """Note one property of the card, preferred ones before others."""
    head = HEAD.match(line)
    if head is None or head[1].upper() not in READ or card.properties >= MOST_PROPERTIES:
        return
    card.properties += 1
    values = card.said.setdefault(head[1].upper(), [])
    values.insert(0 if PREFERRED.search(head[2].upper()) else len(values), line[head.end() :])


def _cells(card: Card) -> dict[Column, str]:
    organisation = plain(_units(card, "ORG")[0]).strip()
    name = card.first("FN") or _name_in_parts(card)
    if organisation and (not name or name == organisation or card.first("KIND").lower() == "org"):
        return _of_organisation(card, organisation)
    street, city, postcode, country = _place(card)
    return {
        Column.NAME: name,
        **dict(zip((Column.EMAIL, Column.SECOND_EMAIL), _reached(card, "EMAIL", "mailto:"), strict=False)),
        **dict(zip((Column.PHONE, Column.SECOND_PHONE), _reached(card, "TEL", "tel:"), strict=False)),
        Column.ORGANISATION: organisation,
        Column.POSITION: card.first("TITLE") or card.first("ROLE"),
        Column.STREET: street,
        Column.POSTCODE: postcode,
        Column.CITY: city,
        Column.COUNTRY: country,
        Column.NOTE: card.first("NOTE"),
        Column.WEBSITE: card.first("URL") if organisation else "",
    }


def _of_organisation(card: Card, name: str) -> dict[Column, str]:
    """A card about nobody but a company."""
    street, city, postcode, country = _place(card)
    phones = _reached(card, "TEL", "tel:")
    return {
        Column.ORGANISATION: name,
        Column.WEBSITE: card.first("URL"),
        Column.ORGANISATION_PHONE: phones[0] if phones else "",
        Column.ORGANISATION_ADDRESS: "\n".join(part for part in (street, f"{postcode} {city}".strip()) if part),
        Column.ORGANISATION_COUNTRY: country,
        Column.ORGANISATION_NOTE: card.first("NOTE"),
    }


def _reached(card: Card, name: str, scheme: str) -> list[str]:
    """Addresses or numbers, each once, without the scheme that version 4.0 may write."""
    texts = [plain(value).strip() for value in card.said.get(name, ())]
    bare = [text[len(scheme) :] if text.lower().startswith(scheme) else text for text in texts]
    return list(dict.fromkeys(text for text in bare if text))


def _name_in_parts(card: Card) -> str:
    """Of "N:family;given;additional;prefixes;suffixes" how people are called: prefix, given, additional, family."""
    family, given, additional, prefix, *_rest = [*(plain(part).strip() for part in _units(card, "N")), "", "", "", ""]
    return " ".join(part for part in (prefix, given, additional, family) if part)


def _place(card: Card) -> tuple[str, str, str, str]:
    """Street, city, postcode and country of "ADR:box;extended;street;city;region;postcode;country"."""
    parts = [*(plain(part).strip() for part in _units(card, "ADR")), *[""] * 7]
    street = "\n".join(part for part in (parts[2], parts[1], parts[0]) if part)
    return street, parts[3], parts[5], parts[6]


def _units(card: Card, name: str) -> list[str]:
    """The parts of a value between semicolons that have no backslash; one that is empty where there is no value."""
    value = next((value for value in card.said.get(name, ()) if value.strip("; ")), "")
    found, position = [], 0
    while position <= len(value):
        match = UNITS.match(value, position)
        end = match.end() if match else position
        found.append(value[position:end])
        position = end + 1
    return found
