"""In which electronic form an invoice goes out, and what Germany's public bodies ask of theirs (XRechnung 3.0).

The rules are those of XRechnung's own schematron beyond EN 16931 that an invoice of ours could break: by their ids, so
that an accountant finds them in the standard. All others are kept by how the XML is written (docs/decisions/0025).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from candor.business.rules.amounts import WITH_THREE
from candor.business.rules.vat import Category

LEITWEG_ID = re.compile(r"\d{2,12}(-[A-Z0-9]{1,30})?-\d{2}")
"""KoSIT, "Formatspezifikation Leitweg-ID" 2.0.2: coarse address, fine address, check digits."""

ADDRESS = re.compile(r"[^@\s]+@([^@.\s]+\.)+[^@.\s]+")
LEAST_DIGITS = 3


class Form(StrEnum):
    """In which form an invoice goes out. All of them have the PDF."""

    FACTUR_X = "factur-x"
    """The PDF with the invoice as XML (CII) inside, and the same XML beside it."""

    UBL = "ubl"
    CII = "cii"
    """XRechnung, in one syntax or the other."""


class GermanRule(StrEnum):
    """A rule of XRechnung that stands in the way of issuing."""

    CONTACT = "BR-DE-5"
    TELEPHONE = "BR-DE-6"
    TELEPHONE_DIGITS = "BR-DE-27"
    MAIL = "BR-DE-7"
    MAIL_SHAPE = "BR-DE-28"
    SELLER_CITY = "BR-DE-3"
    SELLER_POSTCODE = "BR-DE-4"
    BUYER_CITY = "BR-DE-8"
    BUYER_POSTCODE = "BR-DE-9"
    REFERENCE = "BR-DE-15"
    TAX_NUMBER = "BR-DE-16"
    IBAN = "BR-DE-19"
    BUYER_MAIL = "PEPPOL-EN16931-R010"
    DECIMALS = "BR-DEC-14"


@dataclass(frozen=True, slots=True)
class Addressee:
    """The buyer as an XRechnung names them."""

    city: str
    postcode: str
    email: str
    reference: str


def form_of(wanted: str, reference: str, public: str) -> Form:
    """The form that somebody chose; else the one for public bodies where a Leitweg-ID says that the buyer is one."""
    if wanted:
        return Form(wanted)
    return Form(public) if is_leitweg_id(reference) else Form.FACTUR_X


def is_leitweg_id(text: str) -> bool:
    """Whether it is one, by form and check digits (ISO 7064, MOD 97-10)."""
    plain = text.strip().upper()
    if not LEITWEG_ID.fullmatch(plain) or not plain.isascii():
        return False
    return int("".join(str(int(sign, 36)) for sign in plain if sign != "-")) % 97 == 1


def broken_rules(
    seller: Mapping[str, str], buyer: Addressee, *, currency: str, categories: Collection[str]
) -> list[GermanRule]:
    """Which rules an XRechnung with these would break, in the order in which it is said.

    `seller` is who we are, as InvoicingSettings has it.
    """
    phone, email = seller["phone"].strip(), seller["email"].strip()
    is_taxed = any(category != Category.OUTSIDE for category in categories)
    broken = {
        GermanRule.CONTACT: not seller["contact"].strip(),
        GermanRule.TELEPHONE: not phone,
        GermanRule.TELEPHONE_DIGITS: bool(phone) and sum(sign.isdigit() for sign in phone) < LEAST_DIGITS,
        GermanRule.MAIL: not email,
        GermanRule.MAIL_SHAPE: bool(email) and not ADDRESS.fullmatch(email),
        GermanRule.SELLER_CITY: not seller["city"].strip(),
        GermanRule.SELLER_POSTCODE: not seller["postcode"].strip(),
        GermanRule.BUYER_CITY: not buyer.city.strip(),
        GermanRule.BUYER_POSTCODE: not buyer.postcode.strip(),
        GermanRule.REFERENCE: not buyer.reference.strip(),
        GermanRule.TAX_NUMBER: is_taxed and not (seller["vat_id"] or seller["tax_number"]),
        GermanRule.IBAN: bool(seller["iban"]) and not _is_iban(seller["iban"]),
        GermanRule.BUYER_MAIL: not buyer.email.strip(),
        GermanRule.DECIMALS: currency in WITH_THREE,
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text))
