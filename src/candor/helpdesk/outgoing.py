"""What leaves by mail about a ticket. Called inside the transaction of the action that gives reason to it."""

from __future__ import annotations

from candor.helpdesk.models import Message


def acknowledge(message: Message) -> None:
    """Tell the requester that the first message of their ticket arrived."""


def mail_reply(message: Message) -> None:
    """Mail our public reply to the requester."""
