"""What a thing of the catalogue costs a customer on a day, and the line of a quote that says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import get_language

from candor.business.actions.seller import invoicing
from candor.business.models import Invoice, Subscription
from candor.business.rules.invoices import Line
from candor.business.rules.quotes import QuoteLine, net_of
from candor.business.rules.terms import units_in
from candor.business.rules.vat import RateKind, Supply, UnknownRate, rates_on
from candor.catalogue.public import CURRENCIES, Edition, FoundPrice, ProductKind, price_of

SUPPLY_OF = {ProductKind.SOFTWARE: Supply.DIGITAL, ProductKind.OTHER: Supply.GOODS}


def percent_at_home(day: date) -> Decimal:
    """The standard rate where we are; nought where no country of ours is known."""
    try:
        return rates_on(invoicing().country, day).standard
    except UnknownRate:
        return Decimal(0)


def line_of_edition(edition: Edition, price: FoundPrice | None, percent: Decimal) -> QuoteLine:
    """The line that an edition begins with; a gross price without the tax that is in it, by the rate at home."""
    kind = ProductKind(edition.product.kind)
    tax = price.tax.value if price is not None and price.tax.value in set(RateKind) else RateKind.STANDARD
    amount = price.amount if price is not None else Decimal(0)
    language = get_language() or "en"
    return QuoteLine(
        text=edition.name_in(language),
        quantity=Decimal(1),
        price=net_of(amount, percent) if price is not None and price.is_gross else amount,
        unit=edition.product.unit,
        tax=f"{SUPPLY_OF.get(kind, Supply.SERVICE)}-{tax}",
        edition=edition.ref,
    )


def line_of_term(subscription: Subscription, day: date) -> QuoteLine | None:
    """What one of it costs for the term that begins on the day, in the language of now; None where no price is known.

    Its quantity is one, its unit a piece: of the catalogue's months or years there are as many as the term has.
    """
    found = price_of(subscription.edition, subscription.currency, day)
    if subscription.price is None and found is None:
        return None
    line = line_of_edition(subscription.edition, found, percent_at_home(day))
    units = units_in(subscription.term, subscription.edition.product.unit)
    price = subscription.price if subscription.price is not None else line.price * units
    return QuoteLine(text=line.text, quantity=Decimal(1), price=price, tax=line.tax, edition=line.edition)


class WorkPrice(NamedTuple):
    """What one hour, or one of it, costs net; None where no price is known. `tax` is a code of a line."""

    amount: Decimal | None
    tax: str


def price_of_work(edition: Edition | None, currency: str, day: date) -> WorkPrice:
    """What a kind of work costs on the day it was done."""
    if edition is None:
        return WorkPrice(None, Line("", Decimal(1), Decimal(0)).tax)
    found = price_of(edition, currency, day)
    line = line_of_edition(edition, found, percent_at_home(day))
    return WorkPrice(line.price if found is not None else None, line.tax)


def currency_of_customer(person: int | None, organisation: int | None) -> str:
    """The currency of their latest invoice; of one who has none the house's first. One query."""
    rows = Invoice.objects.filter(organisation=organisation) if organisation else Invoice.objects.filter(person=person)
    latest = rows.order_by("-issued_on", "-id").values_list("currency", flat=True).first()
    return latest or CURRENCIES[0]
