"""An invoice as XML in the other syntax of EN 16931: UBL 2.1, Invoice and CreditNote, as XRechnung 3.0.

Imports a library that takes its time: only the maker of papers does so (`papers.making`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from lxml import etree

from candor.business.papers.cii import CORRECTION, DISCOUNT, INVOICE, OTHERWISE, PROCESS, TRANSFER, XRECHNUNG
from candor.business.papers.facts import PaperFacts, PaperLine, PaperTax, Party, gross_of
from candor.business.rules.vat import Category

SPACE = "urn:oasis:names:specification:ubl:schema:xsd"
BASIC, GROUP = f"{{{SPACE}:CommonBasicComponents-2}}", f"{{{SPACE}:CommonAggregateComponents-2}}"
VAT, TAX_OFFICE, BY_MAIL = "VAT", "FC", "EM"

Element: TypeAlias = Any


def ubl_of(facts: PaperFacts) -> bytes:
    """The invoice as a file; a correction as a CreditNote. The order of the elements is the schema's."""
    kind = "CreditNote" if facts.is_correction else "Invoice"
    names: dict[str | None, str] = {None: f"{SPACE}:{kind}-2", "cbc": BASIC[1:-1], "cac": GROUP[1:-1]}
    paper = etree.Element(f"{{{SPACE}:{kind}-2}}{kind}", nsmap=names)
    _heading(paper, facts, kind)
    _references(paper, facts)
    _parties(paper, facts)
    _payment(paper, facts)
    for tax in facts.taxes:
        _off_the_whole(paper, tax, facts)
    _sums(paper, facts)
    for place, line in enumerate(facts.lines, 1):
        _line(paper, place, line, facts)
    return bytes(etree.tostring(paper, xml_declaration=True, encoding="UTF-8"))


def _heading(paper: Element, facts: PaperFacts, kind: str) -> None:
    _say(paper, "CustomizationID", XRECHNUNG)
    _say(paper, "ProfileID", PROCESS)
    _say(paper, "ID", facts.number)
    _say(paper, "IssueDate", facts.issued_on)
    if not facts.is_correction:
        _say(paper, "DueDate", facts.due_on)
    _say(paper, f"{kind}TypeCode", CORRECTION if facts.is_correction else INVOICE)
    _say(paper, "Note", facts.note)
    _say(paper, "DocumentCurrencyCode", facts.currency)
    _say(paper, "BuyerReference", facts.buyer_reference)


def _references(paper: Element, facts: PaperFacts) -> None:
    if facts.supplied_until is not None:
        period = _group(paper, "InvoicePeriod")
        _say(period, "StartDate", facts.supplied_from)
        _say(period, "EndDate", facts.supplied_until)
    if facts.order_reference:
        _say(_group(paper, "OrderReference"), "ID", facts.order_reference)
    if facts.corrects:
        corrected = _group(paper, "BillingReference", "InvoiceDocumentReference")
        _say(corrected, "ID", facts.corrects)
        _say(corrected, "IssueDate", facts.corrects_on)


def _parties(paper: Element, facts: PaperFacts) -> None:
    outside = any(tax.category == Category.OUTSIDE for tax in facts.taxes)
    _party(_group(paper, "AccountingSupplierParty", "Party"), facts.seller, outside=outside, is_seller=True)
    _party(_group(paper, "AccountingCustomerParty", "Party"), facts.buyer, outside=outside)
    delivery = _group(paper, "Delivery")
    _say(delivery, "ActualDeliveryDate", facts.supplied_until or facts.supplied_from)
    if any(tax.category == Category.INTRA_COMMUNITY for tax in facts.taxes):  # BR-IC-12
        _address(_group(delivery, "DeliveryLocation"), facts.buyer, "Address")


def _party(into: Element, party: Party, *, outside: bool, is_seller: bool = False) -> None:
    _say(into, "EndpointID", party.email, schemeID=BY_MAIL)
    if is_seller and not party.register and (outside or not party.vat_id):  # BR-CO-26
        _say(_group(into, "PartyIdentification"), "ID", party.tax_number or party.vat_id)
    _address(into, party, "PostalAddress")
    if party.vat_id and not outside:
        _tax_number(into, party.vat_id, VAT)
    if party.tax_number:
        _tax_number(into, party.tax_number, TAX_OFFICE)
    legal = _group(into, "PartyLegalEntity")
    _say(legal, "RegistrationName", party.name)
    _say(legal, "CompanyID", party.register)
    if party.contact or party.phone:
        contact = _group(into, "Contact")
        _say(contact, "Name", party.contact or party.name)
        _say(contact, "Telephone", party.phone)
        _say(contact, "ElectronicMail", party.email)


def _tax_number(into: Element, number: str, scheme: str) -> None:
    tax = _group(into, "PartyTaxScheme")
    _say(tax, "CompanyID", number)
    _say(_group(tax, "TaxScheme"), "ID", scheme)


def _address(into: Element, party: Party, name: str) -> None:
    address = _group(into, name)
    lines = [*party.lines.splitlines()[:3], "", "", ""]
    _say(address, "StreetName", lines[0])
    _say(address, "AdditionalStreetName", lines[1])
    _say(address, "CityName", party.city)
    _say(address, "PostalZone", party.postcode)
    if lines[2]:
        _say(_group(address, "AddressLine"), "Line", lines[2])
    _say(_group(address, "Country"), "IdentificationCode", party.country)


