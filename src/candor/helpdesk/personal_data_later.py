"""What replies to be sent later, and the senders of queues, hold about people. Declared with the rest of the slice."""

from __future__ import annotations

from candor.helpdesk.models import LaterFile, LaterReply, QueueSender
from candor.kernel.registries.personal_data import (
    Author,
    Erase,
    Purpose,
    Row,
    business,
    declare,
    personal,
    technical,
)

SUPPORT = (Purpose.SUPPORT,)

declare(
    LaterReply,
    row=Row.SHARED,
    person=["author", "ticket__requester"],
    keep="draft",
    since="send_at",
    sender="author",
    fields={
        "id": technical(),
        "ref": technical(),
        "ticket": technical(),
        "author": technical(),
        "text": personal("user.content", purposes=SUPPORT, erase=Erase.DELETE_ROW, portable=True, author=Author.SENDER),
        "copies": technical(),
        "then": technical(),
        "send_at": technical(),
        "newest_message": technical(),
        "was_finished": technical(),
        "held_for": technical(),
        "submission_key": technical(),
        "created_at": technical(),
    },
)
declare(
    LaterFile,
    row=Row.SHARED,
    person=["reply__author", "reply__ticket__requester"],
    keep="draft",
    since="reply__send_at",
    sender="reply__author",
    fields={
        "id": technical(),
        "reply": technical(),
        "file": personal("user.content", purposes=SUPPORT, erase=Erase.DELETE_ROW, author=Author.SENDER, store="files"),
    },
)
declare(
    QueueSender,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "queue": technical(),
        "mailbox": technical(),
        "address": business(),
        "name": business(),
        "shows_writer": business(),
        "signatures": business(),
    },
)
