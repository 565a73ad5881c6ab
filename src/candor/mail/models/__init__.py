from candor.mail.models.addresses import DeadAddress
from candor.mail.models.alarms import AlarmAbout, MailAlarm
from candor.mail.models.incoming import RawMessage, RawState, Reason, SeenMessage, Way
from candor.mail.models.mailboxes import Mailbox, MailboxCursor, Security, Trouble
from candor.mail.models.outbox import (
    AutomaticMail,
    OutboxAttachment,
    OutboxMessage,
    OutboxState,
    ReplyToken,
    TemplateClass,
)

__all__ = [
    "AlarmAbout",
    "AutomaticMail",
    "DeadAddress",
    "MailAlarm",
    "Mailbox",
    "MailboxCursor",
    "OutboxAttachment",
    "OutboxMessage",
    "OutboxState",
    "RawMessage",
    "RawState",
    "Reason",
    "ReplyToken",
    "Security",
    "SeenMessage",
    "TemplateClass",
    "Trouble",
    "Way",
]
