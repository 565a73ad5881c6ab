"""What other slices may use of business: sales mail that changes sides, and finding it."""

from __future__ import annotations

from candor.business.access import readable_correspondence, workable_correspondence
from candor.business.actions.handing_over import Moved, MovedMail, give_away, take_over
from candor.business.actions.receiving import NewFile
from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.business.queries import found_by
from candor.business.words import state_of

__all__ = [
    "Correspondence",
    "Moved",
    "MovedMail",
    "NewFile",
    "SalesFile",
    "SalesMail",
    "found_by",
    "give_away",
    "readable_correspondence",
    "state_of",
    "take_over",
    "workable_correspondence",
]
