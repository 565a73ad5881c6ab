"""Invoices, their drafts and payments as programs read and write them. Amounts are decimal strings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from candor.business.api.quote_schemas import OffAmount, OffPercent, Percent, TaxOut, UnitName
from candor.business.api.schemas import Currency
from candor.business.forms_invoices import LONGEST_TERM
from candor.business.rules.quotes import MOST_LINES
from candor.kernel.api.schemas import Amount, AmountIn, Day, Input, Named, Output, Ref

KindName = Literal["invoice", "correction"]
LanguageCode = Literal["de", "en"]
WayName = Literal["transfer", "card", "cash", "debit", "other"]
PaperName = Literal["pdf", "xml"]
Line = Annotated[str, Field(max_length=100)]


class BuyerOut(Output):
    """To whom, as it stands on the paper."""

    name: str
    lines: str
    postcode: str
    city: str
    country: str
    vat_id: str
    email: str
    reference: str = Field(description="BT-10; for public bodies in Germany their Leitweg-ID.")


class WrittenLineOut(Output):
    """One line. `unit` is a code of UN/ECE Rec 20, `price` the net price of one, `discount` in percent."""

    text: str
    quantity: Amount
    unit: str
    price: Amount
    discount: Amount


class InvoiceDraftLineOut(WrittenLineOut):
    """One line of a draft. `tax` says what is supplied and how it is taxed at home, `work` which record it charges."""

    tax: str
    work: str


class InvoiceLineOut(WrittenLineOut):
    """One line as it was issued. `category` is a code of UNTDID 5305, `percent` the rate."""

    category: str
    percent: Amount
    net: Amount


class PaperOut(Output):
    """What a draft and an invoice say alike."""

    ref: str
    kind: KindName
    corrects: Named | None = Field(description="The invoice that this one takes back, whole or in part.")
    person: Named | None
    organisation: Named | None
    buyer: BuyerOut
    order_reference: str
    currency: str
    language: str
    supplied_from: date
    supplied_until: date | None
    note: str
    discount: Amount = Field(description="Off the whole before tax, in percent.")
    reduction: Amount = Field(description="Off the whole before tax, as an amount.")


class InvoiceDraftRow(Output):
    """One line of the list of drafts."""

    ref: str
    kind: KindName
    buyer: str
    currency: str
    changed_at: datetime


class InvoiceDraftOut(PaperOut):
    """An invoice before it is issued. `obstacles` says what is missing; amounts are null while none can be reckoned."""

    payment_days: int
    lines: list[InvoiceDraftLineOut]
    net: Amount | None
    tax: Amount | None
    gross: Amount | None
    obstacles: list[str]
    changed_at: datetime
    version: int


class InvoiceRow(Output):
    """One line of the list of invoices. `left` is what is still to be paid."""

    ref: str
    number: str
    kind: KindName
    buyer: str
    issued_on: date
    due_on: date
    currency: str
    gross: Amount
    left: Amount
    is_settled: bool


class PaymentOut(Output):
    """Money that came; below nought what was paid back."""

    ref: str
    paid_on: date
    amount: Amount
    way: WayName
    reference: str
    noted_at: datetime


class InvoiceOut(PaperOut):
    """One invoice as it was issued. `papers` are those that can be fetched by now."""

    number: str
    issued_on: date
    due_on: date
    lines: list[InvoiceLineOut]
    taxes: list[TaxOut]
    net: Amount
    tax: Amount
    gross: Amount
    paid: Amount
    corrected: Amount
    left: Amount
    is_settled: bool
    payments: list[PaymentOut]
    papers: list[PaperName]
    sent_at: datetime | None


class BuyerIn(Input):
    """To whom; what is not sent is taken from what we know of them."""

    name: Annotated[str, Field(max_length=200)] | None = None
    lines: Annotated[str, Field(max_length=300)] | None = None
    postcode: Annotated[str, Field(max_length=20)] | None = None
    city: Line | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["DE"])] | None = None
    vat_id: Annotated[str, Field(max_length=20)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    reference: Line | None = None


class InvoiceLineIn(Input):
    """One line."""

    text: Annotated[str, Field(pattern=r"\S", max_length=2_000)]
    price: Annotated[AmountIn, Field(description="Net, of one.")]
    quantity: AmountIn = "1"
    unit: UnitName = "C62"
    discount: Percent = "0"
    tax: Annotated[str, Field(max_length=60, examples=["service-standard"])] = "service-standard"
    work: Annotated[
        str,
        Field(
            pattern="^[0-9a-z]{0,16}$",
            description="The record of work that the line charges, as it was read. Without its line it is free again.",
        ),
    ] = ""


class InvoiceDraftIn(Input):
    """What shall be different on a draft; what is not sent stays. `lines` replace all lines."""

    buyer: BuyerIn | None = None
    order_reference: Line | None = None
    currency: Currency | None = None
    language: LanguageCode | None = None
    supplied_from: Day | None = None
    supplied_until: Day | None = None
    payment_days: Annotated[int, Field(ge=0, le=LONGEST_TERM)] | None = None
    note: Annotated[str, Field(max_length=2_000)] | None = None
    discount: OffPercent | None = None
    reduction: OffAmount | None = None
    lines: Annotated[list[InvoiceLineIn], Field(max_length=MOST_LINES)] | None = None


class NewInvoiceIn(InvoiceDraftIn):
    """A new draft, for a person, for an organisation, or for a person of an organisation."""

    person: Ref | None = None
    organisation: Ref | None = None


class PaymentIn(Input):
    """Money that came; below nought what we paid back."""

    paid_on: Day
    amount: AmountIn
    way: WayName = "transfer"
    reference: Annotated[str, Field(max_length=140)] = ""
