"""Bookings for DATEV: what goes along, what not and why, how the file looks, and that nothing goes twice unseen."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from candor.business.actions.bookkeeping import (
    NothingToBook,
    NotSetUp,
    SettingsChanged,
    Wanted,
    bookkeeping,
    change_bookkeeping,
    export_bookings,
)
from candor.business.actions.drafts import begin_correction
from candor.business.actions.issuing import issue
from candor.business.actions.payments import NewPayment, note_payment
from candor.business.models import BookkeepingExport, Invoice, PaymentWay
from candor.business.queries_bookkeeping import Why, bookings_of
from candor.business.rules.datev import Heading, Revenue, chart_of, first_day_of_year, heading_of
from candor.business.rules.datev_file import COLUMNS, sayable
from candor.business.tests.stories_invoices import NORDLICHT, SEATS, issued, we_are
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.models import AccessLogEntry
from candor.people.models import Organisation, Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

BOOKS = {"adviser": 29_098, "client": 55_003, "chart": "03", "account_length": 4, "year_begins": 1, "accounts": {}}
ACCOUNTS = {heading.value: account for heading, account in chart_of("03", {}).items()}
SENT = {
    "version": "0", "adviser": "29098", "client": "55003", "chart": "03", "account_length": "4", "year_begins": "1",
    **ACCOUNTS,
}  # fmt: skip


def set_up(**otherwise: Any) -> None:
    change_bookkeeping(bookkeeping().version, {**BOOKS, **otherwise}, by=SYSTEM)


def this_year(*, again: bool = False) -> Wanted:
    year = clock.now().year
    return Wanted(date(year, 1, 1), date(year, 12, 31), "VAT return", again)


def exported(*, again: bool = False) -> list[list[str]]:
    """The lines of the file after its two headings; the whole of it has 125 columns."""
    content = export_bookings(this_year(again=again), by=SYSTEM, role="manager").decode("cp1252")
    assert content.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[1] == [name for name, _is_text in COLUMNS]
    assert {len(row) for row in rows[1:]} == {125}
    return rows[2:]


def test_an_invoice_its_credit_note_and_its_payments_become_bookings(kim: Person) -> None:
    set_up()
    invoice = issued(kim, buyer=replace(NORDLICHT, name="Müller & Söhne 寿司 „Łódź“"))
    draft = begin_correction(invoice, by=SYSTEM)
    correction = issue(draft, draft.version, by=SYSTEM)
    day = invoice.issued_on
    for amount, way in (("600", PaymentWay.TRANSFER), ("-6.19", PaymentWay.CASH)):
        note_payment(invoice, NewPayment(day, Decimal(amount), way), by=SYSTEM)
    rows = exported()
    said = [(row[0], row[1], row[6], row[7], row[9], row[10]) for row in rows]
    assert said == [
        ("593,81", "S", "10000", "8400", f"{day:%d%m}", invoice.number),
        ("593,81", "H", "10000", "8400", f"{day:%d%m}", correction.number),
        ("600,00", "S", "1200", "10000", f"{day:%d%m}", invoice.number),
        ("6,19", "H", "1000", "10000", f"{day:%d%m}", invoice.number),
    ]
    assert rows[0][11] == f"{invoice.due_on:%d%m%y}"
    assert rows[0][13] == "Müller & Söhne ?? „?ódz“"
    assert {row[113] for row in rows} == {"0"}, "the accountant looks at it before it is locked"


def test_the_file_begins_as_datev_describes_it(kim: Person) -> None:
    set_up(year_begins=1)
    issued(kim)
    content = export_bookings(this_year(), by=SYSTEM, role="manager")
    head = content.decode("cp1252").split("\r\n")[0].split(";")
    year = clock.now().year
    assert len(head) == 31
    assert head[:5] == ['"EXTF"', "700", "21", '"Buchungsstapel"', "13"]
    assert head[10:16] == ["29098", "55003", f"{year}0101", "4", f"{year}0101", f"{year}1231"]
    assert (head[20], head[21], head[26]) == ("0", '"EUR"', '"03"')
    assert b'"S";"";;;"";10000;8400;"";' in content, "texts stand in quotation marks, numbers do not"


def test_what_is_sold_abroad_goes_to_its_own_accounts(nordlicht: Organisation) -> None:
    set_up(chart="04")
    we_are(one_stop_shop=True)
    austria = replace(NORDLICHT, country="AT", vat_id="ATU33864707")
    issued(None, nordlicht, buyer=austria)
    issued(None, nordlicht, buyer=austria, lines=[replace(SEATS, tax="goods-standard")])
    issued(None, nordlicht, buyer=replace(NORDLICHT, country="US"))
    issued(buyer=replace(NORDLICHT, country="FR"), lines=[replace(SEATS, tax="digital-standard")])
    rows = exported()
    assert [(row[7], row[39], row[40]) for row in rows] == [
        ("4336", "ATU33864707", ""), ("4125", "ATU33864707", ""), ("4338", "", ""), ("4320", "FR", "20,00"),
    ]  # fmt: skip


def test_nothing_goes_twice_unless_it_is_wanted(kim: Person, mara: Person) -> None:
    set_up()
    invoice = issued(kim)
    assert len(exported()) == 1
    with pytest.raises(NothingToBook):
        exported()
    stack = bookings_of(actor(mara), this_year().since, this_year().until, bookkeeping(), again=False)
    assert [(one.number, one.why) for one in stack.left_out] == [(invoice.number, Why.EXPORTED)]
    assert len(exported(again=True)) == 1
    first, _second = BookkeepingExport.objects.order_by("id")
    assert Invoice.objects.get().booked_in == first
    assert (first.reason, first.entries) == ("VAT return", 1)


def test_what_cannot_be_booked_is_left_out_and_said_why(kim: Person) -> None:
    set_up(accounts={**ACCOUNTS, Heading.REDUCED.value: ""})
    issued(kim, currency="CHF")
    issued(kim, lines=[replace(SEATS, price=Decimal(0))])
    issued(kim, lines=[replace(SEATS, tax="service-reduced")])
    issued(kim, supplied_from=date(2020, 8, 1))
    issued(kim, lines=[replace(SEATS, quantity=Decimal(9_999_999), price=Decimal(9_000))])
    stack = bookings_of(SYSTEM, this_year().since, this_year().until, bookkeeping(), again=False)
    assert not stack.bookings
    assert [one.why for one in stack.left_out] == [
        Why.CURRENCY, Why.NOTHING, Why.NO_ACCOUNT, Why.UNCLEAR, Why.AMOUNT
    ]  # fmt: skip


def test_without_the_accountants_numbers_there_is_no_file(kim: Person) -> None:
    issued(kim)
    with pytest.raises(NotSetUp):
        exported()


def test_settings_that_a_colleague_changed_are_not_overwritten() -> None:
    set_up()
    change_bookkeeping(0, BOOKS, by=SYSTEM)  # the same press again
    with pytest.raises(SettingsChanged):
        change_bookkeeping(0, {**BOOKS, "client": 1}, by=SYSTEM)


@pytest.mark.parametrize(
    ("category", "percent", "country", "heading"),
    [
        ("S", "19", "DE", Heading.STANDARD), ("S", "7", "FR", Heading.REDUCED), ("S", "19", "CY", None),
        ("S", "9", "CY", Heading.ONE_STOP_SHOP), ("S", "16", "DE", None), ("Z", "0", "DE", None),
        ("E", "0", "DE", Heading.EXEMPT), ("G", "0", "US", Heading.EXPORT), ("S", "19", "US", Heading.STANDARD),
    ],
)  # fmt: skip
def test_a_rate_that_could_be_two_countries_has_no_account(
    category: str, percent: str, country: str, heading: Heading | None
) -> None:
    revenue = Revenue(category, Decimal(percent), "exempt" if category == "E" else "", country, date(2026, 3, 1))
    assert heading_of(revenue) == heading


def test_years_that_begin_otherwise_and_signs_that_windows_lacks() -> None:
    assert first_day_of_year(date(2026, 3, 1), 7) == date(2025, 7, 1)
    assert first_day_of_year(date(2026, 7, 1), 7) == date(2026, 7, 1)
    assert sayable("Zwei\nZeilen\t„Ÿ€ß“ Ć") == "Zwei Zeilen „Ÿ€ß“ C"


def test_a_manager_looks_first_and_takes_the_file_along(mara: Person, clara: Person, adam: Person, kim: Person) -> None:
    saved = signed_in(adam).post(reverse("tech:bookkeeping"), SENT, follow=True)
    assert "The settings are saved." in saved.content.decode()
    stale = signed_in(adam).post(reverse("tech:bookkeeping"), {**SENT, "client": "7"})
    assert (stale.status_code, "29098 / 55003" in stale.content.decode()) == (409, True)
    wrong = signed_in(adam).post(reverse("tech:bookkeeping"), {**SENT, "version": "1", "revenue-19": "84000"})
    assert (wrong.status_code, "An account of 4 digits, or empty." in wrong.content.decode()) == (422, True)
    other = signed_in(adam).post(
        reverse("tech:bookkeeping"), {**SENT, "version": "1", "chart": "04", "debtors": "10001"}
    )
    assert other.status_code == 303
    assert (bookkeeping().accounts["revenue-19"], bookkeeping().accounts["debtors"]) == ("4400", "10001")
    invoice = issued(kim)
    page, day = reverse("business:bookkeeping-export"), invoice.issued_on.isoformat()
    looked = signed_in(mara).get(page, {"since": day, "until": day}).content.decode()
    assert invoice.number in looked
    sent = {"since": day, "until": day, "reason": "VAT return"}
    file = signed_in(mara).post(page, sent)
    assert 'filename="EXTF_Buchungsstapel_' in file.headers["Content-Disposition"]
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, object_kind="business.bookkeepingexport").exists()
    again = signed_in(mara).post(page, sent)
    assert (again.status_code, "Exported already on" in again.content.decode()) == (422, True)
    crossing = {**sent, "since": f"{invoice.issued_on.year - 1}-12-31"}
    assert "financial year" in signed_in(mara).post(page, crossing).content.decode()
    for who in (clara, kim):
        assert signed_in(who).get(page).status_code == 404
    assert signed_in(mara).get(reverse("tech:bookkeeping")).status_code == 404


def test_a_customer_may_have_a_debtor_account_of_their_own(
    kim: Person, sam: Person, nordlicht: Organisation, mara: Person, clara: Person
) -> None:
    set_up()
    browser, address = signed_in(mara), reverse("business:organisation-debtor-account", args=[nordlicht.ref])
    assert signed_in(clara).get(address).status_code == 404
    for wrong in ("9999", "70000", "10000", "many"):
        assert browser.post(address, {"number": wrong}).status_code == 422
    for _press in range(2):
        assert browser.post(address, {"number": "10042"}).status_code == 303
    his = reverse("business:person-debtor-account", args=[sam.ref])
    taken = browser.post(his, {"number": "10042"})
    assert (taken.status_code, "Another customer has this account" in taken.content.decode()) == (422, True)
    assert "10042" in browser.get(address).content.decode()
    invoice = issued(kim, nordlicht)
    note_payment(invoice, NewPayment(invoice.issued_on, Decimal(100), PaymentWay.TRANSFER), by=SYSTEM)
    issued(sam)
    assert [row[6:8] for row in exported()] == [["10042", "8400"], ["10000", "8400"], ["1200", "10042"]]
    assert browser.post(address, {"number": ""}).status_code == 303
    assert exported(again=True)[0][6] == "10000"
