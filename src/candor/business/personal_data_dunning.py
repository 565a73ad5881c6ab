"""What is held about people whose invoices were overdue: the letters to them, and why nobody duns for an invoice.

All of it hangs on the invoice and goes with it: a letter is part of the claim that the voucher stands for.
"""

from __future__ import annotations

from candor.business.models import DunningLetter, DunningPause, DunningSettings
from candor.business.personal_data_invoices import deal_column, staff_column, told_column
from candor.kernel.registries.personal_data import Row, business, by_address, by_object, declare, leads_also, technical

OURS = (
    "levels", "currency", "pay_within_days", "interest_private", "interest_business", "flat_fee", "proposes", "sends",
)  # fmt: skip


def declare_dunning() -> None:
    declare(
        DunningSettings,
        row=Row.NOBODY,
        fields={**dict.fromkeys(("id", "version"), technical()), **dict.fromkeys(OURS, business())},
    )
    declare(
        DunningLetter,
        row=Row.SHARED,
        person=["invoice__person", by_address("invoice__buyer_email")],
        keep="voucher",
        since="invoice__issued_on",
        fields={
            **dict.fromkeys(("id", "invoice"), technical()),
            **dict.fromkeys(("level", "state", "written_on", "pay_by", "sent_at", "by_mail"), deal_column()),
            **dict.fromkeys(("left", "fee", "interest", "total"), deal_column("user.financial")),
            "pdf": told_column("user.content", store="files"),
            "proposed_by": staff_column(),
            "approved_by": staff_column(),
        },
    )
    declare(
        DunningPause,
        row=Row.SHARED,
        person=["invoice__person", by_address("invoice__buyer_email")],
        keep="voucher",
        since="invoice__issued_on",
        fields={
            **dict.fromkeys(("id", "invoice"), technical()),
            **dict.fromkeys(("reason", "until", "paused_at"), deal_column()),
            "note": told_column("user.content"),
            "by": staff_column(),
        },
    )
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="business.dunningletter"))
    leads_also(
        "mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="business.dunningletter")
    )
