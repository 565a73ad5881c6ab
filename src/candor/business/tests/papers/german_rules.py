"""XRechnung's own rules (BR-DE and those of Peppol that it takes over) over a finished XML invoice.

No package ships the schematron of XRechnung: these are ours, written after its text by their ids, for what our papers
can contain at all (docs/decisions/0025). They read the file as a portal would, and know nothing of how it was made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from stdnum import iban

XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
KINDS = frozenset({"326", "380", "384", "389", "381", "875", "876", "877"})
TAXED = frozenset(["S", "Z", "E", "AE", "K", "G", "L", "M"])
MAIL = re.compile(r"[^@\s]+@([^@.\s]+\.)+[^@.\s]+")

IN_UBL: Mapping[str, str] = {
    "specification": "cbc:CustomizationID",
    "process": "cbc:ProfileID",
    "kind": "cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode",
    "means": "cac:PaymentMeans/cbc:PaymentMeansCode",
    "reference": "cbc:BuyerReference",
    "account": "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID",
    "name": "cac:AccountingSupplierParty/cac:Party/cac:Contact/cbc:Name",
    "telephone": "cac:AccountingSupplierParty/cac:Party/cac:Contact/cbc:Telephone",
    "mail": "cac:AccountingSupplierParty/cac:Party/cac:Contact/cbc:ElectronicMail",
    "contact": "cac:AccountingSupplierParty/cac:Party/cac:Contact",
    "seller city": "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:CityName",
    "seller postcode": "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:PostalZone",
    "seller numbers": "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID",
    "seller endpoint": "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID",
    "buyer city": "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cbc:CityName",
    "buyer postcode": "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cbc:PostalZone",
    "buyer endpoint": "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID",
    "delivered to": "cac:Delivery/cac:DeliveryLocation/cac:Address",
    "delivered city": "cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:CityName",
    "delivered postcode": "cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:PostalZone",
    "day or period": "cac:Delivery/cbc:ActualDeliveryDate | cac:InvoicePeriod",
    "tax groups": "cac:TaxTotal/cac:TaxSubtotal",
    "tax rates": "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent",
    "line taxes": "*/cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
    "terms": "cac:PaymentTerms/cbc:Note",
    "corrected": "cac:BillingReference/cac:InvoiceDocumentReference",
    "notes": "cbc:Note",
}
_DEAL, _PAY = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTrade", "ram:SpecifiedTradeSettlementPaymentMeans"
_SELLER, _BUYER = f"{_DEAL}Agreement/ram:SellerTradeParty", f"{_DEAL}Agreement/ram:BuyerTradeParty"
_CONTACT, _SHIP = f"{_SELLER}/ram:DefinedTradeContact", f"{_DEAL}Delivery/ram:ShipToTradeParty/ram:PostalTradeAddress"
IN_CII: Mapping[str, str] = {
    "specification": "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID",
    "process": "rsm:ExchangedDocumentContext/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
    "kind": "rsm:ExchangedDocument/ram:TypeCode",
    "means": f"{_DEAL}Settlement/{_PAY}/ram:TypeCode",
    "reference": f"{_DEAL}Agreement/ram:BuyerReference",
    "account": f"{_DEAL}Settlement/{_PAY}/ram:PayeePartyCreditorFinancialAccount/ram:IBANID",
    "name": f"{_CONTACT}/ram:PersonName",
    "telephone": f"{_CONTACT}/ram:TelephoneUniversalCommunication/ram:CompleteNumber",
    "mail": f"{_CONTACT}/ram:EmailURIUniversalCommunication/ram:URIID",
    "contact": _CONTACT,
    "seller city": f"{_SELLER}/ram:PostalTradeAddress/ram:CityName",
    "seller postcode": f"{_SELLER}/ram:PostalTradeAddress/ram:PostcodeCode",
    "seller numbers": f"{_SELLER}/ram:SpecifiedTaxRegistration/ram:ID",
    "seller endpoint": f"{_SELLER}/ram:URIUniversalCommunication/ram:URIID",
    "buyer city": f"{_BUYER}/ram:PostalTradeAddress/ram:CityName",
    "buyer postcode": f"{_BUYER}/ram:PostalTradeAddress/ram:PostcodeCode",
    "buyer endpoint": f"{_BUYER}/ram:URIUniversalCommunication/ram:URIID",
    "delivered to": _SHIP,
    "delivered city": f"{_SHIP}/ram:CityName",
    "delivered postcode": f"{_SHIP}/ram:PostcodeCode",
    "day or period": f"{_DEAL}Delivery/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime"
    f" | {_DEAL}Settlement/ram:BillingSpecifiedPeriod",
    "tax groups": f"{_DEAL}Settlement/ram:ApplicableTradeTax",
    "tax rates": f"{_DEAL}Settlement/ram:ApplicableTradeTax/ram:RateApplicablePercent",
    "line taxes": "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem"
    "/ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode",
    "terms": f"{_DEAL}Settlement/ram:SpecifiedTradePaymentTerms/ram:Description",
    "corrected": f"{_DEAL}Settlement/ram:InvoiceReferencedDocument",
    "notes": "rsm:ExchangedDocument/ram:IncludedNote",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file, asked by the names of IN_UBL and IN_CII."""

    tree: Any

    def all(self, name: str) -> list[Any]:
        is_cii = etree.QName(self.tree).localname == "CrossIndustryInvoice"
        spaces = {prefix: uri for prefix, uri in self.tree.nsmap.items() if prefix}
        found: list[Any] = self.tree.xpath((IN_CII if is_cii else IN_UBL)[name], namespaces=spaces)
        return found

    def texts(self, name: str) -> list[str]:
        return [text for each in self.all(name) if (text := " ".join("".join(each.itertext()).split()))]

    def says(self, name: str) -> bool:
        return bool(self.texts(name))

    def is_paid_by(self, *codes: str) -> bool:
        return not set(codes).isdisjoint(self.texts("means"))


