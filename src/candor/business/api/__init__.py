"""Sales for programs. Loaded by the API's face alone."""

from candor.business.api import care, lead_verbs, leads, orders, quote_verbs, quotes, segments
from candor.business.api.operations import CUSTOMERS, LEADS, ORDERS, QUOTES

__all__ = [
    "CUSTOMERS",
    "LEADS",
    "ORDERS",
    "QUOTES",
    "care",
    "lead_verbs",
    "leads",
    "orders",
    "quote_verbs",
    "quotes",
    "segments",
]
