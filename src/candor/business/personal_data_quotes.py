"""What is held about people in quotes and orders: what was offered to them, what they answered, what they ordered.

An offer and its answer are commercial letters (§ 257 HGB). They go as a whole when the period is over.
"""

from __future__ import annotations

from candor.business.models import Order, Quote, QuoteVersion
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Recipient,
    Row,
    by_object,
    counts_from,
    declare,
    keep_from,
    leads_also,
    link,
    personal,
    technical,
)

OFFERING = (Purpose.CONTRACT, Purpose.SALES)


def declare_quotes() -> None:
    keep_from("commercial-letter", "The last step with the quote or the order.")
    counts_from("customer", "business.quote", person="person", at="touched_at")
    counts_from("customer", "business.order", person="quote__person", at="touched_at")
    _declare_quote()
    _declare_version()
    _declare_order()
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.quote"))
    leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.quote"))


def _declare_quote() -> None:
    declare(
        Quote,
        row=Row.SUBJECT,
        person="person",
        keep="commercial-letter",
        since="touched_at",
        fields={
            **dict.fromkeys(("id", "ref", "person", "organisation"), technical()),
            **dict.fromkeys(("offered", "decided_version"), link()),
            **dict.fromkeys(("submission_key", "version"), technical()),
            **dict.fromkeys(("number", "subject"), _written()),
            "decided_name": _written("user.name", Author.SUBJECT),
            "decline_reason": _written("user.content", Author.SUBJECT),
            **dict.fromkeys(("state", "valid_until", "decided_at", "decided_way"), _deal()),
            **dict.fromkeys(("created_at", "touched_at"), _deal()),
            **dict.fromkeys(("currency", "net", "gross"), _deal("user.financial")),
            **dict.fromkeys(("owner", "decided_by"), _of_staff()),
        },
    )


def _declare_version() -> None:
    declare(
        QuoteVersion,
        row=Row.SUBJECT,
        person="quote__person",
        keep="commercial-letter",
        since="quote__touched_at",
        fields={
            **dict.fromkeys(("id", "quote", "number", "language", "terms_version"), technical()),
            **dict.fromkeys(("subject", "note", "lines"), _written()),
            "sent_to": _written("user.contact.email"),
            "pdf": _written(store="files"),
            **dict.fromkeys(("valid_until", "sent_at"), _deal()),
            **dict.fromkeys(
                ("currency", "taxes", "net", "tax", "gross", "discount", "reduction"), _deal("user.financial")
            ),
            "sent_by": _of_staff(),
        },
    )


def _declare_order() -> None:
    declare(
        Order,
        row=Row.SUBJECT,
        person="quote__person",
        keep="commercial-letter",
        since="touched_at",
        fields={
            **dict.fromkeys(("id", "ref", "quote"), technical()),
            "number": _written(),
            "cancel_reason": _written(),
            **dict.fromkeys(("state", "ordered_at", "cancelled_at", "touched_at"), _deal()),
            **dict.fromkeys(("currency", "net", "gross", "invoiced"), _deal("user.financial")),
            "cancelled_by": _of_staff(),
        },
    )


def _written(category: str = "user.content", author: Author = Author.STAFF, *, store: str = "") -> Column:
    """What the person was told, or told us."""
    return personal(
        category,
        purposes=OFFERING,
        erase=Erase.DELETE_ROW,
        author=author,
        recipients=[Recipient.MAIL_SERVER],
        store=store,
    )


def _deal(category: str = "user.behavior") -> Column:
    """When, and for how much."""
    return personal(category, purposes=OFFERING, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.STAFF)


def _of_staff() -> Column:
    return personal(
        "user.unique_id", purposes=OFFERING, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )
