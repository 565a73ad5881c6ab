"""Tables of the business slice."""

from candor.business.models.customers import Care, ContactTag, FollowUp, Segment, Tagging
from candor.business.models.invoices import (
    Invoice,
    InvoiceDraft,
    InvoiceKind,
    InvoiceLine,
    InvoicingSettings,
    Payment,
    PaymentWay,
)
from candor.business.models.leads import (
    ContactRight,
    EntryKind,
    Lead,
    LeadEntry,
    LeadSource,
    LeadTask,
    LostReason,
    Outcome,
    RightChannel,
    RightGround,
    Stage,
    TaskKind,
)
from candor.business.models.orders import Order, OrderState
from candor.business.models.quotes import DecidedBy, Quote, QuoteState, QuoteVersion
from candor.business.models.sales_mail import Correspondence, SalesFile, SalesMail
from candor.business.models.vat_checks import VatCheck, VatCheckSettings, VatState

__all__ = [
    "Care",
    "ContactRight",
    "ContactTag",
    "Correspondence",
    "DecidedBy",
    "EntryKind",
    "FollowUp",
    "Invoice",
    "InvoiceDraft",
    "InvoiceKind",
    "InvoiceLine",
    "InvoicingSettings",
    "Lead",
    "LeadEntry",
    "LeadSource",
    "LeadTask",
    "LostReason",
    "Order",
    "OrderState",
    "Outcome",
    "Payment",
    "PaymentWay",
    "Quote",
    "QuoteState",
    "QuoteVersion",
    "RightChannel",
    "RightGround",
    "SalesFile",
    "SalesMail",
    "Segment",
    "Stage",
    "Tagging",
    "TaskKind",
    "VatCheck",
    "VatCheckSettings",
    "VatState",
]
