"""What other slices may use of the catalogue: what is sold, what it costs on a day, and what is handed out to whom."""

from __future__ import annotations

from candor.catalogue.actions.downloading import Wanted, ask_for_download, note_download
from candor.catalogue.actions.news import TOPICS as TOPICS_OF_NEWS
from candor.catalogue.actions.news import subscribe
from candor.catalogue.actions.prices import PriceListDetails, create_price_list, set_prices
from candor.catalogue.actions.products import (
    EditionDetails,
    ProductDetails,
    add_edition,
    create_product,
)
from candor.catalogue.actions.release_files import add_large_file
from candor.catalogue.actions.releases import ReleaseDetails, create_release, publish, withdraw
from candor.catalogue.handing_over import Asked as AskedForDownload
from candor.catalogue.handing_over import register as register_lead_taker
from candor.catalogue.holdings import register as register_holdings
from candor.catalogue.models import (
    Audience,
    Channel,
    DownloadRequest,
    DownloadWay,
    Edition,
    Platform,
    PriceList,
    Product,
    ProductKind,
    Release,
    TaxClass,
    Unit,
)
from candor.catalogue.queries import (
    FoundPrice,
    currencies_on,
    kinds_of_work,
    names_of_products,
    price_of,
    prices_of,
    product_name,
    products_to_choose,
    sold_editions,
)
from candor.catalogue.rules.currencies import CURRENCIES, digits_of
from candor.catalogue.words import TAXES, UNITS

__all__ = [
    "CURRENCIES",
    "TAXES",
    "TOPICS_OF_NEWS",
    "UNITS",
    "AskedForDownload",
    "Audience",
    "Channel",
    "DownloadRequest",
    "DownloadWay",
    "Edition",
    "EditionDetails",
    "FoundPrice",
    "Platform",
    "PriceList",
    "PriceListDetails",
    "Product",
    "ProductDetails",
    "ProductKind",
    "Release",
    "ReleaseDetails",
    "TaxClass",
    "Unit",
    "Wanted",
    "add_edition",
    "add_large_file",
    "ask_for_download",
    "create_price_list",
    "create_product",
    "create_release",
    "currencies_on",
    "digits_of",
    "kinds_of_work",
    "names_of_products",
    "note_download",
    "price_of",
    "prices_of",
    "product_name",
    "products_to_choose",
    "publish",
    "register_holdings",
    "register_lead_taker",
    "set_prices",
    "sold_editions",
    "subscribe",
    "withdraw",
]
