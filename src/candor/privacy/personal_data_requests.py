"""The request file: what people asked for about their data, how it went on, what was answered.

Its words stay when the person is erased, for the office alone; they go when the file's period is over.
"""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Recipient,
    Row,
    by_address,
    by_number,
    by_object,
    declare,
    leads_also,
    personal,
    technical,
)
from candor.privacy.models import RefusedItem, RequestStep, SubjectRequest

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_requests() -> None:
    """A request of somebody unknown leads to them by the address that they gave."""
    somebody_else = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    software = (
        *("id", "ref", "number", "state", "language", "origin_kind", "origin_id", "due_on", "reminded_on", "version"),
        *("paused_since", "paused_days"),
    )
    declare(
        SubjectRequest,
        row=Row.MENTION,
        person=(by_number("subject_number"), by_address("address")),
        keep="request-file",
        since="answered_at",
        fields={
            **dict.fromkeys(software, technical()),
            "subject_number": personal(
                "user.unique_id.pseudonymous",
                purposes=ACCOUNTABLE,
                erase=Erase.KEEP_ANONYMOUS,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
            "name": _on_file("user.name"),
            "address": _on_file("user.contact.email"),
            "postal_address": _on_file("user.contact.address"),
            "said": _on_file("user.content"),
            **dict.fromkeys(("kind", "channel", "identity_how"), _noted(Author.STAFF)),
            **dict.fromkeys(
                ("received_at", "received_on", "extended_at", "identity_at", "confirmed_at", "answered_at"), _noted()
            ),
            **dict.fromkeys(("extension_reason", "answer"), _on_file("user.content", Author.STAFF)),
            **dict.fromkeys(("entered_by", "identity_by", "officer", "confirmed_by"), somebody_else),
        },
    )
    declare(
        RequestStep,
        row=Row.MENTION,
        person=by_number("request__subject_number"),
        keep="request-file",
        since="request__answered_at",
        fields={
            **dict.fromkeys(("id", "request", "state"), technical()),
            **dict.fromkeys(("kind", "at"), _on_file("user.behavior", Author.SOFTWARE)),
            "note": _on_file("user.content", Author.STAFF),
            "by": somebody_else,
        },
    )
    declare(
        RefusedItem,
        row=Row.MENTION,
        person=by_number("request__subject_number"),
        keep="request-file",
        since="request__answered_at",
        fields={
            **dict.fromkeys(("id", "request"), technical()),
            **dict.fromkeys(("what", "ground"), _on_file("user.content", Author.STAFF)),
            "until": _on_file("user.behavior", Author.STAFF),
        },
    )
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="privacy.subjectrequest"))
    leads_also(
        "mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="privacy.subjectrequest")
    )


def _on_file(category: str, author: Author = Author.SUBJECT) -> Column:
    """What stands in the request file under lock."""
    return personal(
        category,
        purposes=ACCOUNTABLE,
        erase=Erase.KEEP_LOCKED,
        author=author,
        recipients=[Recipient.MAIL_SERVER] if author is Author.STAFF else [],
    )


def _noted(author: Author = Author.SOFTWARE) -> Column:
    return personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, log=Log.NO, author=author)
