"""What working together holds about people: who follows, who gets copies, and what went to them."""

from __future__ import annotations

from candor.helpdesk.models import (
    BinEntry,
    CallBack,
    DueNotice,
    Notification,
    NotificationSettings,
    Participant,
    Presence,
    SentCopy,
)
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    by_address,
    declare,
    last_known_of,
    personal,
    technical,
)

SUPPORT = (Purpose.SUPPORT,)


def of_staff(category: str = "user.unique_id") -> Column:
    """Which member of staff did it or is meant: emptied when they are erased, in nobody's copy of their data."""
    return personal(category, purposes=SUPPORT, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.STAFF)


def of_row(category: str, *, author: Author = Author.SOFTWARE) -> Column:
    """A value that goes with its row."""
    return personal(category, purposes=SUPPORT, erase=Erase.DELETE_ROW, author=author, portable=True)


declare(
    BinEntry,
    row=Row.SHARED,
    person="ticket__requester",
    keep="case",
    since=last_known_of("ticket__solved_at", "ticket__closed_at"),
    fields={
        "id": technical(),
        "ticket": technical(),
        "reason": technical(),
        "binned_by": of_staff(),
        "status_before": technical(),
        "due_before": technical(),
        "scheduled_before": technical(),
    },
)
declare(
    CallBack,
    row=Row.SHARED,
    person="ticket__requester",
    keep="case",
    since=last_known_of("ticket__solved_at", "ticket__closed_at"),
    fields={
        "id": technical(),
        "ref": technical(),
        "ticket": technical(),
        "caller": personal(
            "user.unique_id",
            purposes=SUPPORT,
            erase=Erase.PLACEHOLDER,
            export=Export.NO,
            log=Log.NO,
            author=Author.STAFF,
        ),
        "number": of_row("user.contact.phone_number", author=Author.STAFF),
        "note": of_row("user.content", author=Author.STAFF),
        "at": of_row("user.behavior"),
        "attempts": technical(),
        "created_at": technical(),
        "told_at": technical(),
        "done_at": of_row("user.behavior"),
    },
)
declare(
    Participant,
    row=Row.SHARED,
    person=["person", by_address("address")],
    keep="case",
    since=last_known_of("ticket__solved_at", "ticket__closed_at"),
    fields={
        "id": technical(),
        "ref": technical(),
        "ticket": technical(),
        "part": technical(),
        "standing": technical(),
        "person": technical(),
        "address": of_row("user.contact.email", author=Author.SENDER),
        "name": of_row("user.name", author=Author.SENDER),
        "is_from_unverified": technical(),
        "added_by": of_staff(),
        "since": of_row("user.behavior"),
    },
)
declare(
    SentCopy,
    row=Row.SHARED,
    person=["participant__person", by_address("participant__address")],
    keep="case",
    since=last_known_of("message__ticket__solved_at", "message__ticket__closed_at"),
    fields={
        **{name: technical() for name in ("id", "message", "participant")},
        "delivery": of_row("user.behavior"),
    },
)
declare(
    Notification,
    row=Row.SUBJECT,
    person="person",
    keep="notification",
    fields={
        "id": technical(),
        "ref": technical(),
        "person": technical(),
        **dict.fromkeys(("ticket", "topic", "about"), technical()),
        "tally": technical(),
        "reason": technical(),
        "since": technical(),
        "last_at": technical(),
        "read_at": personal(
            "user.behavior", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE
        ),
        "mail_at": technical(),
        "is_for_digest": technical(),
    },
)
declare(
    NotificationSettings,
    row=Row.SUBJECT,
    person="person",
    keep="staff",
    fields={
        "id": technical(),
        "person": technical(),
        **dict.fromkeys(
            ("ways", "quiet_from", "quiet_until"),
            personal("user.settings", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, log=Log.NO),
        ),
    },
)
declare(
    DueNotice,
    row=Row.NOBODY,
    fields={name: technical() for name in ("id", "ticket", "event", "due_at")},
)
declare(
    Presence,
    row=Row.SUBJECT,
    person="person",
    keep="presence",
    fields={
        "id": technical(),
        "ticket": technical(),
        "person": technical(),
        **dict.fromkeys(
            ("is_writing", "seen_at"),
            personal(
                "user.behavior", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE
            ),
        ),
    },
)
