"""Public holidays of whole countries, for the ends of periods (Regulation 1182/71, Art. 2(1) and 3(4)). Pure.

Holidays of parts of a country are left out on purpose: they could only put an end off, so without them nobody is late.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

SATURDAY = 5

FIXED_IN_GERMANY = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
AROUND_EASTER_IN_GERMANY = (-2, 1, 39, 50)
"""Good Friday, Easter Monday, Ascension, Whit Monday: days from Easter Sunday."""


def is_working_day(day: date, country: str) -> bool:
    """Neither Saturday, Sunday nor a holiday in all of the country (two capital letters, "" for none)."""
    return day.weekday() < SATURDAY and day not in holidays(country, day.year)


def holidays(country: str, year: int) -> frozenset[date]:
    """Those of the whole country; none for one of which we know none, which ends no period later."""
    return OF_COUNTRIES[country](year) if country in OF_COUNTRIES else frozenset()


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, after Oudin (1940)."""
    century = year // 100
    golden = year % 19
    lunar = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    lunar -= lunar // 28 * (1 - 29 // (lunar + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + lunar + 2 - century + century // 4) % 7
    after = lunar - weekday
    month = 3 + (after + 40) // 44
    return date(year, month, after + 28 - 31 * (month // 4))


def _in_germany(year: int) -> frozenset[date]:
    """Those of every Land (the last that changed was 3 October, in 1990)."""
    sunday = easter(year)
    moving = [sunday + timedelta(days=days) for days in AROUND_EASTER_IN_GERMANY]
    return frozenset([*moving, *(date(year, month, day) for month, day in FIXED_IN_GERMANY)])


OF_COUNTRIES: Mapping[str, Callable[[int], frozenset[date]]] = {"DE": _in_germany}
