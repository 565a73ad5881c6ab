"""Tickets, the messages in them, and the queues they stand in."""

from candor.helpdesk.models.messages import Attachment, Draft, Message, MessageKind
from candor.helpdesk.models.queues import Category, Queue, QueueMember
from candor.helpdesk.models.tickets import (
    AWAITING_US,
    STAGES,
    UNFINISHED,
    Kind,
    Priority,
    Stage,
    Status,
    Ticket,
    TicketCount,
)
from candor.helpdesk.models.uploads import Upload

__all__ = [
    "AWAITING_US",
    "STAGES",
    "UNFINISHED",
    "Attachment",
    "Category",
    "Draft",
    "Kind",
    "Message",
    "MessageKind",
    "Priority",
    "Queue",
    "QueueMember",
    "Stage",
    "Status",
    "Ticket",
    "TicketCount",
    "Upload",
]
