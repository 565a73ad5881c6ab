"""Tickets, the messages in them, and the queues they stand in."""

from candor.helpdesk.models.bin import BinEntry, BinReason
from candor.helpdesk.models.bulk import Bulk, BulkRow, BulkState, RowState
from candor.helpdesk.models.following import Part, Participant, SentCopy, Standing
from candor.helpdesk.models.letters import LetterSettings, Told, UnreadLetter
from candor.helpdesk.models.messages import Attachment, Draft, Message, MessageKind
from candor.helpdesk.models.notifications import By, DueNotice, Event, Notification, NotificationSettings, Reason
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
    "BinEntry",
    "BinReason",
    "Bulk",
    "BulkRow",
    "BulkState",
    "By",
    "Category",
    "Draft",
    "DueNotice",
    "Event",
    "Kind",
    "LetterSettings",
    "Message",
    "MessageKind",
    "Notification",
    "NotificationSettings",
    "Part",
    "Participant",
    "Priority",
    "Queue",
    "QueueMember",
    "Reason",
    "RowState",
    "SavedView",
    "SentCopy",
    "Stage",
    "Standing",
    "Status",
    "Tag",
    "Ticket",
    "TicketCount",
    "TicketTag",
    "Told",
    "UnreadLetter",
    "ViewPlace",
]
