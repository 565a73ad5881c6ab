"""An invoice as XML: UN/CEFACT CII in the profile EN 16931 of Factur-X 1.0, which is what XRechnung reads too.

Imports a library that takes its time: only the maker of papers does so (`papers.making`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from drafthorse.models.accounting import ApplicableTradeTax, CategoryTradeTax, TradeAllowanceCharge
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration
from drafthorse.models.payment import PaymentMeans, PaymentTerms
from drafthorse.models.tradelines import LineItem

from candor.business.papers.facts import PaperFacts, PaperLine, PaperTax, Party, gross_of
from candor.business.rules.vat import Category

EN_16931 = "urn:cen.eu:en16931:2017"
XRECHNUNG = f"{EN_16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE, CORRECTION = "380", "381"
TRANSFER, OTHERWISE = "58", "1"
"""UNTDID 4461: SEPA credit transfer; not defined."""
DISCOUNT = "95"
"""UNTDID 5189."""


def xml_of(facts: PaperFacts, *, guideline: str = EN_16931) -> bytes:
    """The invoice as a file, checked against the schema. Raises ValueError for what the schema does not allow."""
    paper = Document()
    paper.context.guideline_parameter.id = guideline
    paper.context.business_parameter.id = PROCESS
    paper.header.id = facts.number
    paper.header.type_code = CORRECTION if facts.is_correction else INVOICE
    paper.header.issue_date_time = facts.issued_on
    if facts.note:
        paper.header.notes.add(IncludedNote(content=facts.note))
    _parties(paper, facts)
    for place, line in enumerate(facts.lines, 1):
        paper.trade.items.add(_line(place, line, facts.currency))
    _settlement(paper.trade.settlement, facts)
    return bytes(paper.serialize(schema="FACTUR-X_EN16931"))


def _parties(paper: Any, facts: PaperFacts) -> None:
    outside = any(tax.category == Category.OUTSIDE for tax in facts.taxes)
    agreement, delivery = paper.trade.agreement, paper.trade.delivery
    if facts.buyer_reference:
        agreement.buyer_reference = facts.buyer_reference
    if facts.order_reference:
        agreement.buyer_order.issuer_assigned_id = facts.order_reference
    _party(agreement.seller, facts.seller, with_vat_id=not outside)
    _identify(agreement.seller, facts.seller, without_vat_id=outside or not facts.seller.vat_id)
    _party(agreement.buyer, facts.buyer, with_vat_id=not outside)
    if any(tax.category == Category.INTRA_COMMUNITY for tax in facts.taxes):
        _address(delivery.ship_to, facts.buyer)  # BR-IC-12
    delivery.event.occurrence = facts.supplied_until or facts.supplied_from


def _party(into: Any, party: Party, *, with_vat_id: bool) -> None:
    into.name = party.name
    _address(into, party)
    if party.contact or party.phone:
        into.contact.person_name = party.contact or party.name
        if party.phone:
            into.contact.telephone.number = party.phone
        if party.email:
            into.contact.email.address = party.email
    if party.email:
        into.electronic_address.uri_ID = ("EM", party.email)
    if party.tax_number:
        into.tax_registrations.add(TaxRegistration(id=("FC", party.tax_number)))
    if party.vat_id and with_vat_id:
        into.tax_registrations.add(TaxRegistration(id=("VA", party.vat_id)))


def _identify(into: Any, seller: Party, *, without_vat_id: bool) -> None:
    """By what the buyer's programs know us (BR-CO-26)."""
    if seller.register:
        into.legal_organization.id = ("", seller.register)
    elif without_vat_id:
        into.id = seller.tax_number or seller.vat_id


def _address(into: Any, party: Party) -> None:
    for name, line in zip(("line_one", "line_two", "line_three"), party.lines.splitlines(), strict=False):
        setattr(into.address, name, line)
    into.address.postcode = party.postcode
    into.address.city_name = party.city
    into.address.country_id = party.country


