"""What is held about people as subscribers: what they buy term by term, and how they cancelled it.

A subscription outlives its customer's data: its dates and its edition say nothing about anybody once no person stands
in it. A declaration is a commercial letter (§ 257 HGB) and goes as a whole; of a company's it stays without its author.
"""

from __future__ import annotations

from candor.business.models import (
    ContactListExport,
    Declaration,
    ProductReminding,
    Subscription,
    SubscriptionCancellation,
    SubscriptionReminder,
    SubscriptionSettings,
    SubscriptionTerm,
)
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    business,
    by_address,
    by_object,
    counts_from,
    declare,
    leads_also,
    link,
    personal,
    technical,
)

SUBSCRIBING = (Purpose.CONTRACT,)
AGREED = (
    "quantity", "price", "currency", "term_count", "term_unit", "notice_count", "notice_unit", "renews_itself",
    "starts_on", "renews_on", "state", "ends_on", "next_quantity", "next_quantity_on", "created_at", "touched_at",
)  # fmt: skip


def declare_subscriptions() -> None:
    counts_from("customer", "business.subscription", person="person", at="touched_at")
    declare(
        SubscriptionSettings,
        row=Row.NOBODY,
        fields={
            **dict.fromkeys(("id", "version"), technical()),
            **dict.fromkeys(
                ("is_reminding", "steps", "makes_quotes", "quote_days", "sends_quotes", "cancelling"), business()
            ),
        },
    )
    declare(
        ProductReminding,
        row=Row.NOBODY,
        fields={
            **dict.fromkeys(("id", "product", "version"), technical()),
            **dict.fromkeys(("way", "steps"), business()),
        },
    )
    declare(
        Subscription,
        row=Row.SUBJECT,
        person="person",
        keep="customer",
        fields={
            **dict.fromkeys(("id", "ref", "number", "organisation", "edition", "submission_key"), technical()),
            **dict.fromkeys(("version", "terms", "known_from", "quoted_for"), technical()),
            "person": personal("user.unique_id", purposes=SUBSCRIBING, erase=Erase.NULL, export=Export.NO, log=Log.NO),
            **dict.fromkeys(AGREED, _stays()),
            **dict.fromkeys(("licence", "order", "quote"), link()),
            "owner": _of_staff(),
        },
    )
    declare(
        SubscriptionTerm,
        row=Row.SUBJECT,
        person="subscription__person",
        keep="customer",
        fields={
            **dict.fromkeys(("id", "subscription", "draft_ref"), technical()),
            **dict.fromkeys(("begins_on", "ends_on", "quantity", "price", "way", "paid_at", "made_at"), _stays()),
            "quote": link(),
            "by": _of_staff(),
        },
    )
    declare(
        SubscriptionReminder,
        row=Row.SUBJECT,
        person="subscription__person",
        keep="customer",
        fields={
            **dict.fromkeys(("id", "subscription"), technical()),
            **dict.fromkeys(("renews_on", "step", "fate", "at"), _stays()),
        },
    )
    _declare_cancellations()
    _declare_declarations()
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.subscription"))
    leads_also(
        "mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.subscription")
    )


def _declare_declarations() -> None:
    """What came by the public page: it leads to whose subscription it ended, and to whoever has the address."""
    declare(
        Declaration,
        row=Row.SUBJECT,
        person=["person", by_address("email")],
        keep="commercial-letter",
        since="received_at",
        fields={
            **dict.fromkeys(("id", "ref", "person", "subscription", "language", "submission_key"), technical()),
            "cancellation": link(),
            "name": _goes("user.name", Author.SUBJECT),
            "email": _goes("user.contact.email", Author.SUBJECT),
            **dict.fromkeys(("contract", "reason"), _goes("user.content", Author.SUBJECT)),
            **dict.fromkeys(
                ("number", "kind", "wished_on", "received_at", "state", "handled_at"), _goes("user.behavior")
            ),
            "note": _goes("user.content", Author.STAFF),
            "handled_by": _of_staff(),
        },
    )
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.declaration"))
    leads_also(
        "mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.declaration")
    )


def _declare_cancellations() -> None:
    declare(
        SubscriptionCancellation,
        row=Row.SUBJECT,
        person="person",
        keep="commercial-letter",
        since="received_at",
        fields={
            **dict.fromkeys(("id", "subscription", "person"), technical()),
            "name": _goes("user.name", Author.SUBJECT),
            "reason": _goes("user.content", Author.SUBJECT),
            **dict.fromkeys(("kind", "way", "received_at", "ends_on", "undone_at"), _goes("user.behavior")),
            "by": _of_staff(),
        },
    )
    declare(
        ContactListExport,
        row=Row.MENTION,
        person="by",
        keep="access-log",
        sender="by",
        fields={
            **dict.fromkeys(("id", "lines"), technical()),
            "reason": personal(
                "user.content", purposes=[Purpose.ACCOUNTABILITY], erase=Erase.REDACT_SPANS, author=Author.STAFF
            ),
            "by": personal(
                "user.unique_id",
                purposes=[Purpose.ACCOUNTABILITY],
                erase=Erase.NULL,
                export=Export.NO,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
            "taken_at": personal(
                "user.behavior", purposes=[Purpose.ACCOUNTABILITY], erase=Erase.KEEP_ANONYMOUS, author=Author.SOFTWARE
            ),
        },
    )


def _stays(category: str = "user.behavior.purchase_history") -> Column:
    """What is true of the subscription, and of nobody once its customer is gone."""
    return personal(
        category, purposes=SUBSCRIBING, erase=Erase.KEEP_ANONYMOUS, portable=True, log=Log.NO, author=Author.STAFF
    )


def _goes(category: str, author: Author = Author.SOFTWARE) -> Column:
    """What was declared."""
    return personal(category, purposes=SUBSCRIBING, erase=Erase.DELETE_ROW, portable=True, log=Log.NO, author=author)


def _of_staff() -> Column:
    return personal(
        "user.unique_id", purposes=SUBSCRIBING, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )
