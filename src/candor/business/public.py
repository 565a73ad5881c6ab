"""What other slices may use of business: sales mail that changes sides, the way to cancelling on the public site.

The rest is for the demo.
"""

from __future__ import annotations

from candor.business.access import readable_correspondence, workable_correspondence
from candor.business.access_invoices import readable_invoice
from candor.business.actions.answering import Answer, send_answer
from candor.business.actions.customers import look_after, plan_follow_up
from candor.business.actions.declaring import Said as DeclaredOnline
from candor.business.actions.declaring import receive_declaration
from candor.business.actions.drafts import BuyerData, begin_correction, begin_draft, change_draft
from candor.business.actions.drafts import Content as DraftContent
from candor.business.actions.drafts import lines_of as lines_of_draft
from candor.business.actions.dunning import NewPause, approve_letter, pause_dunning, propose_letter
from candor.business.actions.ending_subscriptions import Declared
from candor.business.actions.ending_subscriptions import cancel as cancel_subscription
from candor.business.actions.ending_subscriptions import last_day as last_day_of_subscription
from candor.business.actions.enquiring import Enquiry, receive_enquiry
from candor.business.actions.handing_over import Moved, MovedMail, give_away, take_over
from candor.business.actions.issuing import issue as issue_invoice
from candor.business.actions.lead_steps import lose_lead, move_lead, win_lead
from candor.business.actions.lead_work import NewTask, note, plan_task
from candor.business.actions.leads import LeadDetails, NewLead, Stranger, change_lead, write_down
from candor.business.actions.payments import NewPayment, note_payment
from candor.business.actions.pricing import WorkPrice, currency_of_customer, price_of_work
from candor.business.actions.quote_steps import Answer as QuoteAnswer
from candor.business.actions.quote_steps import accept_quote, send_quote
from candor.business.actions.quotes import Terms, begin_quote, set_lines
from candor.business.actions.receiving import NewFile, NewMail, begin
from candor.business.actions.seller import change_invoicing
from candor.business.actions.subscriptions import Deal, NewSubscription, begin_subscription
from candor.business.actions.vat_checks import note_told
from candor.business.audiences import BrokenAudience, audience_of, people_in
from candor.business.models import (
    CancelKind,
    CancelledBy,
    Correspondence,
    DecidedBy,
    EntryKind,
    Invoice,
    InvoiceDraft,
    Lead,
    LostReason,
    Order,
    OrderState,
    PauseReason,
    PaymentWay,
    QuoteVersion,
    SalesFile,
    SalesMail,
    Segment,
    Stage,
    Subscription,
    TaskKind,
    is_on_paper,
)
from candor.business.queries_customers import segments as segments_for
from candor.business.queries_declarations import leads_to_cancelling
from candor.business.queries_invoices import invoice_about
from candor.business.queries_quotes import products_of as products_of_quote
from candor.business.rules.amounts import rounded
from candor.business.rules.invoices import Line as DraftLine
from candor.business.rules.quotes import QuoteLine
from candor.business.rules.terms import Span, Unit, after
from candor.business.vies import Told
from candor.business.words_invoices import quantity as quantity_in_words
from candor.business.work import Customer as WorkCustomer
from candor.business.work import Waiting as WaitingWork
from candor.business.work import Work, WorkSource, register_work

__all__ = [
    "Answer",
    "BrokenAudience",
    "BuyerData",
    "CancelKind",
    "CancelledBy",
    "Correspondence",
    "Deal",
    "DecidedBy",
    "Declared",
    "DeclaredOnline",
    "DraftContent",
    "DraftLine",
    "Enquiry",
    "EntryKind",
    "Invoice",
    "InvoiceDraft",
    "Lead",
    "LeadDetails",
    "LostReason",
    "Moved",
    "MovedMail",
    "NewFile",
    "NewLead",
    "NewMail",
    "NewPause",
    "NewPayment",
    "NewSubscription",
    "NewTask",
    "Order",
    "OrderState",
    "PauseReason",
    "PaymentWay",
    "QuoteAnswer",
    "QuoteLine",
    "QuoteVersion",
    "SalesFile",
    "SalesMail",
    "Segment",
    "Span",
    "Stage",
    "Stranger",
    "Subscription",
    "TaskKind",
    "Terms",
    "Told",
    "Unit",
    "WaitingWork",
    "Work",
    "WorkCustomer",
    "WorkPrice",
    "WorkSource",
    "accept_quote",
    "after",
    "approve_letter",
    "audience_of",
    "begin",
    "begin_correction",
    "begin_draft",
    "begin_quote",
    "begin_subscription",
    "cancel_subscription",
    "change_draft",
    "change_invoicing",
    "change_lead",
    "currency_of_customer",
    "give_away",
    "invoice_about",
    "is_on_paper",
    "issue_invoice",
    "last_day_of_subscription",
    "leads_to_cancelling",
    "lines_of_draft",
    "look_after",
    "lose_lead",
    "move_lead",
    "note",
    "note_payment",
    "note_told",
    "pause_dunning",
    "people_in",
    "plan_follow_up",
    "plan_task",
    "price_of_work",
    "products_of_quote",
    "propose_letter",
    "quantity_in_words",
    "readable_correspondence",
    "readable_invoice",
    "receive_declaration",
    "receive_enquiry",
    "register_work",
    "rounded",
    "segments_for",
    "send_answer",
    "send_quote",
    "set_lines",
    "take_over",
    "win_lead",
    "workable_correspondence",
    "write_down",
]
