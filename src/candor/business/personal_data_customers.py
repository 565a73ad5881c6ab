"""What is held about people as customers: who of us looks after them, the words put on them, what is to be done."""

from __future__ import annotations

from candor.business.models import Care, ContactTag, FollowUp, Segment, Tagging
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Recipient,
    Row,
    business,
    by_object,
    declare,
    leads_also,
    personal,
    technical,
)

LOOKING_AFTER = (Purpose.CONTRACT, Purpose.SALES)


def declare_customers() -> None:
    declare(
        ContactTag,
        row=Row.NOBODY,
        fields={"id": technical(), "ref": technical(), "name": business(), "key": business()},
    )
    declare(
        Care,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            **{name: technical() for name in ("id", "person", "organisation")},
            "owner": _of_staff(),
            "since": _moment(),
        },
    )
    declare(
        Tagging,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={**{name: technical() for name in ("id", "person", "organisation")}, "tag": _said("user.behavior")},
    )
    declare(
        FollowUp,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            **{name: technical() for name in ("id", "ref", "person", "organisation", "reminded_at")},
            "kind": _said("user.behavior"),
            "text": _posted("user.content"),
            **{name: _of_staff() for name in ("assignee", "by")},
            **{name: _moment() for name in ("due_on", "created_at", "done_at")},
        },
    )
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.followup"))
    leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.followup"))
    declare(
        Segment,
        row=Row.MENTION,
        person="by",
        keep="staff",
        fields={
            **{name: technical() for name in ("id", "ref", "about", "conditions", "created_at")},
            "name": business(),
            "by": _of_staff(),
        },
    )


def _said(category: str) -> Column:
    return personal(category, purposes=LOOKING_AFTER, erase=Erase.DELETE_ROW, author=Author.STAFF)


def _posted(category: str) -> Column:
    """Words that go into the reminder of whoever does it."""
    return personal(
        category,
        purposes=LOOKING_AFTER,
        erase=Erase.DELETE_ROW,
        author=Author.STAFF,
        recipients=[Recipient.MAIL_SERVER],
    )


def _moment() -> Column:
    return personal("user.behavior", purposes=LOOKING_AFTER, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE)


def _of_staff() -> Column:
    """Who of us sees to it, or did it."""
    return personal(
        "user.unique_id", purposes=LOOKING_AFTER, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )
