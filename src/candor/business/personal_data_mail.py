"""What sales holds about people: the mail between them and us, beside all cases."""

from __future__ import annotations

from candor.business.models import Correspondence, SalesFile, SalesMail
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
    by_object,
    counts_from,
    declare,
    keep_from,
    leads_also,
    personal,
    technical,
)

TALKING = (Purpose.CONTRACT,)
"""Answering an enquiry is a step towards a contract that the person asks for (Art. 6(1)(b))."""


def _theirs(category: str = "user.content", *, author: Author = Author.SENDER, store: str = "") -> Column:
    """A value of the person's own mail with us: it goes with the mail."""
    return personal(
        category,
        purposes=TALKING,
        erase=Erase.DELETE_ROW,
        portable=True,
        author=author,
        recipients=[Recipient.MAIL_SERVER],
        store=store,
    )


def _of_staff() -> Column:
    """Who of us sees to it, or wrote."""
    return personal(
        "user.unique_id", purposes=TALKING, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )


def _of_our_work() -> Column:
    """When something was done about it."""
    return personal(
        "user.behavior", purposes=TALKING, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE, portable=True
    )


def declare_mail() -> None:
    keep_from("sales-mail", "The last mail of the correspondence.")
    counts_from("customer", "business.salesmail", person="correspondence__person", at="written_at")
    declare(
        Correspondence,
        row=Row.SUBJECT,
        person="person",
        keep="sales-mail",
        since="last_at",
        fields={
            **{name: technical() for name in ("id", "ref", "person", "organisation", "mailbox", "is_sender_verified")},
            "subject": _theirs(),
            "taken_by": _of_staff(),
            **{name: _of_our_work() for name in ("waits_since", "done_at", "last_at", "created_at")},
        },
    )
    declare(
        SalesMail,
        row=Row.SUBJECT,
        person=["correspondence__person", by_address("address")],
        keep="sales-mail",
        since="correspondence__last_at",
        fields={
            **{name: technical() for name in ("id", "ref", "correspondence", "is_ours", "is_automatic", "created_at")},
            "by": _of_staff(),
            "address": _theirs("user.contact.email"),
            **{name: _theirs() for name in ("text", "quoted", "html")},
            "written_at": _of_our_work(),
            "delivery": technical(),
            "submission_key": technical(),
        },
    )
    declare(
        SalesFile,
        row=Row.SUBJECT,
        person=["mail__correspondence__person", by_address("mail__address")],
        keep="sales-mail",
        since="mail__correspondence__last_at",
        fields={
            **{name: technical() for name in ("id", "mail", "is_inline")},
            "file": _theirs(store="files"),
            "content_id": personal(
                "user.content", purposes=TALKING, erase=Erase.DELETE_ROW, export=Export.NO, author=Author.SENDER
            ),
        },
    )

    # Mails of the floor below that tell of our rows. What came in becomes a mail of a correspondence.
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.salesmail"))
    leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.salesmail"))
    leads_also("mail.rawmessage", by_object("became_kind", "became_id", to="business.salesmail"))
    leads_also("mail.replytoken", by_object("about_kind", "about_id", to="business.correspondence"))
