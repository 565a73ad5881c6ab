from candor.mail.models.addresses import DeadAddress
from candor.mail.models.alarms import AlarmAbout, MailAlarm
from candor.mail.models.grants import Fault, MailGrant, Provider
from candor.mail.models.incoming import RawMessage, RawState, Reason, SeenMessage, Way
from candor.mail.models.mailboxes import Mailbox, MailboxCursor, Security, SignIn, Trouble
from candor.mail.models.outbox import (
    AutomaticMail,
    OutboxAttachment,
    OutboxMessage,
    OutboxState,
    ReplyToken,
    TemplateClass,
)
from candor.mail.models.signing import KeyState, SigningKey
from candor.mail.models.words import MailWords

__all__ = [
    "AlarmAbout",
    "AutomaticMail",
    "DeadAddress",
    "Fault",
    "KeyState",
    "MailAlarm",
    "MailGrant",
    "MailWords",
    "Mailbox",
    "MailboxCursor",
    "OutboxAttachment",
    "OutboxMessage",
    "OutboxState",
    "Provider",
    "RawMessage",
    "RawState",
    "Reason",
    "ReplyToken",
    "Security",
    "SeenMessage",
    "SignIn",
    "SigningKey",
    "TemplateClass",
    "Trouble",
    "Way",
]
