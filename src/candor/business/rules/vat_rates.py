"""The rates of value added tax as data: for each country, from which day on which rates, in percent.

Sources: the member states' notices under Directive 2006/112/EC Art. 97 and 98 (European Commission, "Taxes in Europe"
database), and the tax offices of Switzerland, Liechtenstein, Norway and the United Kingdom. The first entry of each
country held on 1 January 2020; earlier days are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

FIRST_DAY = date(2020, 1, 1)


class Rates(NamedTuple):
    """From a day on: the standard rate, and the reduced ones, the usual one first."""

    since: date
    standard: Decimal
    reduced: tuple[Decimal, ...]


def _since(day: date, standard: str, *reduced: str) -> Rates:
    return Rates(day, Decimal(standard), tuple(Decimal(each) for each in reduced))


def _always(standard: str, *reduced: str) -> Rates:
    return _since(FIRST_DAY, standard, *reduced)


RATES: Mapping[str, tuple[Rates, ...]] = {
    "AT": (_always("20", "10", "13"),),
    "BE": (_always("21", "6", "12"),),
    "BG": (_always("20", "9"),),
    "CY": (_always("19", "9", "5"),),
    "CZ": (_always("21", "15", "10"), _since(date(2024, 1, 1), "21", "12")),
    "DE": (
        _always("19", "7"),
        _since(date(2020, 7, 1), "16", "5"),
        _since(date(2021, 1, 1), "19", "7"),
    ),
    "DK": (_always("25"),),
    "EE": (_always("20", "9"), _since(date(2024, 1, 1), "22", "9"), _since(date(2025, 7, 1), "24", "9")),
    "ES": (_always("21", "10", "4"),),
    "FI": (
        _always("24", "14", "10"),
        _since(date(2024, 9, 1), "25.5", "14", "10"),
        _since(date(2026, 1, 1), "25.5", "13.5", "10"),
    ),
    "FR": (_always("20", "10", "5.5", "2.1"),),
    "GR": (_always("24", "13", "6"),),
    "HR": (_always("25", "13", "5"),),
    "HU": (_always("27", "18", "5"),),
    "IE": (
        _always("23", "13.5", "9"),
        _since(date(2020, 9, 1), "21", "13.5", "9"),
        _since(date(2021, 3, 1), "23", "13.5", "9"),
    ),
    "IT": (_always("22", "10", "5", "4"),),
    "LT": (_always("21", "9", "5"), _since(date(2026, 1, 1), "21", "12", "5")),
    "LU": (
        _always("17", "8", "3"),
        _since(date(2023, 1, 1), "16", "7", "3"),
        _since(date(2024, 1, 1), "17", "8", "3"),
    ),
    "LV": (_always("21", "12", "5"),),
    "MT": (_always("18", "7", "5"),),
    "NL": (_always("21", "9"),),
    "PL": (_always("23", "8", "5"),),
    "PT": (_always("23", "13", "6"),),
    "RO": (_always("19", "9", "5"), _since(date(2025, 8, 1), "21", "11")),
    "SE": (_always("25", "12", "6"),),
    "SI": (_always("22", "9.5", "5"),),
    "SK": (_always("20", "10"), _since(date(2025, 1, 1), "23", "19", "5")),
    "CH": (_always("7.7", "2.5"), _since(date(2024, 1, 1), "8.1", "2.6")),
    "LI": (_always("7.7", "2.5"), _since(date(2024, 1, 1), "8.1", "2.6")),
    "GB": (_always("20", "5"),),
    "NO": (_always("25", "15", "12"),),
}

EU = frozenset(RATES) - {"CH", "GB", "LI", "NO"}
