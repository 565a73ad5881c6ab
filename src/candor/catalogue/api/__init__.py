"""What is sold and handed out, for programs. Loaded by the API's face alone."""

from candor.catalogue.api import (
    links,
    list_writing,
    price_files,
    prices,
    product_writing,
    products,
    release_files,
    releases,
)
from candor.catalogue.api.operations import PRODUCTS, RELEASES

__all__ = [
    "PRODUCTS",
    "RELEASES",
    "links",
    "list_writing",
    "price_files",
    "prices",
    "product_writing",
    "products",
    "release_files",
    "releases",
]
