"""What is sold, for programs. Loaded by the API's face alone."""

from candor.catalogue.api import prices, products
from candor.catalogue.api.operations import PRODUCTS

__all__ = ["PRODUCTS", "prices", "products"]
