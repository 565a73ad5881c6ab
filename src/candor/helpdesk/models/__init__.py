"""Tickets, the messages in them, and the queues they stand in."""

from candor.helpdesk.models.messages import Attachment, Draft, Message, MessageKind
from candor.helpdesk.models.queues import Category, Queue, QueueMember
from candor.helpdesk.models.replies import Macro, ReplyTemplate, ReplyText
from candor.helpdesk.models.sending import AfterSending, DraftFile, TimeToUndo, WritingHabit
from candor.helpdesk.models.shaping import (
    GroupAnswer,
    GroupAnswerPart,
    LinkKind,
    Merge,
    MovedMessage,
    PartState,
    TicketLink,
)
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

__all__ = [
    "AWAITING_US",
    "STAGES",
    "UNFINISHED",
    "AfterSending",
    "Attachment",
    "Category",
    "Draft",
    "DraftFile",
    "GroupAnswer",
    "GroupAnswerPart",
    "Kind",
    "LinkKind",
    "Macro",
    "Merge",
    "Message",
    "MessageKind",
    "MovedMessage",
    "PartState",
    "Priority",
    "Queue",
    "QueueMember",
    "ReplyTemplate",
    "ReplyText",
    "Stage",
    "Status",
    "Ticket",
    "TicketCount",
    "TicketLink",
    "TimeToUndo",
    "WritingHabit",
]
