"""What is held about people as leads: what they are interested in, what was done, by which right they are approached.

Who asked us is answered as a step before a contract (Art. 6(1)(b)); who stands on a bought list is approached on our
legitimate interest (Art. 6(1)(f)). Each lead says which of them.
"""

from __future__ import annotations

from candor.business.models import ContactRight, Lead, LeadEntry, LeadTask, LostReason, Stage
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
    counts_from,
    declare,
    keep_from,
    leads_also,
    link,
    personal,
    technical,
)

FOLLOWING_UP = (Purpose.CONTRACT, Purpose.SALES)
RIGHTS = (Purpose.SALES, Purpose.ACCOUNTABILITY)


def declare_leads() -> None:
    keep_from("lead", "The last step with the lead; those that were won go with the customer.")
    counts_from("customer", "business.lead", person="person", at="touched_at")
    for model in (Stage, LostReason):
        declare(
            model,
            row=Row.NOBODY,
            fields={**{name: technical() for name in ("id", "ref", "position")}, "name": business()},
        )
    _declare_lead()
    _declare_work()
    _declare_rights()
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.lead"))
    leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.lead"))
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.leadtask"))
    leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.leadtask"))


def _declare_lead() -> None:
    keys = ("id", "ref", "person", "organisation", "stage", "lost_reason", "version", "submission_key")
    declare(
        Lead,
        row=Row.SUBJECT,
        person="person",
        keep="lead",
        since="idle_since",
        fields={
            **{name: technical() for name in keys},
            "correspondence": link(),
            "origin": link(),
            **{name: _written("user.content", Author.STAFF) for name in ("interest",)},
            **{name: _kept() for name in ("source", "outcome", "basis", "notice_version", "value", "currency")},
            **{name: _moment() for name in ("decided_at", "follow_up_on", "notice_due_on", "noticed_at")},
            **{name: _moment() for name in ("created_at", "touched_at")},
            "idle_since": technical(),
            **{name: _of_staff() for name in ("owner", "decided_by")},
        },
    )


def _declare_work() -> None:
    declare(
        LeadEntry,
        row=Row.SUBJECT,
        person="lead__person",
        keep="lead",
        since="lead__idle_since",
        fields={
            **{name: technical() for name in ("id", "ref", "lead", "stage")},
            "kind": _kept(),
            "text": _written("user.content", Author.STAFF),
            "by": _of_staff(),
            "at": _moment(),
        },
    )
    declare(
        LeadTask,
        row=Row.SUBJECT,
        person="lead__person",
        keep="lead",
        since="lead__idle_since",
        fields={
            **{name: technical() for name in ("id", "ref", "lead", "reminded_at")},
            "kind": _kept(),
            "text": _written("user.content", Author.STAFF),
            **{name: _of_staff() for name in ("assignee", "by")},
            **{name: _moment() for name in ("due_on", "created_at", "done_at")},
        },
    )


def _declare_rights() -> None:
    declare(
        ContactRight,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            **{name: technical() for name in ("id", "ref", "person")},
            **{name: _of_right() for name in ("channel", "ground", "given_on", "recorded_at", "ended_at")},
            "proof": personal("user.privacy_preferences", purposes=RIGHTS, erase=Erase.DELETE_ROW, author=Author.STAFF),
            "by": personal(
                "user.unique_id", purposes=RIGHTS, erase=Erase.NULL, export=Export.NO, log=Log.NO,
                author=Author.SOFTWARE,
            ),
        },
    )  # fmt: skip


def _written(category: str, author: Author) -> Column:
    """Words about the person, or theirs."""
    return personal(
        category, purposes=FOLLOWING_UP, erase=Erase.DELETE_ROW, author=author, recipients=[Recipient.MAIL_SERVER]
    )


def _kept() -> Column:
    """What we hold about the deal that may come."""
    return personal("user.behavior", purposes=FOLLOWING_UP, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.STAFF)


def _moment() -> Column:
    return personal("user.behavior", purposes=FOLLOWING_UP, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE)


def _of_right() -> Column:
    return personal(
        "user.privacy_preferences", purposes=RIGHTS, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.STAFF
    )


def _of_staff() -> Column:
    """Who of us sees to it, or did it."""
    return personal(
        "user.unique_id", purposes=FOLLOWING_UP, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )
