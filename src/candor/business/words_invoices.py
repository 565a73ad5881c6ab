"""The words that people read for invoices: on pages, and on the paper in its language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from candor.business.models import Invoice, InvoiceKind, PaymentWay
from candor.business.queries_leads import today
from candor.business.rules.invoices import TAX_CODES, Obstacle
from candor.business.rules.vat import RateKind, Reason, Supply
from candor.ui import marks

KINDS: Mapping[str, Promise] = {
    InvoiceKind.INVOICE: _("Invoice"),
    InvoiceKind.CORRECTION: _("Credit note"),
}
WAYS: Mapping[str, Promise] = {
    PaymentWay.TRANSFER: _("Bank transfer"),
    PaymentWay.CARD: _("Card"),
    PaymentWay.CASH: _("Cash"),
    PaymentWay.DEBIT: _("Direct debit"),
    PaymentWay.OTHER: pgettext_lazy("payment", "Something else"),
}
UNITS: Mapping[str, Promise] = {
    "C62": pgettext_lazy("unit", "pcs"),
    "HUR": pgettext_lazy("unit", "hours"),
    "DAY": pgettext_lazy("unit", "days"),
    "MON": pgettext_lazy("unit", "months"),
    "ANN": pgettext_lazy("unit", "years"),
    "KGM": pgettext_lazy("unit", "kg"),
    "MTR": pgettext_lazy("unit", "m"),
    "KMT": pgettext_lazy("unit", "km"),
    "LS": pgettext_lazy("unit", "flat rate"),
}


def counted(quantity: Decimal, unit: str, said: str) -> str:
    """A quantity as people read it: 1 year, 1.5 hours, 3 pcs. `said` is the figure in the reader's language."""
    n = 1 if quantity == 1 else 2
    words = {
        "HUR": ngettext("%(quantity)s hour", "%(quantity)s hours", n),
        "DAY": ngettext("%(quantity)s day", "%(quantity)s days", n),
        "MON": ngettext("%(quantity)s month", "%(quantity)s months", n),
        "ANN": ngettext("%(quantity)s year", "%(quantity)s years", n),
    }
    return words[unit] % {"quantity": said} if unit in words else f"{said} {UNITS.get(unit, unit)}"


def quantity(value: Decimal, unit: str) -> str:
    """For pages, in the reader's language, with the four places that a line has: 0.3333 hours."""
    return counted(value, unit, marks.quantity(value))


REASONS: Mapping[str, Promise] = {
    Reason.REVERSE_CHARGE: _("Reverse charge: the tax is owed by the recipient (Art. 196 Directive 2006/112/EC)."),
    Reason.INTRA_COMMUNITY: _("Tax-free intra-Community supply (Art. 138 Directive 2006/112/EC)."),
    Reason.EXPORT: _("Tax-free export (Art. 146 Directive 2006/112/EC)."),
    Reason.OUTSIDE: _("Not taxable in the seller’s country."),
    Reason.SMALL_BUSINESS: _("No value added tax is charged: small business (in Germany § 19 UStG)."),
    Reason.EXEMPT: _("Exempt from value added tax."),
}
SUPPLIES: Mapping[str, Promise] = {
    Supply.SERVICE: _("Service"),
    Supply.GOODS: _("Goods"),
    Supply.DIGITAL: _("Digital"),
}
RATE_KINDS: Mapping[str, Promise] = {
    RateKind.STANDARD: _("full rate"),
    RateKind.REDUCED: _("reduced rate"),
    RateKind.ZERO: _("zero rate"),
    RateKind.EXEMPT: _("exempt"),
}
OBSTACLES: Mapping[str, Promise] = {
    Obstacle.NO_SELLER: _(
        "Our own name and address are missing: an administrator writes them in System Configuration."
    ),
    Obstacle.NO_TAX_NUMBER: _(
        "Our VAT id or tax number is missing: an administrator writes it in System Configuration."
    ),
    Obstacle.NO_LINES: _("There is no line yet."),
    Obstacle.NO_ADDRESS: _("The recipient’s address is incomplete."),
    Obstacle.NEGATIVE: _("The total is below nought: write a credit note for the invoice instead."),
    Obstacle.MIXED: _("What is not taxable here cannot stand beside taxed lines: write two invoices."),
    Obstacle.BUYER_VAT_ID: _("Without tax in another member state the recipient’s VAT id is needed."),
    Obstacle.SELLER_VAT_ID: _("Without tax to abroad our own VAT id is needed, not only the tax number."),
    Obstacle.TOO_MUCH: _("More would be credited than is left of the invoice."),
    Obstacle.DISCOUNT: _("The discount on the whole is larger than what the lines come to."),
}


def tax_choices() -> list[tuple[str, str]]:
    """What a line offers as its tax."""
    named = []
    for code in TAX_CODES:
        supply, _sign, kind = code.partition("-")
        named.append((code, f"{SUPPLIES[supply]}, {RATE_KINDS[kind]}"))
    return named


def state_of_invoice(invoice: Invoice, today: date) -> tuple[str, str]:
    """Where it stands, in the shape of the look and in words."""
    if invoice.is_correction:
        return "closed", str(KINDS[InvoiceKind.CORRECTION])
    if invoice.corrected >= invoice.gross > 0:
        return "closed", str(pgettext_lazy("invoice", "Credited"))
    if invoice.is_settled:
        return "solved", str(pgettext_lazy("invoice", "Paid"))
    if invoice.due_on < today:
        return "failed", str(pgettext_lazy("invoice", "Overdue"))
    return "open", str(pgettext_lazy("invoice", "Open"))


def links_to(invoices: Iterable[Invoice], name: str = "business:invoice") -> list[dict[str, str]]:
    """Invoices as a short list of links, each with where it stands."""
    day = today()
    return [
        {
            "label": invoice.number,
            "url": reverse(name, args=[invoice.ref]),
            "status": state_of_invoice(invoice, day)[0],
            "status_text": state_of_invoice(invoice, day)[1],
        }
        for invoice in invoices
    ]
