"""What other slices may use of business: sales mail that changes sides. The rest is for the demo."""

from __future__ import annotations

from candor.business.access import readable_correspondence, workable_correspondence
from candor.business.actions.answering import Answer, send_answer
from candor.business.actions.customers import look_after, plan_follow_up
from candor.business.actions.enquiring import Enquiry, receive_enquiry
from candor.business.actions.handing_over import Moved, MovedMail, give_away, take_over
from candor.business.actions.lead_steps import lose_lead, move_lead, win_lead
from candor.business.actions.lead_work import NewTask, note, plan_task
from candor.business.actions.leads import LeadDetails, NewLead, Stranger, change_lead, write_down
from candor.business.actions.receiving import NewFile, NewMail, begin
from candor.business.models import (
    Correspondence,
    EntryKind,
    Lead,
    LostReason,
    SalesFile,
    SalesMail,
    Stage,
    TaskKind,
)

__all__ = [
    "Answer",
    "Correspondence",
    "Enquiry",
    "EntryKind",
    "Lead",
    "LeadDetails",
    "LostReason",
    "Moved",
    "MovedMail",
    "NewFile",
    "NewLead",
    "NewMail",
    "NewTask",
    "SalesFile",
    "SalesMail",
    "Stage",
    "Stranger",
    "TaskKind",
    "begin",
    "change_lead",
    "give_away",
    "look_after",
    "lose_lead",
    "move_lead",
    "note",
    "plan_follow_up",
    "plan_task",
    "readable_correspondence",
    "receive_enquiry",
    "send_answer",
    "take_over",
    "win_lead",
    "workable_correspondence",
    "write_down",
]
