"""What other slices may use of the catalogue: what is sold, and what it costs on a day."""

from __future__ import annotations

from candor.catalogue.actions.prices import PriceListDetails, create_price_list, set_prices
from candor.catalogue.actions.products import (
    EditionDetails,
    ProductDetails,
    add_edition,
    create_product,
)
from candor.catalogue.models import Edition, PriceList, Product, ProductKind, TaxClass, Unit
from candor.catalogue.queries import (
    FoundPrice,
    currencies_on,
    price_of,
    prices_of,
    products,
    sold_editions,
)
from candor.catalogue.rules.currencies import CURRENCIES, digits_of
from candor.catalogue.words import TAXES, UNITS

__all__ = [
    "CURRENCIES",
    "TAXES",
    "UNITS",
    "Edition",
    "EditionDetails",
    "FoundPrice",
    "PriceList",
    "PriceListDetails",
    "Product",
    "ProductDetails",
    "ProductKind",
    "TaxClass",
    "Unit",
    "add_edition",
    "create_price_list",
    "create_product",
    "currencies_on",
    "digits_of",
    "price_of",
    "prices_of",
    "products",
    "set_prices",
    "sold_editions",
]
