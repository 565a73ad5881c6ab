"""What the PDF of an invoice shows: words and figures in the paper's language, ready for `invoice.typ` to lay out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candor.business.papers.facts import PaperFacts, PaperLine, Party
from candor.business.rules.amounts import decimals_of
from candor.business.words_invoices import counted
from candor.ui.public import locale_of, long_date

HOME = frozenset({"DE"})


def shown(facts: PaperFacts, issued_at: datetime) -> dict[str, Any]:
    """Texts alone; the keys are those that the template names."""
    with translation.override(facts.language):
        return Look(facts).all(issued_at)


class Look:
    """The words of one paper, in the language of the moment."""

    def __init__(self, facts: PaperFacts) -> None:
        self.facts = facts
        self.locale = locale_of(facts.language)

    def all(self, issued_at: datetime) -> dict[str, Any]:
        facts = self.facts
        kind = _("Credit note") if facts.is_correction else _("Invoice")
        heading = f"{kind} {facts.number}".strip()
        return {
            **self.frame(heading),
            "issued_at": issued_at.isoformat(),
            "facts": list(self._facts()),
            "before": list(self._before()),
            **self.table(),
            "sum": [[_("Credit") if facts.is_correction else _("Total"), self.money(facts.gross)]],
            "after": list(self._after()),
        }

    def table(self) -> dict[str, Any]:
        """The lines under their headings, and what they come to."""
        return {
            "columns": [
                pgettext("invoice", "No."), pgettext("invoice", "What"), _("Quantity"), _("Price"),
                pgettext("invoice", "VAT"), _("Amount"),
            ],
            "wide": 1,
            "lines": [self._line(place, line) for place, line in enumerate(self.facts.lines, 1)],
            "totals": list(self._totals()),
        }  # fmt: skip

    def frame(self, heading: str) -> dict[str, Any]:
        """What all our papers have around their text: who writes to whom, the heading, the foot."""
        facts = self.facts
        ours = [facts.seller.name, *_address(facts.seller, facts.seller.country)]
        return {
            "title": heading,
            "heading": heading,
            "language": facts.language,
            "number_short": facts.number,
            "seller": ours,
            "sender_line": " · ".join(ours),
            "buyer": [facts.buyer.name, *_address(facts.buyer, facts.seller.country)],
            "foot": self._foot(),
        }

    def money(self, amount: Decimal) -> str:
        """With as many decimals as the currency has by ISO 4217; Babel's table differs for some."""
        places = decimals_of(self.facts.currency)
        pattern = self.locale.currency_formats["standard"].pattern.replace("0.00", f"0.{'0' * places}".rstrip("."))
        return format_currency(amount, self.facts.currency, pattern, locale=self.locale, currency_digits=False)

    def day(self, day: date) -> str:
        return long_date(day, self.locale)

    def number(self, number: Decimal, pattern: str = "#,##0.####") -> str:
        return format_decimal(number, pattern, locale=self.locale)

    def _facts(self) -> Iterator[list[str]]:
        facts = self.facts
        yield [_("Date"), self.day(facts.issued_on)]
        if facts.supplied_until is None:
            yield [_("Supplied on"), self.day(facts.supplied_from)]
        else:
            yield [_("Supplied from"), self.day(facts.supplied_from)]
            yield [_("Supplied until"), self.day(facts.supplied_until)]
        for words, value in (
            (_("Your reference"), facts.buyer_reference),
            (_("Your order"), facts.order_reference),
            (_("Your VAT id"), facts.buyer.vat_id),
        ):
            if value:
                yield [words, value]

    def _before(self) -> Iterator[str]:
        if self.facts.corrects and self.facts.corrects_on is not None:
            words = _("Corrects invoice %(number)s of %(day)s.")
            yield words % {"number": self.facts.corrects, "day": self.day(self.facts.corrects_on)}

    def _line(self, place: int, line: PaperLine) -> list[str]:
        text = line.text
        if line.discount:
            text += "\n" + _("less %(percent)s %% discount") % {"percent": self.number(line.discount)}
        if line.reduction:
            text += "\n" + _("less %(amount)s discount") % {"amount": self.money(line.reduction)}
        price = self.number(line.price, f"#,##0.{'0' * decimals_of(self.facts.currency)}##".rstrip("."))
        quantity = counted(line.quantity, line.unit, self.number(line.quantity))
        return [str(place), text, quantity, price, f"{self.number(line.percent)} %", self.money(line.net)]

    def _totals(self) -> Iterator[list[str]]:
        if self.facts.allowance:
            yield [_("Sum of the lines"), self.money(self.facts.lines_net)]
            yield [self._discount(), self.money(-self.facts.allowance)]
        yield [_("Net"), self.money(self.facts.net)]
        for tax in self.facts.taxes:
            words = _("%(percent)s %% VAT on %(net)s")
            yield [words % {"percent": self.number(tax.percent), "net": self.money(tax.net)}, self.money(tax.tax)]

    def _discount(self) -> str:
        percent = self.facts.discount
        return _("Discount of %(percent)s %%") % {"percent": self.number(percent)} if percent else _("Discount")

    def _after(self) -> Iterator[str]:
        yield from dict.fromkeys(tax.reason for tax in self.facts.taxes if tax.reason)
        if not self.facts.is_correction and self.facts.gross > 0:
            words = _("Please pay %(amount)s by %(day)s, and give the number %(number)s.")
            said = {"amount": self.money(self.facts.gross), "number": self.facts.number}
            yield words % {**said, "day": self.day(self.facts.due_on)}
        if self.facts.note:
            yield self.facts.note

    def _foot(self) -> list[list[str]]:
        seller = self.facts.seller
        bank = [f"IBAN {_in_fours(seller.iban)}" if seller.iban else "", f"BIC {seller.bic}" if seller.bic else ""]
        numbers = [
            _("VAT id %(number)s") % {"number": seller.vat_id} if seller.vat_id else "",
            _("Tax number %(number)s") % {"number": seller.tax_number} if seller.tax_number else "",
            seller.register,
        ]
        columns = [[seller.name, seller.phone, seller.email], numbers, bank]
        return [[each for each in column if each] for column in columns]


def _address(party: Party, at_home: str) -> list[str]:
    """As on an envelope: the country stands where it is another one than ours."""
    country = [party.country] if party.country != at_home else []
    return [*party.lines.splitlines(), f"{party.postcode} {party.city}".strip(), *country]


def _in_fours(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
