"""Tables of the catalogue: what is sold, and for how much."""

from candor.catalogue.models.prices import Price, PriceList, TaxClass
from candor.catalogue.models.products import CHANGE, VIEW, Edition, Product, ProductKind, ProductText, Unit

__all__ = [
    "CHANGE",
    "VIEW",
    "Edition",
    "Price",
    "PriceList",
    "Product",
    "ProductKind",
    "ProductText",
    "TaxClass",
    "Unit",
]
