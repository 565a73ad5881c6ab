"""What is true about invoices: what a line says, how numbers look, what stands in the way of issuing one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from candor.business.rules.amounts import NOTHING_OFF, ZERO, Item, Off, TaxRate, Totals, totals_of
from candor.business.rules.vat import (
    Buyer,
    Category,
    RateKind,
    Seller,
    Supply,
    cannot_stand_together,
    tax_for,
    vat_id_matters,
)

UNITS = ("C62", "HUR", "DAY", "MON", "ANN", "KGM", "MTR", "KMT", "LS")
"""Of UN/ECE Recommendation 20: piece, hour, day, month, year, kilogram, metre, kilometre, lump sum."""

TAX_CODES = tuple(f"{supply}-{kind}" for supply in (Supply.SERVICE, Supply.GOODS, Supply.DIGITAL) for kind in RateKind)
"""How a line says its tax: what is supplied, and how it is taxed at home. A correction says the rate itself."""

NUMBER = re.compile(r"[A-Za-z0-9/._{}-]{1,40}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a draft. `tax` is one of TAX_CODES, or a rate as `fixed` writes it. `discount` is in percent,
    `reduction` an amount off the whole line. `work` is the record of work that the line charges, "" of others.
    """

    text: str
    quantity: Decimal
    price: Decimal
    unit: str = "C62"
    discount: Decimal = ZERO
    tax: str = f"{Supply.SERVICE}-{RateKind.STANDARD}"
    reduction: Decimal = ZERO
    work: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "text": self.text,
            "quantity": str(self.quantity),
            "unit": self.unit,
            "price": str(self.price),
            "discount": str(self.discount),
            "tax": self.tax,
            "reduction": str(self.reduction),
            "work": self.work,
        }


def line_from(said: Mapping[str, Any]) -> Line:
    """The line that `as_json` wrote; older ones know no reduction and no work."""
    return Line(
        text=said["text"],
        quantity=Decimal(said["quantity"]),
        unit=said["unit"],
        price=Decimal(said["price"]),
        discount=Decimal(said["discount"]),
        tax=said["tax"],
        reduction=Decimal(said.get("reduction", 0)),
        work=said.get("work", ""),
    )


@dataclass(frozen=True, slots=True)
class Deal:
    """What the tax of a draft's lines depends on: who sells to whom, and the day of supply."""

    seller: Seller
    buyer: Buyer
    day: date


class Obstacle(StrEnum):
    """What stands in the way of issuing."""

    NO_SELLER = "no-seller"
    NO_TAX_NUMBER = "no-tax-number"
    NO_LINES = "no-lines"
    NO_ADDRESS = "no-address"
    NEGATIVE = "negative"
    MIXED = "mixed"
    BUYER_VAT_ID = "buyer-vat-id"
    SELLER_VAT_ID = "seller-vat-id"
    TOO_MUCH = "too-much"
    DISCOUNT = "discount"


def fixed(rate: TaxRate) -> str:
    """A rate as a line of a correction says it."""
    return f"={rate.category}:{rate.percent.normalize():f}:{rate.reason}"


def tax_of(code: str, deal: Deal) -> TaxRate:
    """The tax of a line. Raises vat.UnknownRate."""
    if code.startswith("="):
        category, percent, reason = code[1:].split(":")
        return TaxRate(category, Decimal(percent), reason)
    supply, _, kind = code.partition("-")
    return tax_for(deal.seller, deal.buyer, Supply(supply), RateKind(kind), deal.day)


def items_of(lines: Sequence[Line], deal: Deal) -> list[Item]:
    """The lines with their tax. Raises vat.UnknownRate."""
    taxes: dict[str, TaxRate] = {code: tax_of(code, deal) for code in {line.tax for line in lines}}
    return [Item(line.quantity, line.price, taxes[line.tax], line.discount, line.reduction) for line in lines]


def reckoned(lines: Sequence[Line], deal: Deal, currency: str, off: Off = NOTHING_OFF) -> Totals:
    """All amounts of a draft. Raises vat.UnknownRate and amounts.AmountError."""
    return totals_of(items_of(lines, deal), currency, off)


def obstacles(
    totals: Totals, seller: Mapping[str, Any], *, has_vat_id: bool, has_address: bool, at_most: Decimal | None = None
) -> list[Obstacle]:
    """What stands in the way of issuing, in the order in which it is said (§ 14 Abs. 4 UStG, EN 16931).

    `seller` is who we are, as InvoicingSettings has it; `at_most` what is left of the invoice that this corrects.
    """
    categories: Collection[str] = {group.rate.category for group in totals.groups}
    wants_ours = {Category.REVERSE_CHARGE, Category.INTRA_COMMUNITY, Category.EXPORT}
    found = {
        Obstacle.NO_SELLER: not all(seller[name] for name in ("legal_name", "lines", "postcode", "city", "country")),
        Obstacle.NO_TAX_NUMBER: not (seller["vat_id"] or seller["tax_number"]),
        Obstacle.NO_LINES: not totals.lines,
        Obstacle.NO_ADDRESS: not has_address,
        Obstacle.NEGATIVE: totals.gross < 0,
        Obstacle.MIXED: cannot_stand_together(categories),
        Obstacle.BUYER_VAT_ID: vat_id_matters(categories) and not has_vat_id,
        Obstacle.SELLER_VAT_ID: bool(wants_ours & set(categories)) and not seller["vat_id"],
        Obstacle.TOO_MUCH: at_most is not None and totals.gross > at_most,
    }
    return [obstacle for obstacle, stands in found.items() if stands]


def is_number_format(text: str) -> bool:
    """Whether numbers may look like this: with number and year in it once, and nothing odd in a file name."""
    return (
        bool(NUMBER.fullmatch(text))
        and text.count("{number}") == 1
        and text.count("{year}") == 1
        and (
            "{" not in text.replace("{number}", "").replace("{year}", "")
            and "}" not in text.replace("{number}", "").replace("{year}", "")
        )
    )


def series_of(number_format: str, year: int) -> str:
    """The series in which such numbers follow each other: a new one each year."""
    return f"business.{number_format.replace('{year}', str(year))}"


def written_number(number_format: str, year: int, number: int) -> str:
    """The number as the paper says it: RE-2026-0042."""
    return number_format.replace("{year}", str(year)).replace("{number}", f"{number:04}")


def is_settled(gross: Decimal, corrected: Decimal, paid: Decimal) -> bool:
    """Whether nothing is left to pay; who paid too much owes nothing either."""
    return gross - corrected - paid <= 0