RULES: Mapping[str, Callable[[Paper], bool]] = {
    "BR-DE-1": lambda paper: bool(paper.all("means")),
    "BR-DE-2": lambda paper: bool(paper.all("contact")),
    "BR-DE-3": lambda paper: paper.says("seller city"),
    "BR-DE-4": lambda paper: paper.says("seller postcode"),
    "BR-DE-5": lambda paper: paper.says("name"),
    "BR-DE-6": lambda paper: paper.says("telephone"),
    "BR-DE-7": lambda paper: paper.says("mail"),
    "BR-DE-8": lambda paper: paper.says("buyer city"),
    "BR-DE-9": lambda paper: paper.says("buyer postcode"),
    "BR-DE-10": lambda paper: not paper.all("delivered to") or paper.says("delivered city"),
    "BR-DE-11": lambda paper: not paper.all("delivered to") or paper.says("delivered postcode"),
    "BR-DE-14": lambda paper: len(paper.texts("tax rates")) == len(paper.all("tax groups")),
    "BR-DE-15": lambda paper: paper.says("reference"),
    "BR-DE-16": lambda paper: not TAXED & set(paper.texts("line taxes")) or paper.says("seller numbers"),
    "BR-DE-17": lambda paper: set(paper.texts("kind")) <= KINDS,
    "BR-DE-18": lambda paper: not any("#" in text for text in paper.texts("terms")),
    "BR-DE-19": lambda paper: not paper.is_paid_by("58") or all(map(iban.is_valid, paper.texts("account"))),
    "BR-DE-21": lambda paper: paper.texts("specification") == [XRECHNUNG],
    "BR-DE-23-a": lambda paper: not paper.is_paid_by("30", "58") or bool(paper.all("account")),
    "BR-DE-26": lambda paper: "384" not in paper.texts("kind") or bool(paper.all("corrected")),
    "BR-DE-27": lambda paper: all(sum(sign.isdigit() for sign in text) >= 3 for text in paper.texts("telephone")),
    "BR-DE-28": lambda paper: all(MAIL.fullmatch(text) for text in paper.texts("mail")),
    "BR-DE-TMP-32": lambda paper: bool(paper.all("day or period")),
    "PEPPOL-EN16931-R001": lambda paper: paper.says("process"),
    "PEPPOL-EN16931-R002": lambda paper: len(paper.all("notes")) <= 1,
    "PEPPOL-EN16931-R008": lambda paper: (
        not any(len(each) == 0 and not (each.text or "").strip() for each in paper.tree.iter("*"))
    ),
    "PEPPOL-EN16931-R010": lambda paper: paper.says("buyer endpoint"),
    "PEPPOL-EN16931-R020": lambda paper: paper.says("seller endpoint"),
}


def broken_in(xml: bytes) -> list[str]:
    """The ids of the rules that the file breaks."""
    return list(_broken(Paper(etree.fromstring(xml))))


def _broken(paper: Paper) -> Iterator[str]:
    for name, holds in RULES.items():
        if not holds(paper):
            yield name
