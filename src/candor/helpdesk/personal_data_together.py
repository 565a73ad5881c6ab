"""What working together holds about people: who follows, who gets copies, and what went to them."""

from __future__ import annotations

from candor.helpdesk.models import Participant, SentCopy
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    declare,
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
    Participant,
    row=Row.SHARED,
    person="person",
    keep="case",
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
    person="participant__person",
    keep="case",
    fields={name: technical() for name in ("id", "message", "participant", "delivery")},
)
