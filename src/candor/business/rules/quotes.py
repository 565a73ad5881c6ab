"""What is true about quotes: what a line says, what all of them come to, and where a quote stands on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from candor.business.rules.amounts import (
    HUNDRED,
    NOTHING_OFF,
    PRICE_PLACES,
    ZERO,
    Item,
    Off,
    TaxRate,
    Totals,
    totals_of,
)
from candor.business.rules.invoices import Deal, tax_of
from candor.business.rules.vat import RateKind, Supply

MOST_LINES = 500
"""So many a person still reads; papers may have more (`amounts.MOST_LINES`)."""


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line. `edition` is the reference in the catalogue, "" for free text; `unit` a code of UN/ECE Rec 20;
    `discount` is in percent, `reduction` an amount off the line. `tax` says what is supplied and how it is taxed at
    home (`rules.invoices.TAX_CODES`); what follows of it for this buyer stands in `category`, `percent` and `reason`.
    """

    text: str
    quantity: Decimal
    price: Decimal
    unit: str = "C62"
    discount: Decimal = ZERO
    tax: str = f"{Supply.SERVICE}-{RateKind.STANDARD}"
    category: str = "S"
    percent: Decimal = ZERO
    reason: str = ""
    edition: str = ""
    reduction: Decimal = ZERO

    def as_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    def item(self) -> Item:
        rate = TaxRate(self.category, self.percent, self.reason)
        return Item(self.quantity, self.price, rate, self.discount, self.reduction)


class Standing(StrEnum):
    """Where a quote stands for a reader."""

    DRAFT = "draft"
    SENT = "sent"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


def line_from(said: Mapping[str, Any]) -> QuoteLine:
    """The line that `as_json` wrote."""
    numbers = ("quantity", "price", "discount", "percent", "reduction")
    values: dict[str, Any] = {name: Decimal(value) if name in numbers else value for name, value in said.items()}
    return QuoteLine(**values)


def taxed(lines: Sequence[QuoteLine], deal: Deal) -> list[QuoteLine]:
    """The lines with the tax that this buyer is charged today. Raises vat.UnknownRate."""
    found = []
    for line in lines:
        rate = tax_of(line.tax, deal)
        found.append(replace(line, category=str(rate.category), percent=rate.percent, reason=str(rate.reason)))
    return found


def reckoned(lines: Sequence[QuoteLine], currency: str, off: Off = NOTHING_OFF) -> Totals:
    """All amounts of a quote. Raises amounts.AmountError."""
    return totals_of((line.item() for line in lines), currency, off)


def taxes_as_json(totals: Totals) -> list[dict[str, str]]:
    """The tax groups of a version, to be kept with it."""
    return [
        {
            "category": group.rate.category,
            "percent": str(group.rate.percent),
            "reason": str(group.rate.reason),
            "net": str(group.net),
            "tax": str(group.tax),
            "allowance": str(group.allowance),
        }
        for group in totals.groups
    ]


def standing(state: str, valid_until: date, today: date, *, is_latest: bool = True) -> Standing:
    """Where the version stands. `is_latest` is False for one after which another was sent."""
    if state == Standing.SENT:
        if not is_latest:
            return Standing.SUPERSEDED
        return Standing.EXPIRED if valid_until < today else Standing.SENT
    return Standing(state) if is_latest else Standing.SUPERSEDED


def net_of(gross: Decimal, percent: Decimal) -> Decimal:
    """The price without the tax that is in it, with four decimals."""
    return (gross * HUNDRED / (HUNDRED + percent)).quantize(Decimal(1).scaleb(-PRICE_PLACES))