def _line(place: int, said: PaperLine, currency: str) -> LineItem:
    line = LineItem()
    line.document.line_id = str(place)
    head, _, rest = said.text.partition("\n")
    line.product.name = head
    if rest.strip():
        line.product.description = rest.strip()
    line.agreement.net.amount = said.price
    line.delivery.billed_quantity = (said.quantity, said.unit)
    line.settlement.trade_tax.type_code = "VAT"
    line.settlement.trade_tax.category_code = said.category
    if said.category != Category.OUTSIDE:
        line.settlement.trade_tax.rate_applicable_percent = said.percent
    gross, discount = gross_of(said, currency)
    if discount:
        line.settlement.allowance_charge.add(_discount(said, gross, discount))
    line.settlement.monetary_summation.total_amount = said.net
    return line


def _discount(said: PaperLine, gross: Decimal, discount: Decimal) -> TradeAllowanceCharge:
    allowance = TradeAllowanceCharge()
    allowance.indicator = False
    if not said.reduction:  # an amount has no percentage that it follows from
        allowance.calculation_percent = said.discount
        allowance.basis_amount = gross
    allowance.actual_amount = discount
    allowance.reason_code = DISCOUNT
    return allowance


def _settlement(into: Any, facts: PaperFacts) -> None:
    into.payment_reference = facts.number
    into.currency_code = facts.currency
    into.payment_means.add(_means(facts.seller))
    for tax in facts.taxes:
        into.trade_tax.add(_tax(tax))
        if tax.allowance:
            into.allowance_charge.add(_off_the_whole(tax, facts.discount))
    if facts.supplied_until is not None:
        into.period.start, into.period.end = facts.supplied_from, facts.supplied_until
    into.terms.add(_terms(facts.due_on))
    if facts.corrects:
        into.invoice_referenced_document.issuer_assigned_id = facts.corrects
        if facts.corrects_on is not None:
            into.invoice_referenced_document.issue_date_time = facts.corrects_on
    totals = into.monetary_summation
    totals.line_total = facts.lines_net
    totals.charge_total = Decimal(0)
    totals.allowance_total = facts.allowance
    totals.tax_basis_total = facts.net
    totals.tax_total = (facts.tax, facts.currency)
    totals.grand_total = facts.gross
    totals.due_amount = facts.gross


def _off_the_whole(tax: PaperTax, percent: Decimal) -> TradeAllowanceCharge:
    """The part of the discount on the whole paper that falls on one tax group (BG-20)."""
    allowance = TradeAllowanceCharge()
    allowance.indicator = False
    if percent:  # an amount has no percentage that it follows from
        allowance.calculation_percent = percent
        allowance.basis_amount = tax.net + tax.allowance
    allowance.actual_amount = tax.allowance
    allowance.reason_code = DISCOUNT
    category = CategoryTradeTax()
    category.type_code = "VAT"
    category.category_code = tax.category
    if tax.category != Category.OUTSIDE:
        category.rate_applicable_percent = tax.percent
    allowance.trade_tax.add(category)
    return allowance


def _means(seller: Party) -> PaymentMeans:
    means = PaymentMeans()
    means.type_code = TRANSFER if seller.iban else OTHERWISE
    if seller.iban:
        means.payee_account.iban = seller.iban
        means.payee_account.account_name = seller.name
    return means


def _tax(said: PaperTax) -> ApplicableTradeTax:
    tax = ApplicableTradeTax()
    tax.calculated_amount = said.tax
    tax.type_code = "VAT"
    tax.basis_amount = said.net
    tax.category_code = said.category
    tax.rate_applicable_percent = said.percent  # also where there is none (BR-DE-14)
    if said.reason:
        tax.exemption_reason = said.reason
    if said.code:
        tax.exemption_reason_code = said.code
    return tax


def _terms(due_on: date) -> PaymentTerms:
    terms = PaymentTerms()
    terms.due = due_on
    return terms