def _payment(paper: Element, facts: PaperFacts) -> None:
    means = _group(paper, "PaymentMeans")
    _say(means, "PaymentMeansCode", TRANSFER if facts.seller.iban else OTHERWISE)
    if facts.is_correction:  # a CreditNote has its due date here
        _say(means, "PaymentDueDate", facts.due_on)
    _say(means, "PaymentID", facts.number)
    if facts.seller.iban:
        account = _group(means, "PayeeFinancialAccount")
        _say(account, "ID", facts.seller.iban)
        _say(account, "Name", facts.seller.name)


def _sums(paper: Element, facts: PaperFacts) -> None:
    total = _group(paper, "TaxTotal")
    _amount(total, "TaxAmount", facts.tax, facts)
    for tax in facts.taxes:
        part = _group(total, "TaxSubtotal")
        _amount(part, "TaxableAmount", tax.net, facts)
        _amount(part, "TaxAmount", tax.tax, facts)
        _category(part, tax)
    sums = _group(paper, "LegalMonetaryTotal")
    for name, amount in (
        ("LineExtensionAmount", facts.lines_net),
        ("TaxExclusiveAmount", facts.net),
        ("TaxInclusiveAmount", facts.gross),
        ("AllowanceTotalAmount", facts.allowance),
        ("PayableAmount", facts.gross),
    ):
        if amount or name != "AllowanceTotalAmount":
            _amount(sums, name, amount, facts)


def _off_the_whole(paper: Element, tax: PaperTax, facts: PaperFacts) -> None:
    """The part of the discount on the whole paper that falls on one tax group (BG-20)."""
    if not tax.allowance:
        return
    allowance = _group(paper, "AllowanceCharge")
    _say(allowance, "ChargeIndicator", "false")
    _say(allowance, "AllowanceChargeReasonCode", DISCOUNT)
    if facts.discount:  # an amount has no percentage that it follows from
        _say(allowance, "MultiplierFactorNumeric", facts.discount)
    _amount(allowance, "Amount", tax.allowance, facts)
    if facts.discount:
        _amount(allowance, "BaseAmount", tax.net + tax.allowance, facts)
    category = _group(allowance, "TaxCategory")
    _say(category, "ID", tax.category)
    if tax.category != Category.OUTSIDE:
        _say(category, "Percent", tax.percent)
    _say(_group(category, "TaxScheme"), "ID", VAT)


def _category(into: Element, said: PaperTax) -> None:
    """With its rate also where there is none (BR-DE-14)."""
    category = _group(into, "TaxCategory")
    _say(category, "ID", said.category)
    _say(category, "Percent", said.percent)
    _say(category, "TaxExemptionReasonCode", said.code)
    _say(category, "TaxExemptionReason", said.reason)
    _say(_group(category, "TaxScheme"), "ID", VAT)


def _line(paper: Element, place: int, said: PaperLine, facts: PaperFacts) -> None:
    line = _group(paper, "CreditNoteLine" if facts.is_correction else "InvoiceLine")
    _say(line, "ID", str(place))
    _say(line, "CreditedQuantity" if facts.is_correction else "InvoicedQuantity", said.quantity, unitCode=said.unit)
    _amount(line, "LineExtensionAmount", said.net, facts)
    gross, discount = gross_of(said, facts.currency)
    if discount:
        _discount(line, said, gross, discount, facts)
    item = _group(line, "Item")
    head, _, rest = said.text.partition("\n")
    _say(item, "Description", rest.strip())
    _say(item, "Name", head)
    tax = _group(item, "ClassifiedTaxCategory")
    _say(tax, "ID", said.category)
    if said.category != Category.OUTSIDE:
        _say(tax, "Percent", said.percent)
    _say(_group(tax, "TaxScheme"), "ID", VAT)
    _amount(_group(line, "Price"), "PriceAmount", said.price, facts)


def _discount(line: Element, said: PaperLine, gross: Decimal, discount: Decimal, facts: PaperFacts) -> None:
    allowance = _group(line, "AllowanceCharge")
    _say(allowance, "ChargeIndicator", "false")
    _say(allowance, "AllowanceChargeReasonCode", DISCOUNT)
    if not said.reduction:  # an amount has no percentage that it follows from
        _say(allowance, "MultiplierFactorNumeric", said.discount)
    _amount(allowance, "Amount", discount, facts)
    if not said.reduction:
        _amount(allowance, "BaseAmount", gross, facts)


def _group(into: Element, *names: str) -> Element:
    """One group in the other; the innermost comes back."""
    for name in names:
        into = etree.SubElement(into, GROUP + name)
    return into


def _amount(into: Element, name: str, amount: Decimal, facts: PaperFacts) -> None:
    _say(into, name, amount, currencyID=facts.currency)


def _say(into: Element, name: str, said: str | Decimal | date | None, **attributes: str) -> None:
    """What is empty is left out: no element may be (PEPPOL-EN16931-R008)."""
    if said is None or said == "":
        return
    etree.SubElement(into, BASIC + name, attributes).text = f"{said:f}" if isinstance(said, Decimal) else str(said)
