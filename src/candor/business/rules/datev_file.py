"""A file of bookings that DATEV's programs read: EXTF, header version 700, category 21 "Buchungsstapel", version 13.

After DATEV's own description (developer.datev.de, "DATEV-Format", pages "Header" and "Buchungsstapel", read in November
2026): semicolons, CR LF, Windows-1252, texts in quotation marks, amounts with a comma and without a sign. Nobody here
has a DATEV: no file of ours was ever read into one, and none went through its checking program.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

ENCODING = "cp1252"
LARGEST = Decimal("9999999999.99")
LONGEST_NUMBER, LONGEST_TEXT = 36, 60
NOT_IN_NUMBERS = re.compile(r"[^A-Za-z0-9_$%/-]")
CREATOR = "Candor"


@dataclass(frozen=True, slots=True)
class Books:
    """Whose books, and which part of them. Accounts have `account_length` digits, debtors one more."""

    adviser: int
    client: int
    chart: str
    account_length: int
    year_begins: date
    since: date
    until: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Booking:
    """One line: `amount` in euros, above nought for what `account` is debited with, below for what it is credited."""

    amount: Decimal
    account: str
    counter_account: str
    day: date
    number: str
    text: str
    due: date | None = None
    vat_id: str = ""
    """The buyer's, where they owe the tax or the goods went to another member state."""

    eu_rate: Decimal | None = None
    """The rate of the buyer's country, where we owe the tax there; `vat_id` is then its two letters alone."""


def file_of(books: Books, bookings: Iterable[Booking]) -> bytes:
    """The whole file."""
    lines = [_header(books), ";".join(name for name, _is_text in COLUMNS), *map(_line, bookings)]
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


def fits_number(number: str) -> bool:
    """Whether a number of ours stays the same number in "Belegfeld 1"."""
    return len(number) <= LONGEST_NUMBER


def sayable(text: str) -> str:
    """The text in signs of Windows-1252, in one line: others lose their accents, or become a question mark."""
    plain = "".join(sign if sign.isprintable() else " " for sign in unicodedata.normalize("NFC", text))
    return "".join(_sign(sign) for sign in " ".join(plain.split()))


def _sign(sign: str) -> str:
    for form in (sign, "".join(one for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one))):
        try:
            form.encode(ENCODING)
        except UnicodeEncodeError:
            continue
        return form or "?"
    return "?"


def _header(books: Books) -> str:
    """The first line: 31 fields."""
    named = f"Rechnungen {books.since:%d.%m.%Y}-{books.until:%d.%m.%y}"
    return ";".join(
        (
            _quoted("EXTF"), "700", "21", _quoted("Buchungsstapel"), "13", f"{books.made_at:%Y%m%d%H%M%S}000", "",
            _quoted("RE"), _quoted(CREATOR), _quoted(""), str(books.adviser), str(books.client),
            f"{books.year_begins:%Y%m%d}", str(books.account_length), f"{books.since:%Y%m%d}", f"{books.until:%Y%m%d}",
            _quoted(named), _quoted(""), "1", "0", "0", _quoted("EUR"), "", _quoted(""), "", "", _quoted(books.chart),
            "", "", _quoted(""), _quoted(CREATOR),
        )
    )  # fmt: skip


def _line(booking: Booking) -> str:
    said: Mapping[int, str] = {
        1: _number(abs(booking.amount)),
        2: "S" if booking.amount > 0 else "H",
        7: booking.account,
        8: booking.counter_account,
        10: f"{booking.day:%d%m}",
        11: NOT_IN_NUMBERS.sub("-", booking.number),
        12: f"{booking.due:%d%m%y}" if booking.due is not None else "",
        14: sayable(booking.text)[:LONGEST_TEXT],
        40: booking.vat_id,
        41: _number(booking.eu_rate) if booking.eu_rate is not None else "",
        114: "0",  # not locked: the accountant looks at it first
    }
    cells = ((said.get(place, ""), is_text) for place, (_name, is_text) in enumerate(COLUMNS, 1))
    return ";".join(_quoted(cell) if is_text else cell for cell, is_text in cells)


def _number(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _columns() -> Iterator[tuple[str, bool]]:
    """Each column's heading, and whether it takes text, which stands in quotation marks."""
    for described in _DESCRIBED.split(";"):
        name = described.strip()
        is_text = name.endswith("*")
        name = name.removesuffix("*")
        if "#" not in name:
            yield name, is_text
            continue
        pair, _, count = name.partition("#")
        for place in range(1, int(count) + 1):
            yield from ((f"{half} {place}", is_text) for half in pair.split("|"))


_DESCRIBED = """Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen*;WKZ Umsatz*;Kurs;Basis-Umsatz;WKZ Basis-Umsatz*;
Konto;Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel*;Belegdatum;Belegfeld 1*;Belegfeld 2*;Skonto;Buchungstext*;
Postensperre;Diverse Adressnummer*;Geschäftspartnerbank;Sachverhalt;Zinssperre;Beleglink*;
Beleginfo - Art|Beleginfo - Inhalt#8*;KOST1 - Kostenstelle*;KOST2 - Kostenstelle*;Kost-Menge;
EU-Land u. UStID (Bestimmung)*;EU-Steuersatz (Bestimmung);Abw. Versteuerungsart*;Sachverhalt L+L;
Funktionsergänzung L+L;BU 49 Hauptfunktionstyp;BU 49 Hauptfunktionsnummer;BU 49 Funktionsergänzung;
Zusatzinformation - Art|Zusatzinformation- Inhalt#20*;Stück;Gewicht;Zahlweise;Forderungsart*;Veranlagungsjahr;
Zugeordnete Fälligkeit;Skontotyp;Auftragsnummer*;Buchungstyp*;USt-Schlüssel (Anzahlungen);EU-Land (Anzahlungen)*;
Sachverhalt L+L (Anzahlungen);EU-Steuersatz (Anzahlungen);Erlöskonto (Anzahlungen);Herkunft-Kz*;Buchungs GUID*;
KOST-Datum;SEPA-Mandatsreferenz*;Skontosperre;Gesellschaftername*;Beteiligtennummer;Identifikationsnummer*;
Zeichnernummer*;Postensperre bis;Bezeichnung SoBil-Sachverhalt*;Kennzeichen SoBil-Buchung;Festschreibung;
Leistungsdatum;Datum Zuord. Steuerperiode;Fälligkeit;Generalumkehr (GU)*;Steuersatz;Land*;Abrechnungsreferenz*;
BVV-Position;EU-Land u. UStID (Ursprung)*;EU-Steuersatz (Ursprung);Abw. Skontokonto"""
COLUMNS = tuple(_columns())
