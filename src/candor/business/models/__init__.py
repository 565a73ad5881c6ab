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
from candor.business.models.sales_mail import Correspondence, SalesFile, SalesMail

__all__ = [
    "Care",
    "ContactRight",
    "ContactTag",
    "Correspondence",
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
    "Outcome",
    "Payment",
    "PaymentWay",
    "RightChannel",
    "RightGround",
    "SalesFile",
    "SalesMail",
    "Segment",
    "Stage",
    "Tagging",
    "TaskKind",
]
