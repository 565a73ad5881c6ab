"""The PDF of a quote: what the version says that was sent, with the look of the invoice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from candor.business.actions.quotes import lines_of
from candor.business.actions.seller import invoicing, said_of_us
from candor.business.models import InvoicingSettings, QuoteVersion
from candor.business.papers.facts import PaperFacts, PaperLine, PaperTax, Party
from candor.business.papers.showing import Look
from candor.business.papers.storing import papers_made
from candor.business.rules.quotes import reckoned
from candor.business.words_invoices import REASONS
from candor.kernel import clock, instance
from candor.kernel.actor import SYSTEM
from candor.people.public import billing_details


def quote_pdf(version: QuoteVersion) -> bytes:
    """The version as a file, made by a process of its own."""
    return papers_made({"shown": quote_shown(version), "with_xml": False})["pdf"]


def quote_shown(version: QuoteVersion) -> dict[str, Any]:
    """Texts alone; the keys are those that `invoice.typ` names."""
    with translation.override(version.language):
        facts = _facts(version)
        look = Look(facts)
        return {
            **look.frame(_("Quote %(number)s") % {"number": facts.number}),
            **look.table(),
            "issued_at": (version.sent_at or clock.now()).isoformat(),
            "facts": list(_beside(version, look)),
            "before": [version.subject],
            "sum": [[_("Total"), look.money(facts.gross)]],
            "after": list(_after(version, look)),
        }


def _beside(version: QuoteVersion, look: Look) -> Iterator[list[str]]:
    yield [_("Date"), look.day(look.facts.issued_on)]
    yield [_("Valid until"), look.day(version.valid_until)]
    yield [_("Version"), str(version.number)]
    if look.facts.buyer.vat_id:
        yield [_("Your VAT id"), look.facts.buyer.vat_id]


def _after(version: QuoteVersion, look: Look) -> Iterator[str]:
    yield from dict.fromkeys(tax.reason for tax in look.facts.taxes if tax.reason)
    if version.note:
        yield version.note
    yield _("This quote is valid until %(day)s.") % {"day": look.day(version.valid_until)}


def _facts(version: QuoteVersion) -> PaperFacts:
    settings, lines = invoicing(), lines_of(version)
    amounts = reckoned(lines, version.currency, version.off).lines
    day = (version.sent_at or clock.now()).astimezone(ZoneInfo(instance.current().time_zone)).date()
    return PaperFacts(
        number=version.quote.number,
        is_correction=False,
        issued_on=day,
        due_on=version.valid_until,
        currency=version.currency,
        language=version.language,
        seller=_seller(settings),
        buyer=_buyer(version, settings.country),
        lines=tuple(
            PaperLine(
                line.text,
                line.quantity,
                line.unit,
                line.price,
                line.discount,
                line.category,
                line.percent,
                amount.net,
                line.reduction,
            )
            for line, amount in zip(lines, amounts, strict=True)
        ),
        taxes=tuple(_tax(said) for said in version.taxes),
        net=version.net,
        tax=version.tax,
        gross=version.gross,
        supplied_from=day,
        discount=version.discount,
    )


def _seller(settings: InvoicingSettings) -> Party:
    """As on invoices; who has written nothing there yet has a name all the same."""
    said = said_of_us(settings)
    name = said.pop("legal_name") or instance.current().organisation_name
    return Party(name=name, **said)


def _buyer(version: QuoteVersion, home: str) -> Party:
    """The company as it is billed with the person below, or the person alone."""
    quote = version.quote
    if quote.organisation is None:
        return Party(name=quote.person.name, country=home)
    said = billing_details(quote.organisation, SYSTEM)
    street = "\n".join(line for line in (said.addition, said.street) if line) or "\n".join(said.lines)
    return Party(
        name=said.name,
        country=said.country or home,
        lines="\n".join(line for line in (quote.person.name, street) if line),
        postcode=said.postcode,
        city=said.city,
        vat_id=said.vat_number,
    )


def _tax(said: dict[str, str]) -> PaperTax:
    reason = str(REASONS[said["reason"]]) if said["reason"] else ""
    return PaperTax(
        said["category"], Decimal(said["percent"]), Decimal(said["net"]), Decimal(said["tax"]), reason,
        allowance=Decimal(said.get("allowance", 0)),
    )  # fmt: skip
