"""How a postal address is written in its country: where the postcode stands (Universal Postal Union, S42 templates)."""

from __future__ import annotations

CITY_FIRST = frozenset({"AU", "CA", "IN", "NZ", "PK", "SA", "SG", "TH", "TW", "US", "ZA"})
"""The postcode follows the city on its line: "Springfield, IL 62701"."""

OWN_LINE = frozenset({"BR", "CO", "GB", "GG", "HK", "HU", "IE", "IM", "JE", "KE", "LK", "MT", "NG", "RU", "UA"})
"""The postcode has a line of its own, below the city."""


def place_lines(country: str, postcode: str, city: str) -> list[str]:
    """Postcode and city as the country (ISO 3166) writes them; most of the world puts the postcode before the city."""
    if country in OWN_LINE:
        return [line for line in (city, postcode) if line]
    parts = (city, postcode) if country in CITY_FIRST else (postcode, city)
    line = " ".join(part for part in parts if part)
    return [line] if line else []


def address_lines(street: str, postcode: str, city: str, *, addition: str = "", country: str = "") -> list[str]:
    """The address below the name, line by line, without the country's name."""
    written = [addition, *street.splitlines(), *place_lines(country, postcode, city)]
    return [line.strip() for line in written if line.strip()]
