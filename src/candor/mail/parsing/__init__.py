"""The parsing engine of Candor's mail: raw bytes in, plain values out. Pure: no Django, database or network."""

from candor.mail.parsing.message import parse_message
from candor.mail.parsing.model import (
    Attachment,
    Bounce,
    Mailbox,
    ParsedMessage,
    to_json,
)
from candor.mail.parsing.trimming import trim_reply

__all__ = [
    "Attachment",
    "Bounce",
    "Mailbox",
    "ParsedMessage",
    "parse_message",
    "to_json",
    "trim_reply",
]
