"""Tables of the business slice."""

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
    "ContactRight",
    "Correspondence",
    "EntryKind",
    "Lead",
    "LeadEntry",
    "LeadSource",
    "LeadTask",
    "LostReason",
    "Outcome",
    "RightChannel",
    "RightGround",
    "SalesFile",
    "SalesMail",
    "Stage",
    "TaskKind",
]
