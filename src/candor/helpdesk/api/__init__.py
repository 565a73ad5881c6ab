"""The help desk for programs. Loaded by the API's face alone."""

from candor.helpdesk.api import (
    attachments,
    changing,
    lists,
    messages,
    opening,
    redacting,
    tickets,
    times,
    together,
    verbs,
)
from candor.helpdesk.api.operations import ATTACHMENTS, MESSAGES, TICKETS

__all__ = [
    "ATTACHMENTS",
    "MESSAGES",
    "TICKETS",
    "attachments",
    "changing",
    "lists",
    "messages",
    "opening",
    "redacting",
    "tickets",
    "times",
    "together",
    "verbs",
]
