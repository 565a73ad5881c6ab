"""What the demo company sells: products with their editions, in a price list for each currency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from candor.catalogue.public import (
    EditionDetails,
    PriceListDetails,
    ProductDetails,
    ProductKind,
    TaxClass,
    Unit,
    add_edition,
    create_price_list,
    create_product,
    set_prices,
)
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast

LONG_AGO = timedelta(days=400)
SELLER = "felix"


def products_of_company(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """Written down before anything was sold."""
    return [(now - LONG_AGO, partial(_write_down, cast, now - LONG_AGO))]


def _write_down(cast: Cast, at: datetime) -> None:
    by, told = cast.actors[SELLER], story.products()
    lists = {
        row["currency"]: create_price_list(PriceListDetails(row["name"], row["currency"], at.date()), by=by)
        for row in told["list"]
    }
    for entry in told["product"]:
        texts = {language: (entry[f"name_{language}"], entry[f"text_{language}"]) for language in ("en", "de")}
        product = create_product(ProductDetails(texts, ProductKind(entry["kind"]), Unit(entry["unit"])), by=by)
        for line in entry["edition"]:
            details = EditionDetails(
                line["name"], line["sku"], line.get("seats"), line["features"], line.get("maintenance_years", 0)
            )
            edition = add_edition(product, details, by=by)
            for currency, row in lists.items():
                set_prices(row, {edition: (Decimal(line[currency]), TaxClass.STANDARD)}, by=by)
