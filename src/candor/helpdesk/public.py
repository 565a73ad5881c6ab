"""The help desk's one door for other slices and for the parts of this one that other people write."""

from candor.helpdesk.access import readable_ticket, workable_ticket
from candor.helpdesk.actions.drafts import discard_draft, save_draft
from candor.helpdesk.actions.opening import NewTicket, default_queue, open_ticket
from candor.helpdesk.actions.progress import close_ticket, reopen_ticket, solve_ticket
from candor.helpdesk.actions.writing import NewFile, NewMessage, add_customer_message, add_internal_note, send_reply
from candor.helpdesk.refusals import CannotFollow, EmptyMessage, Refused, StaleTicket, TicketIsClosed
from candor.helpdesk.rules.texts import TextTooLong

__all__ = [
    "CannotFollow",
    "EmptyMessage",
    "NewFile",
    "NewMessage",
    "NewTicket",
    "Refused",
    "StaleTicket",
    "TextTooLong",
    "TicketIsClosed",
    "add_customer_message",
    "add_internal_note",
    "close_ticket",
    "default_queue",
    "discard_draft",
    "open_ticket",
    "readable_ticket",
    "reopen_ticket",
    "save_draft",
    "send_reply",
    "solve_ticket",
    "workable_ticket",
]
