"""How a copy of somebody's data speaks of invoices, and of what was paid for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.models import (
    DebtorAccount,
    DunningLetter,
    DunningPause,
    Invoice,
    InvoiceDraft,
    InvoiceLine,
    Payment,
)
from candor.business.words_dunning import REASONS as PAUSES
from candor.business.words_dunning import STATES, TITLES
from candor.business.words_invoices import KINDS, REASONS, UNITS, WAYS
from candor.kernel.registries.telling import Chapter, Telling, Words, chapter, tell

INVOICES = "invoices"
PAPER: Words = {
    "buyer_name": _("Name"),
    "buyer_lines": _("Street and number"),
    "buyer_postcode": _("Postcode"),
    "buyer_city": _("Town"),
    "buyer_country": _("Country"),
    "buyer_vat_id": _("VAT id"),
    "buyer_email": _("E-mail address"),
    "buyer_reference": _("Your reference"),
    "order_reference": _("Your order number"),
    "currency": _("Currency"),
    "supplied_from": _("Supplied from"),
    "supplied_until": _("Supplied until"),
    "note": _("Note on the paper"),
}
"""What drafts and invoices say alike."""


def tell_invoices() -> None:
    chapter(
        Chapter(
            INVOICES,
            37,
            _("Your invoices"),
            _("What we charged you and credited to you, and what you paid."),
            group="purchases",
        )
    )
    tell(
        Invoice,
        Telling(
            INVOICES,
            10,
            pgettext_lazy("copy", "Invoice"),
            columns={
                **PAPER,
                "issued_on": _("Date"),
                "due_on": _("Due on"),
                "issued_at": _("Issued"),
                "sent_at": _("Sent"),
                "discount": _("Discount on the whole in %"),
                "reduction": _("Discount on the whole as an amount"),
                "taxes": _("Taxes"),
                "net": _("Net"),
                "tax": _("Tax"),
                "gross": pgettext_lazy("copy", "With tax"),
                "paid": pgettext_lazy("copy", "Paid"),
                "corrected": _("Credited"),
                "is_settled": _("Nothing left to pay"),
                "pdf_id": _("As PDF"),
                "xml_id": _("As XML"),
                "ubl_id": _("As XML (UBL)"),
            },
            values={"kind": KINDS},
            heads=("number",),
        ),
    )
    tell(
        InvoiceLine,
        Telling(
            INVOICES,
            20,
            _("Line of an invoice"),
            columns={
                "quantity": _("Quantity"),
                "unit": _("Unit"),
                "price": _("Price of one, net"),
                "discount": _("Discount in %"),
                "reduction": _("Discount as an amount"),
                "category": _("Kind of tax (code of EN 16931)"),
                "percent": _("Tax in %"),
                "reason": _("Why no tax is charged"),
                "net": _("Net"),
            },
            values={"unit": UNITS, "reason": REASONS},
            heads=("text",),
        ),
    )
    tell(
        Payment,
        Telling(
            INVOICES,
            30,
            pgettext_lazy("copy", "Payment"),
            columns={
                "paid_on": _("Paid on"),
                "amount": _("Amount"),
                "way": pgettext_lazy("copy", "Paid by"),
                "reference": _("Reference"),
            },
            values={"way": WAYS},
            heads=("paid_on",),
        ),
    )
    tell(
        InvoiceDraft,
        Telling(
            INVOICES,
            40,
            _("Draft of an invoice"),
            columns={
                **PAPER,
                "discount": _("Discount on the whole in %"),
                "reduction": _("Discount on the whole as an amount"),
                "lines": _("Lines"),
                "changed_at": _("Changed"),
            },
            values={"kind": KINDS},
            heads=("changed_at",),
        ),
    )
    tell(
        DebtorAccount,
        Telling(
            INVOICES,
            38,
            _("Your account at our accountant’s"),
            columns={"number": _("Debtor account"), "set_at": _("Since")},
            heads=("number",),
        ),
    )
    tell(
        DunningLetter,
        Telling(
            INVOICES,
            32,
            _("Letter about an overdue invoice"),
            columns={
                "level": _("Letter"),
                "state": _("State"),
                "written_on": _("Date"),
                "pay_by": _("To be paid by"),
                "left": _("Left to pay"),
                "fee": _("Fee"),
                "interest": pgettext_lazy("money", "Interest"),
                "total": _("To pay now"),
                "sent_at": _("Sent"),
                "by_mail": _("By mail"),
                "pdf_id": _("As PDF"),
            },
            values={"level": TITLES, "state": {state: words for state, (_shape, words) in STATES.items()}},
            heads=("written_on",),
        ),
    )
    tell(
        DunningPause,
        Telling(
            INVOICES,
            34,
            _("Why nobody reminds you of an invoice"),
            columns={"until": _("Until"), "note": _("Note"), "paused_at": _("Noted")},
            values={"reason": PAUSES},
            heads=("reason",),
        ),
    )
