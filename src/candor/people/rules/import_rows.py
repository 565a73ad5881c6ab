"""What a row of an imported list says, or why it says nothing that could be written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.people.rules.identifiers import NotAnIdentifier, normalise_email, normalise_phone
from candor.people.rules.import_columns import Column
from candor.people.rules.text import one_line, several_lines
from candor.people.rules.vat_numbers import NotAVatNumber, normalised


class Fault(StrEnum):
    """Why a row was not taken."""

    NONE = ""
    NOBODY = "nobody"
    EMAIL = "email"
    PHONE = "phone"
    TOO_LONG = "too-long"
    TOO_MANY_CELLS = "too-many-cells"
    SEVERAL = "several"
    KNOWN = "known"
    KNOWN_ORGANISATION = "known-company"
    VAT_NUMBER = "vat-number"
    STAFF = "staff"
    ERASED = "erased"
    RESTRICTED = "restricted"


FAULT_WORDS: Mapping[str, Promise] = {
    Fault.NOBODY: _("There is neither a name, an address, a number nor an organisation."),
    Fault.EMAIL: _("This is not an e-mail address."),
    Fault.PHONE: _("This is not a telephone number."),
    Fault.TOO_LONG: _("A cell is too long."),
    Fault.TOO_MANY_CELLS: _("The row has more cells than there are headings."),
    Fault.SEVERAL: _("The address belongs to several people; which one is meant?"),
    Fault.KNOWN: _("This person is known already."),
    Fault.KNOWN_ORGANISATION: _("This organisation is known already."),
    Fault.VAT_NUMBER: _("This VAT number cannot be one: its form or its check digits are not those of its country."),
    Fault.STAFF: _("This person works here."),
    Fault.ERASED: _("The address or number must not be stored again: its owner had it erased."),
    Fault.RESTRICTED: _("This person's data is restricted: nothing may be added to it at present."),
}

LONGEST: Mapping[Column, int] = {
    Column.EMAIL: 254,
    Column.SECOND_EMAIL: 254,
    Column.PHONE: 40,
    Column.SECOND_PHONE: 40,
    Column.POSITION: 100,
    Column.STREET: 300,
    Column.POSTCODE: 20,
    Column.CITY: 100,
    Column.NOTE: 5_000,
    Column.ORGANISATION_PHONE: 40,
    Column.ORGANISATION_ADDRESS: 1_000,
    Column.VAT_NUMBER: 20,
    Column.ORGANISATION_NOTE: 5_000,
}
OVER_SEVERAL_LINES = frozenset({Column.NOTE, Column.ORGANISATION_ADDRESS, Column.ORGANISATION_NOTE})
USUAL = 200


class Faulty(ValueError):
    """The row cannot be taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says. Addresses and numbers are pairs of the normal form and what was written.

    What begins with `organisation_`, `website` and `vat_number` are about the organisation, the rest about the person.
    """

    name: str
    emails: tuple[tuple[str, str], ...]
    phones: tuple[tuple[str, str], ...]
    organisation: str
    website: str
    position: str
    street: str
    postcode: str
    city: str
    country: str
    note: str
    organisation_phone: str = ""
    organisation_address: str = ""
    organisation_country: str = ""
    vat_number: str = ""
    organisation_note: str = ""

    @property
    def is_about_a_person(self) -> bool:
        return bool(self.name or self.emails or self.phones)

    @property
    def has_address(self) -> bool:
        """Whether it is enough for an envelope."""
        return bool(self.street and self.city)


def read_row(cells: Sequence[str], columns: Sequence[Column], region: str) -> Said:
    """What the row says. `region` is the country of numbers without one. Raises Faulty."""
    if any(cells[len(columns) :]):
        raise Faulty(Fault.TOO_MANY_CELLS)
    said: dict[Column, str] = {
        column: several_lines(cell) if column in OVER_SEVERAL_LINES else one_line(cell)
        for column, cell in zip(columns, cells, strict=False)
        if column is not Column.IGNORED
    }
    if any(len(text) > LONGEST.get(column, USUAL) for column, text in said.items()):
        raise Faulty(Fault.TOO_LONG)
    read = _said(said, region)
    if not read.is_about_a_person and not read.organisation:
        raise Faulty(Fault.NOBODY)
    return read


def _said(said: Mapping[Column, str], region: str) -> Said:
    parts = (said.get(Column.FIRST_NAME, ""), said.get(Column.LAST_NAME, ""))
    return Said(
        name=(said.get(Column.NAME, "") or " ".join(part for part in parts if part))[:USUAL],
        emails=tuple(_emails(said)),
        phones=tuple(_phones(said, region)),
        organisation=said.get(Column.ORGANISATION, ""),
        website=said.get(Column.WEBSITE, ""),
        position=said.get(Column.POSITION, ""),
        street=said.get(Column.STREET, ""),
        postcode=said.get(Column.POSTCODE, ""),
        city=said.get(Column.CITY, ""),
        country=_country(said.get(Column.COUNTRY, "")),
        note=said.get(Column.NOTE, ""),
        organisation_phone=said.get(Column.ORGANISATION_PHONE, ""),
        organisation_address=said.get(Column.ORGANISATION_ADDRESS, ""),
        organisation_country=_country(said.get(Column.ORGANISATION_COUNTRY, "")),
        vat_number=_vat_number(said),
        organisation_note=said.get(Column.ORGANISATION_NOTE, ""),
    )


def _vat_number(said: Mapping[Column, str]) -> str:
    written = said.get(Column.VAT_NUMBER, "")
    try:
        return written and normalised(written, _country(said.get(Column.ORGANISATION_COUNTRY, "")))
    except NotAVatNumber:
        raise Faulty(Fault.VAT_NUMBER) from None


def _country(code: str) -> str:
    """The two letters of a country; "" for anything else."""
    return code.upper() if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _emails(said: Mapping[Column, str]) -> list[tuple[str, str]]:
    try:
        pairs = [(normalise_email(text), text) for c in (Column.EMAIL, Column.SECOND_EMAIL) if (text := said.get(c))]
    except NotAnIdentifier:
        raise Faulty(Fault.EMAIL) from None
    if any("." not in value.rpartition("@")[2] for value, _written in pairs):
        raise Faulty(Fault.EMAIL)
    return list(dict(pairs).items())


def _phones(said: Mapping[Column, str], region: str) -> list[tuple[str, str]]:
    try:
        pairs = [
            (normalise_phone(text, region), text) for c in (Column.PHONE, Column.SECOND_PHONE) if (text := said.get(c))
        ]
    except NotAnIdentifier:
        raise Faulty(Fault.PHONE) from None
    return list(dict(pairs).items())
