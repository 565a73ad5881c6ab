"""What is held about people on invoices: vouchers, which the law has us keep for its period, and drafts of them.

The address on it may be another person's than the buyer's: it leads to whoever it belongs to. An issued invoice is
theirs too; of a draft that is somebody else's they have the address alone: erasing them empties it, the draft stays.
An issued invoice goes as a whole when its period is over, never in parts: the database refuses to change what it says.
"""

from __future__ import annotations

from dataclasses import replace

from candor.business.models import Invoice, InvoiceDraft, InvoiceLine, InvoicingSettings, PaperLogo, Payment
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
    by_address,
    by_object,
    counts_from,
    declare,
    keep_from,
    leads_also,
    link,
    personal,
    technical,
)

BILLING = (Purpose.CONTRACT, Purpose.LEGAL_DUTY)
BUYER = {
    "buyer_name": "user.name",
    "buyer_lines": "user.contact.address.street",
    "buyer_postcode": "user.contact.address.postal_code",
    "buyer_city": "user.contact.address.city",
    "buyer_country": "user.contact.address.country",
    "buyer_vat_id": "user.unique_id",
    "buyer_email": "user.contact.email",
}
SAID = ("buyer_reference", "order_reference", "note")
OURS = (
    "legal_name", "lines", "postcode", "city", "country", "vat_id", "tax_number", "register", "contact", "email",
    "phone", "iban", "bic", "payment_days", "small_business", "one_stop_shop", "invoice_format", "correction_format",
    "public_form",
)  # fmt: skip
TIMES = ("supplied_from", "supplied_until")


def declare_invoices() -> None:
    keep_from("voucher", "The day of the invoice.")
    counts_from("customer", "business.invoice", person="person", at="issued_at")
    declare(
        InvoicingSettings,
        row=Row.NOBODY,
        fields={
            **dict.fromkeys(("id", "version"), technical()),
            **dict.fromkeys(OURS, business()),
        },
    )
    declare(
        PaperLogo,
        row=Row.NOBODY,
        fields={
            "id": technical(),
            **dict.fromkeys(("name", "content", "content_type", "changed_at"), business()),
        },
    )
    _declare_drafts()
    _declare_issued()
    _declare_of_invoice()
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.invoice"))
    leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.invoice"))


def _declare_drafts() -> None:
    declare(
        InvoiceDraft,
        row=Row.SHARED,
        person=["person", by_address("buyer_email", unless=("person", "organisation"))],
        keep="draft",
        since="changed_at",
        fields={
            **dict.fromkeys(("id", "ref", "person", "organisation", "version"), technical()),
            **dict.fromkeys(("language", "payment_days", "submission_key", "electronic"), technical()),
            "corrects": link(),
            **{name: told_column(category) for name, category in BUYER.items()},
            "buyer_email": replace(told_column("user.contact.email"), erase=Erase.NULL),
            **dict.fromkeys((*SAID, "lines"), told_column("user.content")),
            **dict.fromkeys(("kind", "currency", *TIMES, "changed_at"), deal_column()),
            **dict.fromkeys(("discount", "reduction"), deal_column("user.financial")),
            "by": staff_column(),
        },
    )


def _declare_issued() -> None:
    declare(
        Invoice,
        row=Row.SHARED,
        person=["person", by_address("buyer_email")],
        keep="voucher",
        since="issued_on",
        fields={
            **dict.fromkeys(
                ("id", "ref", "person", "organisation", "language", "draft_ref", "electronic"), technical()
            ),
            **dict.fromkeys(("corrects", "booked_in"), link()),
            "seller": business(),
            **{name: told_column(category) for name, category in BUYER.items()},
            **dict.fromkeys(SAID, told_column("user.content")),
            "number": told_column("user.unique_id"),
            **dict.fromkeys(("kind", "currency", *TIMES, "issued_on", "due_on", "issued_at", "sent_at"), deal_column()),
            **dict.fromkeys(("taxes", "net", "tax", "gross", "discount", "reduction"), deal_column("user.financial")),
            **dict.fromkeys(("paid", "corrected", "is_settled"), deal_column("user.financial")),
            **dict.fromkeys(("pdf", "xml", "ubl"), told_column("user.content", store="files")),
            "issued_by": staff_column(),
        },
    )


def _declare_of_invoice() -> None:
    """What hangs on an invoice goes with it."""
    declare(
        InvoiceLine,
        row=Row.SHARED,
        person=["invoice__person", by_address("invoice__buyer_email")],
        keep="voucher",
        since="invoice__issued_on",
        fields={
            **dict.fromkeys(("id", "invoice", "position"), technical()),
            "text": told_column("user.content"),
            **dict.fromkeys(
                ("quantity", "unit", "price", "discount", "reduction", "net"), deal_column("user.financial")
            ),
            **dict.fromkeys(("category", "percent", "reason"), deal_column("user.financial")),
        },
    )
    declare(
        Payment,
        row=Row.SHARED,
        person=["invoice__person", by_address("invoice__buyer_email")],
        keep="voucher",
        since="invoice__issued_on",
        fields={
            **dict.fromkeys(("id", "ref", "invoice", "submission_key"), technical()),
            **dict.fromkeys(("paid_on", "amount", "way"), deal_column("user.financial")),
            "booked_in": link(),
            "reference": told_column("user.financial"),
            "noted_at": deal_column(),
            "by": staff_column(),
        },
    )


def told_column(category: str, *, store: str = "") -> Column:
    """What stands on the paper about the buyer."""
    return personal(
        category,
        purposes=BILLING,
        erase=Erase.DELETE_ROW,
        portable=category != "user.content",
        author=Author.STAFF,
        recipients=[Recipient.MAIL_SERVER],
        store=store,
    )


def deal_column(category: str = "user.behavior") -> Column:
    """What was bought, when and for how much."""
    return personal(category, purposes=BILLING, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.STAFF)


def staff_column() -> Column:
    return personal(
        "user.unique_id", purposes=BILLING, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )
