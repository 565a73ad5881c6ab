"""What a paper says, as plain values: what the makers of XML and PDF get, in a process without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from candor.business.rules.amounts import discount_of


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer. Empty where nothing is known; only we have register, contact and bank account."""

    name: str
    country: str
    lines: str = ""
    postcode: str = ""
    city: str = ""
    vat_id: str = ""
    email: str = ""
    tax_number: str = ""
    register: str = ""
    contact: str = ""
    phone: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line; `reason` in words of the paper's language stands with its tax group. `discount` is in percent,
    `reduction` an amount off the line.
    """

    text: str
    quantity: Decimal
    unit: str
    price: Decimal
    discount: Decimal
    category: str
    percent: Decimal
    net: Decimal
    reduction: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PaperTax:
    """One tax group. `reason` is in words, `code` of the VATEX list or empty."""

    category: str
    percent: Decimal
    net: Decimal
    tax: Decimal
    reason: str = ""
    code: str = ""
    allowance: Decimal = Decimal(0)
    """What the discount on the whole paper takes off this group; `net` is what is left."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A whole invoice. `number` is empty on a draft; `corrects` and `corrects_on` are of the invoice it corrects."""

    number: str
    is_correction: bool
    issued_on: date
    due_on: date
    currency: str
    language: str
    seller: Party
    buyer: Party
    lines: tuple[PaperLine, ...]
    taxes: tuple[PaperTax, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    supplied_from: date
    supplied_until: date | None = None
    buyer_reference: str = ""
    order_reference: str = ""
    note: str = ""
    corrects: str = ""
    corrects_on: date | None = None
    discount: Decimal = Decimal(0)
    """Off the whole paper in percent; nought where it has none, or one that is an amount."""
    words: Mapping[str, Any] | None = None
    """The fixed words of the PDF in the paper's language, and the units'."""

    @property
    def allowance(self) -> Decimal:
        """What is taken off the whole paper (BT-107)."""
        return sum((tax.allowance for tax in self.taxes), Decimal(0))

    @property
    def lines_net(self) -> Decimal:
        """What the lines come to (BT-106)."""
        return self.net + self.allowance


def gross_of(line: PaperLine, currency: str) -> tuple[Decimal, Decimal]:
    """What the line costs before its discount, and the discount: the net is what was rounded and issued."""
    from candor.business.rules.amounts import rounded

    gross = rounded(line.quantity * line.price, currency)
    return gross, discount_of(gross, line.discount, line.reduction, currency)
