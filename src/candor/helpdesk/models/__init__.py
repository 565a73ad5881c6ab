"""Tickets, the messages in them, and the queues they stand in."""

from candor.helpdesk.models.bin import BinEntry, BinReason
from candor.helpdesk.models.bulk import Bulk, BulkRow, BulkState, RowState
from candor.helpdesk.models.calls import CallBack
from candor.helpdesk.models.following import Part, Participant, SentCopy, Standing
from candor.helpdesk.models.later import LaterFile, LaterReply
from candor.helpdesk.models.letters import LetterSettings, Told, UnreadLetter
from candor.helpdesk.models.messages import Attachment, Draft, Message, MessageKind
from candor.helpdesk.models.notifications import By, DueNotice, Event, Notification, NotificationSettings, Reason
from candor.helpdesk.models.presence import Presence
from candor.helpdesk.models.queues import Category, Queue, QueueMember
from candor.helpdesk.models.replies import Macro, MacroTag, ReplyTemplate, ReplyText
from candor.helpdesk.models.senders import QueueSender
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
from candor.helpdesk.models.tags import Tag, TicketTag
from candor.helpdesk.models.tickets import (
    AWAITING_US,
    STAGES,
    UNFINISHED,
    Kind,
    Priority,
    QueueCount,
    Stage,
    Status,
    Ticket,
    TicketCount,
)
from candor.helpdesk.models.times import RECORD, TimeAnswer, TimeKind, TimeRecord, TimeSettings
from candor.helpdesk.models.times import Standing as TimeStanding
from candor.helpdesk.models.uploads import Upload
from candor.helpdesk.models.views import Audience, SavedView, ViewPlace
from candor.helpdesk.models.welcome import OpeningWords

__all__ = [
    "AWAITING_US",
    "RECORD",
    "STAGES",
    "UNFINISHED",
    "AfterSending",
    "Attachment",
    "Audience",
    "BinEntry",
    "BinReason",
    "Bulk",
    "BulkRow",
    "BulkState",
    "By",
    "CallBack",
    "Category",
    "Draft",
    "DraftFile",
    "DueNotice",
    "Event",
    "GroupAnswer",
    "GroupAnswerPart",
    "Kind",
    "LaterFile",
    "LaterReply",
    "LetterSettings",
    "LinkKind",
    "Macro",
    "MacroTag",
    "Merge",
    "Message",
    "MessageKind",
    "MovedMessage",
    "Notification",
    "NotificationSettings",
    "OpeningWords",
    "Part",
    "PartState",
    "Participant",
    "Presence",
    "Priority",
    "Queue",
    "QueueCount",
    "QueueMember",
    "QueueSender",
    "Reason",
    "ReplyTemplate",
    "ReplyText",
    "RowState",
    "SavedView",
    "SentCopy",
    "Stage",
    "Standing",
    "Status",
    "Tag",
    "Ticket",
    "TicketCount",
    "TicketLink",
    "TicketTag",
    "TimeAnswer",
    "TimeKind",
    "TimeRecord",
    "TimeSettings",
    "TimeStanding",
    "TimeToUndo",
    "Told",
    "UnreadLetter",
    "Upload",
    "ViewPlace",
    "WritingHabit",
]
