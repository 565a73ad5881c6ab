"""Quotes and orders as programs read and write them. Amounts are decimal strings in the quote's currency."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from candor.business.api.schemas import Currency
from candor.business.forms_quotes import LONGEST_NOTE, LONGEST_TEXT
from candor.business.rules.quotes import MOST_LINES
from candor.kernel.api.schemas import Amount, Day, Input, Named, Output, Ref

StandingName = Literal["draft", "sent", "expired", "accepted", "declined", "withdrawn"]
OrderStateName = Literal["open", "partly", "invoiced", "cancelled"]
UnitName = Literal["C62", "HUR", "DAY", "MON", "ANN", "KGM", "MTR", "KMT", "LS"]
Subject = Annotated[str, Field(pattern=r"\S", max_length=200)]
Words = Annotated[str, Field(max_length=LONGEST_NOTE)]
Name = Annotated[str, Field(pattern=r"\S", max_length=200)]
Figure = Annotated[
    str, Field(pattern=r"^\d{1,9}(\.\d{1,4})?$", description="A decimal number as a string.", examples=["990.00"])
]
Percent = Annotated[
    str, Field(pattern=r"^\d{1,3}(\.\d{1,2})?$", description="A decimal number as a string.", examples=["10"])
]
OffPercent = Annotated[Percent, Field(description="A discount on the whole, in percent; or send `reduction`.")]
OffAmount = Annotated[Figure, Field(description="A discount on the whole, as an amount; or send `discount`.")]
TaxCode = Annotated[
    str,
    Field(
        pattern=r"^(service|goods|digital)-[a-z-]+$",
        max_length=40,
        description="What is supplied, and how it is taxed at home; what follows for the buyer is reckoned.",
        examples=["service-standard"],
    ),
]


class LineOut(Output):
    """One line. `unit` is a code of UN/ECE Rec 20; `net` is what the line comes to after its discount in percent."""

    text: str
    quantity: Amount
    unit: str
    price: Amount = Field(description="Net, of one.")
    discount: Amount
    tax: str
    percent: Amount = Field(description="The rate of tax that this buyer is charged.")
    net: Amount
    edition: str | None = Field(description="The edition of the catalogue that it began with.")


class TaxOut(Output):
    """What one rate of tax comes to, after its part of a discount on the whole. `category` is a code of UNTDID 5305."""

    category: str
    percent: Amount
    net: Amount
    tax: Amount


class QuoteRow(Output):
    """One line of the list. `expired` is a quote that was sent and whose day is over."""

    ref: str
    number: str
    subject: str
    person: Named
    organisation: Named | None
    owner: Named | None
    state: StandingName
    currency: str
    net: Amount
    gross: Amount
    valid_until: date
    touched_at: datetime


class QuoteOut(QuoteRow):
    """One quote as its latest version says it; `offered` is the number of the version that was sent last."""

    number_of_version: int
    offered: int | None
    is_draft: bool = Field(description="Whether the latest version is still to be sent.")
    language: str
    note: str
    discount: Amount = Field(description="Off the whole before tax, in percent.")
    reduction: Amount = Field(description="Off the whole before tax, as an amount.")
    lines: list[LineOut]
    taxes: list[TaxOut]
    tax: Amount
    decided_at: datetime | None
    decided_name: str = Field(description="As who answered typed it.")
    decided_way: Literal["", "account", "link", "staff"]
    decline_reason: str
    order: Named | None
    created_at: datetime
    version: int


class LineIn(Input):
    """One line: free text, or begun with an `edition`, which gives words, unit, price and tax that are not sent."""

    text: Annotated[str, Field(pattern=r"\S", max_length=LONGEST_TEXT)] | None = None
    quantity: Figure = "1"
    unit: UnitName | None = None
    price: Annotated[Figure, Field(description="Net, of one.")] | None = None
    discount: Percent = "0"
    tax: TaxCode | None = None
    edition: Ref | None = None


class LinesIn(Input):
    """All lines, in their order."""

    lines: Annotated[list[LineIn], Field(max_length=MOST_LINES)]


class NewQuoteIn(Input):
    """A new quote: for `person`, or for somebody new by `name` and `email`."""

    subject: Subject
    person: Ref | None = None
    name: Name | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    organisation: Annotated[Name, Field(description="A company's name, for somebody new.")] | None = None
    currency: Currency = "EUR"
    valid_until: Day | None = Field(None, description="Thirty days from today where nothing is sent.")
    note: Words = ""
    discount: OffPercent = "0"
    reduction: OffAmount = "0"
    lines: Annotated[list[LineIn], Field(max_length=MOST_LINES)] = []


class TermsIn(Input):
    """What stands over the lines; what is not sent stays."""

    subject: Subject | None = None
    currency: Currency | None = None
    valid_until: Day | None = None
    note: Words | None = None
    discount: OffPercent | None = None
    reduction: OffAmount | None = None


class AcceptanceIn(Input):
    """Who said yes, on the telephone or by letter."""

    name: Name


class RefusalIn(AcceptanceIn):
    """Who said no, and why."""

    reason: Words = ""


class OrderRow(Output):
    """One line of the list of orders. `invoiced` is the net amount on invoices so far."""

    ref: str
    number: str
    quote: Named
    person: Named
    organisation: Named | None
    state: OrderStateName
    currency: str
    net: Amount
    gross: Amount
    invoiced: Amount
    ordered_at: datetime


class OrderOut(OrderRow):
    """One order with the lines of the version that was accepted."""

    lines: list[LineOut]
    cancelled_at: datetime | None
    cancel_reason: str


class CancellationIn(Input):
    """Why it is cancelled."""

    reason: Annotated[Words, Field(pattern=r"\S")]
