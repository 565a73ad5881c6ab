"""What the columns of a list mean, taken in or handed out: guessed from their headings, in English and German."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.people.rules.likeness import words_of


class Column(StrEnum):
    """What a column may hold; IGNORED is left out."""

    IGNORED = ""
    NAME = "name"
    FIRST_NAME = "first-name"
    LAST_NAME = "last-name"
    EMAIL = "email"
    SECOND_EMAIL = "second-email"
    PHONE = "phone"
    SECOND_PHONE = "second-phone"
    ORGANISATION = "organisation"
    WEBSITE = "website"
    POSITION = "position"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    COUNTRY = "country"
    NOTE = "note"
    ORGANISATION_PHONE = "organisation-phone"
    ORGANISATION_ADDRESS = "organisation-address"
    ORGANISATION_COUNTRY = "organisation-country"
    VAT_NUMBER = "vat-number"
    ORGANISATION_NOTE = "organisation-note"


COLUMN_NAMES: Mapping[Column, Promise] = {
    Column.IGNORED: _("(leave out)"),
    Column.NAME: _("Name"),
    Column.FIRST_NAME: _("First name"),
    Column.LAST_NAME: _("Last name"),
    Column.EMAIL: _("E-mail address"),
    Column.SECOND_EMAIL: _("Second e-mail address"),
    Column.PHONE: _("Telephone"),
    Column.SECOND_PHONE: _("Second telephone"),
    Column.ORGANISATION: _("Organisation"),
    Column.WEBSITE: _("Website of the organisation"),
    Column.POSITION: _("Position"),
    Column.STREET: _("Street and number"),
    Column.POSTCODE: _("Postcode"),
    Column.CITY: _("City"),
    Column.COUNTRY: _("Country (two letters)"),
    Column.NOTE: _("Note"),
    Column.ORGANISATION_PHONE: _("Telephone of the organisation"),
    Column.ORGANISATION_ADDRESS: _("Address of the organisation"),
    Column.ORGANISATION_COUNTRY: _("Country of the organisation"),
    Column.VAT_NUMBER: _("VAT number"),
    Column.ORGANISATION_NOTE: _("Note on the organisation"),
}

_HEADINGS: Mapping[Column, str] = {
    Column.NAME: "name; full name; contact; contact name; person; vollständiger name; ansprechpartner; kontakt; kunde",
    Column.FIRST_NAME: "first name; firstname; given name; forename; vorname",
    Column.LAST_NAME: "last name; lastname; surname; family name; nachname; familienname; zuname",
    Column.EMAIL: "email; e-mail; mail; email address; e-mail address; e-mail-adresse; emailadresse; mailadresse; "
    "primary email; email 1; e-mail 1 value",
    Column.SECOND_EMAIL: "email 2; e-mail 2; second email; other email; weitere e-mail; zweite e-mail; e-mail privat; "
    "e-mail 2 value; second e-mail address; zweite e-mail-adresse",
    Column.PHONE: "phone; telephone; tel; phone number; telefon; telefonnummer; rufnummer; business phone; "
    "telefon geschäftlich; phone 1 value; festnetz",
    Column.SECOND_PHONE: "mobile; mobile phone; cell; cell phone; handy; mobil; mobiltelefon; mobilnummer; "
    "second phone; phone 2; phone 2 value; second telephone; zweites telefon",
    Column.ORGANISATION: "organisation; organization; company; company name; account; account name; firma; "
    "firmenname; unternehmen; organisation name; organization name",
    Column.WEBSITE: "website; web; url; homepage; webseite; internet; web page; website of the organisation; "
    "website der organisation",
    Column.POSITION: "position; job title; title; role; funktion; stelle; abteilung; berufsbezeichnung",
    Column.STREET: "street; address; street address; address line 1; straße; strasse; anschrift; adresse; "
    "straße und hausnummer; business street; street and number",
    Column.POSTCODE: "postcode; postal code; zip; zip code; plz; postleitzahl",
    Column.CITY: "city; town; ort; stadt; wohnort",
    Column.COUNTRY: "country; land; country code; staat; country (two letters); land (zwei buchstaben)",
    Column.NOTE: "note; notes; comment; comments; remark; notiz; notizen; bemerkung; kommentar; anmerkung",
    Column.ORGANISATION_PHONE: "telephone of the organisation; company phone; telefon der organisation; telefon firma",
    Column.ORGANISATION_ADDRESS: "address of the organisation; company address; anschrift der organisation; "
    "adresse der organisation; firmenanschrift",
    Column.ORGANISATION_COUNTRY: "country of the organisation; company country; land der organisation",
    Column.VAT_NUMBER: "vat number; vat; vat id; ust-idnr; ust-id; umsatzsteuer-id; ust-identifikationsnummer",
    Column.ORGANISATION_NOTE: "note on the organisation; company note; notiz zur organisation",
}
MEANINGS: Mapping[tuple[str, ...], Column] = {
    words_of(heading): column for column, headings in _HEADINGS.items() for heading in headings.split(";")
}


def guess_columns(headings: Sequence[str]) -> list[Column]:
    """What each column probably holds. No two hold the same; whatever is unknown is left out."""
    guessed: list[Column] = []
    for heading in headings:
        column = MEANINGS.get(words_of(heading), Column.IGNORED)
        guessed.append(Column.IGNORED if column in guessed else column)
    return guessed


def twice(columns: Sequence[Column]) -> list[Column]:
    """What two columns were said to hold."""
    chosen = [column for column in columns if column is not Column.IGNORED]
    return sorted({column for column in chosen if chosen.count(column) > 1})


def says_who(columns: Sequence[Column]) -> bool:
    """Whether a row can say of whom or of what it speaks."""
    return bool({Column.NAME, Column.LAST_NAME, Column.EMAIL, Column.PHONE, Column.ORGANISATION} & set(columns))
