"""Tickets, the messages in them, and the queues they stand in."""

from candor.helpdesk.models.bulk import Bulk, BulkRow, BulkState, RowState
from candor.helpdesk.models.messages import Attachment, Draft, Message, MessageKind
from candor.helpdesk.models.queues import Category, Queue, QueueMember
from candor.helpdesk.models.tags import Tag, TicketTag
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
from candor.helpdesk.models.views import Audience, SavedView, ViewPlace

__all__ = [
    "AWAITING_US",
    "STAGES",
    "UNFINISHED",
    "Attachment",
    "Audience",
    "Bulk",
    "BulkRow",
    "BulkState",
    "Category",
    "Draft",
    "Kind",
    "Message",
    "MessageKind",
    "Priority",
    "Queue",
    "QueueMember",
    "RowState",
    "SavedView",
    "Stage",
    "Status",
    "Tag",
    "Ticket",
    "TicketCount",
    "TicketTag",
    "ViewPlace",
]
