"""Sales for programs. Loaded by the API's face alone."""

from candor.business.api import care, invoice_drafts, invoices, lead_verbs, leads, orders, quote_verbs, quotes, segments
from candor.business.api.operations import CUSTOMERS, INVOICES, LEADS, ORDERS, QUOTES

__all__ = [
    "CUSTOMERS",
    "INVOICES",
    "LEADS",
    "ORDERS",
    "QUOTES",
    "care",
    "invoice_drafts",
    "invoices",
    "lead_verbs",
    "leads",
    "orders",
    "quote_verbs",
    "quotes",
    "segments",
]
