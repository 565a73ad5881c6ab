"""The catalogue: who sees prices, what a thing costs on a day, how lists change, and what files may bring."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from candor.catalogue import queries
from candor.catalogue.actions import products as actions
from candor.catalogue.actions.prices import HasPrices, PriceListDetails, change_price_list, set_prices
from candor.catalogue.models import Edition, Price, PriceList, Product, TaxClass
from candor.catalogue.public import price_of, sold_editions
from candor.catalogue.rules.price_files import amount_of
from candor.catalogue.tests.stories import DAY, list_of, sold
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import facts_about
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.mark.parametrize(("who", "sees"), [("clara", True), ("mara", True), ("adam", True), ("anna", False),
                                           ("paula", False), ("kim", False), ("mallory", False)])  # fmt: skip
def test_who_sells_sees_prices_and_nobody_else(who: str, sees: bool, request: Any, clara: Person):
    edition = sold(by=actor(clara))
    row = list_of(edition, "990.00", by=actor(clara))
    looker = request.getfixturevalue(who)
    assert Product.objects.visible_to(actor(looker)).exists() is sees
    assert Edition.objects.visible_to(actor(looker)).exists() is sees
    assert PriceList.objects.visible_to(actor(looker)).exists() is sees
    addresses = [
        reverse("business:product", args=[edition.product.ref]),
        reverse("business:price-list", args=[row.ref]),
    ]
    for address in addresses:
        assert signed_in(looker).get(address).status_code == (200 if sees else 404)


def test_a_stranger_sees_no_prices(clara: Person, stranger: Actor):
    sold(by=actor(clara))
    assert not Product.objects.visible_to(stranger).exists()


def test_what_a_thing_costs_depends_on_the_day(clara: Person):
    by = actor(clara)
    edition = sold(by=by)
    list_of(edition, "990.00", until=date(2026, 12, 31), by=by)
    list_of(edition, "1090.00", begin=date(2027, 1, 1), by=by)
    list_of(edition, "1.00", is_default=False, by=by)
    assert price_of(edition, "EUR", date(2025, 12, 31)) is None
    found = price_of(edition, "EUR", date(2026, 12, 31))
    assert found is not None
    assert (found.amount, found.tax.category, found.is_gross) == (Decimal("990.00"), "S", False)
    later = price_of(edition, "EUR", date(2027, 1, 1))
    assert later is not None
    assert later.amount == Decimal("1090.00")
    assert price_of(edition, "USD", DAY) is None


def test_a_retired_product_is_offered_no_more_and_comes_back(clara: Person):
    by = actor(clara)
    edition = sold(by=by)
    assert actions.retire_product(edition.product, by=by)
    assert not actions.retire_product(edition.product, by=by)
    assert sold_editions(by) == []
    assert actions.bring_product_back(edition.product, by=by)
    assert sold_editions(by) == [edition]
    names = [fact.name.rpartition(".")[2] for fact in facts_about(edition.product)]
    assert names == ["created", "retired", "brought_back"]


def test_no_two_editions_have_one_number(clara: Person):
    by = actor(clara)
    edition = sold(by=by)
    again = actions.EditionDetails("Team", "ARC-5", 5)
    with pytest.raises(actions.SkuTaken):
        actions.add_edition(edition.product, again, by=by)


def test_a_list_with_prices_keeps_its_currency(clara: Person):
    by = actor(clara)
    row = list_of(sold(by=by), "990.00", by=by)
    present = PriceListDetails(row.name, "EUR", row.valid_from)
    with pytest.raises(HasPrices):
        change_price_list(row, row.version, replace(present, currency="USD"), by=by)


def test_setting_the_same_prices_again_changes_nothing(clara: Person):
    by = actor(clara)
    edition = sold(by=by)
    row = list_of(edition, "990.00", by=by)
    assert set_prices(row, {edition: (Decimal("990"), TaxClass.STANDARD)}, 0, by=by) == 0
    with pytest.raises(actions.ChangedMeanwhile):
        set_prices(row, {edition: (Decimal("5"), TaxClass.STANDARD)}, 0, by=by)
    assert set_prices(row, {edition: None}, by=by) == 1
    assert not Price.objects.exists()


def test_prices_are_written_in_a_table(clara: Person):
    edition = sold(by=actor(clara))
    row = list_of(edition, "990.00", by=actor(clara))
    address = reverse("business:price-list", args=[row.ref])
    row.refresh_from_db()
    form = {"version": row.version, f"amount_{edition.ref}": "1250.5", f"tax_{edition.ref}": "reduced"}
    page = signed_in(clara).post(address, form, follow=True).content.decode()
    assert "1 price is changed." in page
    assert Price.objects.get().amount == Decimal("1250.50")
    stale = signed_in(clara).post(address, {**form, f"amount_{edition.ref}": "7"})
    assert stale.status_code == 409
    assert "€1,250.50" in stale.content.decode()
    assert 'value="7"' in stale.content.decode()


@pytest.mark.parametrize("amount", ["-1", "99999999999", "1.005", "NaN", "1e19", "cheap"])
def test_a_bad_price_is_told_and_kept(amount: str, clara: Person):
    edition = sold(by=actor(clara))
    row = list_of(edition, "990.00", by=actor(clara))
    row.refresh_from_db()
    form = {"version": row.version, f"amount_{edition.ref}": amount, f"tax_{edition.ref}": "standard"}
    answer = signed_in(clara).post(reverse("business:price-list", args=[row.ref]), form)
    assert answer.status_code == 422
    assert amount in answer.content.decode()
    assert Price.objects.get().amount == Decimal("990.00")


def test_yen_have_no_decimals(clara: Person):
    edition = sold(by=actor(clara))
    row = list_of(edition, "990", currency="JPY", by=actor(clara))
    row.refresh_from_db()
    form = {"version": row.version, f"amount_{edition.ref}": "1.5", f"tax_{edition.ref}": "standard"}
    assert signed_in(clara).post(reverse("business:price-list", args=[row.ref]), form).status_code == 422


def test_a_file_is_looked_at_before_it_counts(clara: Person):
    edition = sold(by=actor(clara))
    row = list_of(edition, "990.00", by=actor(clara))
    text = "Artikelnummer;Preis\nARC-5;1.090,00\nNIX;5\nARC-5;7\n"
    browser = signed_in(clara)
    page = browser.post(reverse("business:price-list-preview", args=[row.ref]), {"text": text}).content.decode()
    assert "€1,090.00" in page
    assert "No edition has this number" in page
    assert "The number stands in the file twice" in page
    assert Price.objects.get().amount == Decimal("990.00")
    taken = browser.post(reverse("business:price-list-take", args=[row.ref]), {"text": text}, follow=True)
    assert "1 price is changed." in taken.content.decode()
    again = browser.post(reverse("business:price-list-take", args=[row.ref]), {"text": text}, follow=True)
    assert "No price was different." in again.content.decode()
    assert Price.objects.get().amount == Decimal("1090.00")


def test_our_own_file_comes_back_without_a_change(clara: Person):
    row = list_of(sold(by=actor(clara)), "990.00", by=actor(clara))
    browser = signed_in(clara)
    file = b"".join(browser.get(reverse("business:price-list-file", args=[row.ref])).streaming_content)
    upload = SimpleUploadedFile("prices.csv", file, "text/csv")
    page = browser.post(reverse("business:price-list-preview", args=[row.ref]), {"file": upload}).content.decode()
    assert "0 prices would change." in page


@pytest.mark.parametrize("text", ["", "nothing here", "sku;name\nARC-5;x", "\x00\x00"])
def test_what_is_no_price_list_is_told(text: str, clara: Person):
    row = list_of(sold(by=actor(clara)), "990.00", by=actor(clara))
    answer = signed_in(clara).post(reverse("business:price-list-preview", args=[row.ref]), {"text": text})
    assert answer.status_code == 422


@pytest.mark.parametrize(("text", "amount"), [
    ("1234", "1234"), ("1234.5", "1234.5"), ("1234,50", "1234.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"),
    ("1 234,50", "1234.50"), ("1'234.50", "1234.50"), ("1.234.567", "1234567"), ("0.125", "0.125"),
    ("1.234", None), ("1,234", None), ("-5", None), ("1.2.3", None), ("", None), ("٣", None), ("1e5", None),
])  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, amount: str | None):
    assert amount_of(text) == (Decimal(amount) if amount is not None else None)


@given(st.decimals(min_value=0, max_value=9_999_999, places=2))
def test_both_ways_of_writing_mean_the_same(amount: Decimal):
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert amount_of(english) == amount_of(german) == amount


def test_products_and_editions_are_written_down_in_the_browser(clara: Person):
    browser = signed_in(clara)
    form = {"name_en": "Archive", "name_de": "Archiv", "kind": "software", "unit": "C62", "key": "key-of-this-form"}
    for _press in range(2):
        browser.post(reverse("business:new-product"), form)
    product = Product.objects.get()
    edition = {"name": "Team", "sku": "ARC-5", "seats": "5", "maintenance_years": "1", "features": "Search\nScan"}
    for _press in range(2):
        browser.post(reverse("business:new-edition", args=[product.ref]), edition)
    page = browser.get(reverse("business:product", args=[product.ref])).content.decode()
    assert "5 technicians" in page
    assert "one year of maintenance included" in page
    assert Edition.objects.get().features == "Search\nScan"
    change = {**form, "version": "0", "name_en": "Archive 2"}
    browser.post(reverse("business:product-change", args=[product.ref]), change)
    stale = browser.post(reverse("business:product-change", args=[product.ref]), {**change, "name_en": "Other"})
    assert stale.status_code == 409
    assert "Other" in stale.content.decode()
    assert "Archive 2" in browser.get(reverse("business:products")).content.decode()


def test_products_and_price_lists_come_page_by_page_the_retired_ones_last(clara: Person, monkeypatch: Any):
    by = actor(clara)
    editions = [sold(f"Product {number}", f"P-{number}", by=by) for number in range(5)]
    lists = [list_of(editions[0], "990.00", begin=date(2020 + number, 1, 1), by=by) for number in range(5)]
    actions.retire_product(editions[1].product, by=by)
    PriceList.objects.filter(pk=lists[4].pk).update(retired_at=clock.now())
    monkeypatch.setattr(queries, "PAGE", 2)
    browser = signed_in(clara)
    for name, expected in (
        ("business:products", [editions[number].product.ref for number in (0, 2, 3, 4, 1)]),
        ("business:price-lists", [lists[number].ref for number in (3, 2, 1, 0, 4)]),
    ):
        address, seen = reverse(name), list[str]()
        while address:
            page = browser.get(address).content.decode()
            seen += re.findall(rf'href="{reverse(name)}([a-z0-9]{{16}})/"', page)
            more = re.search(r'href="(\?after=[a-z0-9]+)"', page)
            address = f"{reverse(name)}{more[1]}" if more else ""
        assert seen == expected
