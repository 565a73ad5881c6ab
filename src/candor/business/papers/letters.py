"""What the PDF of a dunning letter shows, in the language of its invoice, with the look of the invoice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candor.business.models import DunningLetter, DunningSettings
from candor.business.papers.showing import Look
from candor.business.papers.storing import facts_of, papers_made
from candor.business.words_dunning import values_of, words_of
from candor.kernel import clock


def letter_pdf(letter: DunningLetter, settings: DunningSettings) -> bytes:
    """The letter as a file, made by a process of its own."""
    return papers_made({"shown": letter_shown(letter, settings), "with_xml": False})["pdf"]


def letter_shown(letter: DunningLetter, settings: DunningSettings) -> dict[str, Any]:
    """Texts alone; the keys are those that `invoice.typ` names."""
    invoice = letter.invoice
    facts = facts_of(invoice)
    with translation.override(invoice.language):
        look = Look(facts)
        title, text = words_of(letter, settings, invoice.language, values_of(letter, look.day, look.money))
        paid = invoice.gross - letter.left
        return {
            **look.frame(f"{title}: {invoice.number}"),
            "issued_at": clock.now().isoformat(),
            "facts": [[_("Date"), look.day(letter.written_on)], [_("To be paid by"), look.day(letter.pay_by)]],
            "before": [part for part in text.split("\n\n") if part.strip()],
            "columns": [_("Invoice"), _("Date"), _("Due"), _("Amount")],
            "wide": 0,
            "lines": [
                [invoice.number, look.day(invoice.issued_on), look.day(invoice.due_on), look.money(invoice.gross)]
            ],
            "totals": [
                [words, look.money(amount)]
                for words, amount in (
                    (_("Paid and credited"), -paid),
                    (_("Left to pay"), letter.left),
                    (_("Fee"), letter.fee),
                    (pgettext("money", "Interest"), letter.interest),
                )
                if amount != Decimal(0)
            ],
            "sum": [[_("To pay now"), look.money(letter.total)]],
            "after": [],
        }
