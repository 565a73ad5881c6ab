"""What other slices may use of business: sales mail that changes sides. `begin` is for the demo."""

from __future__ import annotations

from candor.business.access import readable_correspondence, workable_correspondence
from candor.business.actions.answering import Answer, send_answer
from candor.business.actions.handing_over import Moved, MovedMail, give_away, take_over
from candor.business.actions.receiving import NewFile, NewMail, begin
from candor.business.models import Correspondence, SalesFile, SalesMail

__all__ = [
    "Answer",
    "Correspondence",
    "Moved",
    "MovedMail",
    "NewFile",
    "NewMail",
    "SalesFile",
    "SalesMail",
    "begin",
    "give_away",
    "readable_correspondence",
    "send_answer",
    "take_over",
    "workable_correspondence",
]
