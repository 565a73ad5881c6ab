"""What is sold and handed out, for programs. Loaded by the API's face alone."""

from candor.catalogue.api import list_writing, prices, product_writing, products, release_files, releases
from candor.catalogue.api.operations import PRODUCTS, RELEASES

__all__ = [
    "PRODUCTS",
    "RELEASES",
    "list_writing",
    "prices",
    "product_writing",
    "products",
    "release_files",
    "releases",
]
