"""What several tests of the catalogue begin with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from candor.catalogue.actions.prices import PriceListDetails, create_price_list, set_prices
from candor.catalogue.actions.products import EditionDetails, ProductDetails, add_edition, create_product
from candor.catalogue.models import Edition, PriceList, TaxClass
from candor.kernel.actor import Actor

DAY = date(2026, 6, 1)


def sold(name: str = "Archive", sku: str = "ARC-5", *, by: Actor) -> Edition:
    """An edition for five technicians."""
    product = create_product(ProductDetails({"en": (name, "Keeps what you scan.")}), by=by)
    return add_edition(product, EditionDetails("Team", sku, 5, "Search\nScan", 1), by=by)


def list_of(
    edition: Edition,
    amount: str,
    *,
    by: Actor,
    currency: str = "EUR",
    begin: date = date(2026, 1, 1),
    until: date | None = None,
    is_default: bool = True,
) -> PriceList:
    """A list in which the edition costs this."""
    details = PriceListDetails(f"Prices {begin.year}", currency, begin, until, is_default=is_default)
    row = create_price_list(details, by=by)
    set_prices(row, {edition: (Decimal(amount), TaxClass.STANDARD)}, by=by)
    return row
