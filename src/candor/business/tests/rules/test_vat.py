from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.business.rules.amounts import TaxRate
from candor.business.rules.vat import (
    VATEX,
    Buyer,
    Category,
    RateKind,
    Reason,
    Seller,
    Supply,
    UnknownRate,
    cannot_stand_together,
    charged,
    rate_of,
    rates_on,
    tax_for,
    vat_id_matters,
)
from candor.business.rules.vat_rates import EU, FIRST_DAY, RATES

D = Decimal
DAY = date(2026, 11, 22)
GOODS, SERVICE, DIGITAL = Supply
WE, SMALL, WITH_SHOP = Seller("DE"), Seller("DE", small_business=True), Seller("DE", one_stop_shop=True)
COMPANY, PRIVATE = True, False


def buyer(country: str, is_company: bool = PRIVATE, *, vat_id: bool = False) -> Buyer:
    return Buyer(country, is_company, vat_id)


@pytest.mark.parametrize(
    ("seller", "to", "supply", "category", "percent", "reason"),
    [
        (WE, buyer("DE"), GOODS, "S", "19", ""),
        (WE, buyer("DE", COMPANY, vat_id=True), SERVICE, "S", "19", ""),
        (WE, buyer("AT", COMPANY, vat_id=True), SERVICE, "AE", "0", "reverse-charge"),
        (WE, buyer("AT", COMPANY, vat_id=True), DIGITAL, "AE", "0", "reverse-charge"),
        (WE, buyer("AT", COMPANY, vat_id=True), GOODS, "K", "0", "intra-community"),
        (WE, buyer("AT", COMPANY), GOODS, "S", "19", ""),
        (WE, buyer("AT"), GOODS, "S", "19", ""),
        (WITH_SHOP, buyer("AT"), GOODS, "S", "20", ""),
        (WITH_SHOP, buyer("HU"), DIGITAL, "S", "27", ""),
        (WITH_SHOP, buyer("HU"), SERVICE, "S", "19", ""),
        (WE, buyer("CH", COMPANY), GOODS, "G", "0", "export"),
        (WE, buyer("US"), GOODS, "G", "0", "export"),
        (WE, buyer("US", COMPANY), SERVICE, "O", "0", "outside"),
        (WE, buyer("US"), SERVICE, "S", "19", ""),
        (WE, buyer("US"), DIGITAL, "O", "0", "outside"),
        (SMALL, buyer("DE"), GOODS, "E", "0", "small-business"),
        (SMALL, buyer("FR", COMPANY, vat_id=True), GOODS, "E", "0", "small-business"),
        (SMALL, buyer("FR", COMPANY, vat_id=True), SERVICE, "AE", "0", "reverse-charge"),
        (SMALL, buyer("US"), GOODS, "E", "0", "small-business"),
        (Seller("CH"), buyer("DE", COMPANY, vat_id=True), GOODS, "G", "0", "export"),
        (Seller("CH"), buyer("CH"), GOODS, "S", "8.1", ""),
    ],
)
def test_who_sells_what_to_whom_decides(
    seller: Seller, to: Buyer, supply: Supply, category: str, percent: str, reason: str
) -> None:
    assert tax_for(seller, to, supply, RateKind.STANDARD, DAY) == TaxRate(category, D(percent), reason)


@pytest.mark.parametrize(
    ("country", "day", "standard", "reduced"),
    [
        ("DE", date(2020, 6, 30), "19", "7"),
        ("DE", date(2020, 7, 1), "16", "5"),
        ("DE", date(2020, 12, 31), "16", "5"),
        ("DE", date(2021, 1, 1), "19", "7"),
        ("EE", date(2025, 6, 30), "22", "9"),
        ("EE", date(2025, 7, 1), "24", "9"),
        ("SK", date(2025, 1, 1), "23", "19"),
        ("RO", date(2025, 8, 1), "21", "11"),
        ("FI", date(2024, 9, 1), "25.5", "14"),
    ],
)
def test_the_day_of_supply_decides_the_rate(country: str, day: date, standard: str, reduced: str) -> None:
    rates = rates_on(country, day)
    assert (rates.standard, rates.reduced[0]) == (D(standard), D(reduced))


def test_a_rate_that_nobody_knows_is_said_and_not_guessed() -> None:
    for country, day in (("US", DAY), ("DE", FIRST_DAY - timedelta(1)), ("", DAY)):
        with pytest.raises(UnknownRate):
            rates_on(country, day)
    with pytest.raises(UnknownRate):
        rate_of(RateKind.REDUCED, "DK", DAY)


def test_a_product_may_be_free_of_tax_at_home() -> None:
    assert tax_for(WE, buyer("DE"), GOODS, RateKind.ZERO, DAY) == TaxRate("Z", D(0))
    assert tax_for(WE, buyer("DE"), SERVICE, RateKind.EXEMPT, DAY) == TaxRate("E", D(0), "exempt")
    assert charged(D(0)).category == "Z"
    assert charged(D("5.5")) == TaxRate("S", D("5.5"))


def test_what_is_outside_the_scope_stands_alone() -> None:
    assert cannot_stand_together(["O", "S"])
    assert not cannot_stand_together(["O", "O"])
    assert not cannot_stand_together(["AE", "S"])


def test_the_buyers_vat_id_has_to_stand_where_they_owe_the_tax() -> None:
    assert vat_id_matters(["S", "AE"])
    assert vat_id_matters(["K"])
    assert not vat_id_matters(["S", "G"])


def test_every_member_state_has_rates_in_the_order_of_their_days() -> None:
    assert len(EU) == 27
    assert set(RATES) >= EU
    for country, listed in RATES.items():
        days = [rates.since for rates in listed]
        assert days == sorted(set(days)), country
        assert days[0] == FIRST_DAY, country
        for rates in listed:
            assert all(0 < reduced < rates.standard <= 27 for reduced in rates.reduced), country


SELLERS = st.builds(Seller, st.sampled_from(sorted(RATES)), st.booleans(), st.booleans())
BUYERS = st.builds(Buyer, st.sampled_from([*sorted(RATES), "US", "JP"]), st.booleans(), st.booleans())


@given(SELLERS, BUYERS, st.sampled_from(Supply), st.sampled_from(RateKind), st.dates(FIRST_DAY, date(2030, 1, 1)))
def test_whatever_is_sold_the_answer_can_stand_on_a_paper(
    seller: Seller, to: Buyer, supply: Supply, kind: RateKind, day: date
) -> None:
    try:
        tax = tax_for(seller, to, supply, kind, day)
    except UnknownRate:
        assert "DK" in (seller.country, to.country)
        return
    assert (tax.percent > 0) == (tax.category == Category.STANDARD)
    assert bool(tax.reason) == (tax.category not in (Category.STANDARD, Category.ZERO))
    if seller.small_business:
        assert tax.category not in (Category.STANDARD, Category.INTRA_COMMUNITY, Category.EXPORT)
    if vat_id_matters([tax.category]):
        assert to.is_company
        assert to.has_vat_id


def test_each_reason_that_the_law_of_the_union_knows_has_its_code() -> None:
    assert {reason for reason in Reason if reason not in VATEX} == {Reason.SMALL_BUSINESS, Reason.EXEMPT}
