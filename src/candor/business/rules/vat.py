"""Which value added tax a line carries: by the seller, the buyer, what is supplied and the day (Directive 2006/112/EC).

The answer is a proposal in the ordinary cases; what is special (chain supplies, free ports, Northern Ireland, building
works) is for the person who writes the paper to choose by hand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from candor.business.rules.amounts import ZERO, TaxRate
from candor.business.rules.vat_rates import EU, FIRST_DAY, RATES, Rates


class Category(StrEnum):
    """Of UNCL 5305, as far as EN 16931 and we use them."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUTSIDE = "O"


class Reason(StrEnum):
    """Why nothing is charged; the paper says it in words, and by the code of the VATEX list where there is one."""

    REVERSE_CHARGE = "reverse-charge"
    INTRA_COMMUNITY = "intra-community"
    EXPORT = "export"
    OUTSIDE = "outside"
    SMALL_BUSINESS = "small-business"
    EXEMPT = "exempt"


class Supply(StrEnum):
    """What is supplied: it decides the place of supply."""

    GOODS = "goods"
    SERVICE = "service"
    DIGITAL = "digital"
    """Software, downloads, hosting: "electronically supplied" (Art. 58)."""


class RateKind(StrEnum):
    """How a product is taxed at home."""

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    EXEMPT = "exempt"


VATEX: dict[Reason, str] = {
    Reason.REVERSE_CHARGE: "VATEX-EU-AE",
    Reason.INTRA_COMMUNITY: "VATEX-EU-IC",
    Reason.EXPORT: "VATEX-EU-G",
    Reason.OUTSIDE: "VATEX-EU-O",
}


@dataclass(frozen=True, slots=True)
class Seller:
    """Us: our country, whether small businesses' exemption holds (Art. 284; § 19 UStG), and whether we declare in the
    one-stop shop what private buyers in other member states owe (Art. 359, 369b).
    """

    country: str
    small_business: bool = False
    one_stop_shop: bool = False


@dataclass(frozen=True, slots=True)
class Buyer:
    """Their country, whether they are a company, and whether they have given a VAT id that is well formed."""

    country: str
    is_company: bool = False
    has_vat_id: bool = False


class UnknownRate(LookupError):
    """No rate is known for that country and day, or it has no reduced one: somebody has to say it by hand."""


def rates_on(country: str, day: date) -> Rates:
    """The rates of a country (ISO 3166-1, Greece "GR") on the day of supply. Raises UnknownRate."""
    known = [rates for rates in RATES.get(country, ()) if rates.since <= day]
    if not known:
        raise UnknownRate(f"{country} before {FIRST_DAY}" if country in RATES else country)
    return known[-1]


def rate_of(kind: RateKind, country: str, day: date) -> TaxRate:
    """What a product of that kind is taxed at in a country. Raises UnknownRate."""
    if kind == RateKind.EXEMPT:
        return TaxRate(Category.EXEMPT, ZERO, Reason.EXEMPT)
    if kind == RateKind.ZERO:
        return TaxRate(Category.ZERO, ZERO)
    rates = rates_on(country, day)
    if kind == RateKind.STANDARD:
        return TaxRate(Category.STANDARD, rates.standard)
    if not rates.reduced:
        raise UnknownRate(f"{country} has no reduced rate")
    return TaxRate(Category.STANDARD, rates.reduced[0])


def tax_for(seller: Seller, buyer: Buyer, supply: Supply, kind: RateKind, day: date) -> TaxRate:
    """The tax of one line. Raises UnknownRate."""
    if buyer.country == seller.country:
        return _at_home(seller, kind, day)
    if seller.country in EU and buyer.country in EU:
        return _to_member_state(seller, buyer, supply, kind, day)
    return _to_abroad(seller, buyer, supply, kind, day)


def cannot_stand_together(categories: Collection[str]) -> bool:
    """Whether a paper has lines outside the scope of the tax beside others (BR-O-11 to BR-O-14): two papers, then."""
    return Category.OUTSIDE in categories and len(set(categories)) > 1


def vat_id_matters(categories: Collection[str]) -> bool:
    """Whether the buyer's VAT id has to stand on the paper (BR-AE-02, BR-IC-02)."""
    return bool({Category.REVERSE_CHARGE, Category.INTRA_COMMUNITY} & set(categories))


def _at_home(seller: Seller, kind: RateKind, day: date) -> TaxRate:
    if seller.small_business:
        return TaxRate(Category.EXEMPT, ZERO, Reason.SMALL_BUSINESS)
    return rate_of(kind, seller.country, day)


def _to_member_state(seller: Seller, buyer: Buyer, supply: Supply, kind: RateKind, day: date) -> TaxRate:
    if buyer.is_company and buyer.has_vat_id:
        if supply != Supply.GOODS:
            return TaxRate(Category.REVERSE_CHARGE, ZERO, Reason.REVERSE_CHARGE)  # Art. 44 and 196
        if not seller.small_business:
            return TaxRate(Category.INTRA_COMMUNITY, ZERO, Reason.INTRA_COMMUNITY)  # Art. 138
    if seller.small_business or supply == Supply.SERVICE or not seller.one_stop_shop:
        return _at_home(seller, kind, day)  # Art. 45; Art. 59c below the threshold
    return rate_of(kind, buyer.country, day)  # Art. 33 and 58


def _to_abroad(seller: Seller, buyer: Buyer, supply: Supply, kind: RateKind, day: date) -> TaxRate:
    if supply == Supply.GOODS:
        if seller.small_business:
            return _at_home(seller, kind, day)
        return TaxRate(Category.EXPORT, ZERO, Reason.EXPORT)  # Art. 146
    if supply == Supply.SERVICE and not buyer.is_company:
        return _at_home(seller, kind, day)  # Art. 45
    return TaxRate(Category.OUTSIDE, ZERO, Reason.OUTSIDE)  # Art. 44, 58 and 59


def charged(percent: Decimal) -> TaxRate:
    """A rate that somebody chose by hand: above nought is "S", nought is "Z"."""
    return TaxRate(Category.STANDARD if percent else Category.ZERO, percent)
