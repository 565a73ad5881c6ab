"""Reading price lists from files: which column holds what, and what an amount means however it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

HEADINGS = {
    "sku": ("sku", "number", "item number", "article number", "artikelnummer", "nummer", "artikel"),
    "amount": ("price", "amount", "unit price", "preis", "betrag", "einzelpreis"),
    "tax": ("tax", "tax class", "vat", "steuer", "steuerklasse", "mwst"),
}
LONGEST_AMOUNT = 20
FIGURE = re.compile(r"\d+(?:\.\d{1,4})?")


class Fault(StrEnum):
    """Why a row of a file is not taken."""

    UNKNOWN = "unknown"
    TWICE = "twice"
    NO_AMOUNT = "no-amount"
    TOO_MANY_DECIMALS = "too-many-decimals"
    TOO_MUCH = "too-much"
    NO_TAX = "no-tax"


@dataclass(frozen=True, slots=True)
class Columns:
    """In which places of a row the number, the amount and, if at all, the tax class stand."""

    sku: int
    amount: int
    tax: int | None = None


def columns_of(headings: Sequence[str]) -> Columns | None:
    """Where things stand by the words of the first row, None where number or price is missing."""
    said = [heading.strip().casefold() for heading in headings]
    places = {
        name: next((said.index(word) for word in words if word in said), None) for name, words in HEADINGS.items()
    }
    if places["sku"] is None or places["amount"] is None:
        return None
    return Columns(places["sku"], places["amount"], places["tax"])


def amount_of(text: str) -> Decimal | None:
    """An amount as people write it: 1234.50, 1.234,50, 1,234.50, 1 234,50. None for what is none, or may be two.

    A single sign before three figures ("1.234") may mean either and is refused.
    """
    figures = re.sub(r"[\s'’]", "", text)
    if len(figures) > LONGEST_AMOUNT or not re.fullmatch(r"[\d.,]+", figures, re.ASCII):
        return None
    last = max(figures.rfind("."), figures.rfind(","))
    if last < 0:
        return Decimal(figures)
    sign, other = figures[last], "." if figures[last] == "," else ","
    if other in figures:
        return _plain(figures.replace(other, "").replace(sign, "."))
    if figures.count(sign) > 1:
        return Decimal(figures.replace(sign, "")) if _in_thousands(figures, sign) else None
    return None if len(figures) - last == 4 and not figures.startswith("0") else _plain(figures.replace(sign, "."))


def _plain(figures: str) -> Decimal | None:
    return Decimal(figures) if FIGURE.fullmatch(figures) else None


def _in_thousands(figures: str, sign: str) -> bool:
    return all(len(group) == 3 for group in figures.split(sign)[1:])
