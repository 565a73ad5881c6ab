"""Invoices without a quote: they let us write to their customer only where it is proven what that customer was told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from candor.business.actions.drafts import begin_correction, change_draft
from candor.business.actions.issuing import issue
from candor.business.models import Invoice
from candor.business.tests.stories_invoices import CONTENT, SEATS, issued
from candor.catalogue.models import Edition
from candor.catalogue.tests.stories import sold
from candor.kernel import clock, instance
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.newsletters.actions.lists import set_customers
from candor.newsletters.grounds import Ground, why_in
from candor.newsletters.models import CollectionNotice, MailingList, Subscription
from candor.newsletters.tasks import forget_old_sign_ups
from candor.newsletters.tests.stories import news
from candor.people.models import Person
from candor.privacy.actions.notices import NoticeText, publish_shipped_versions, publish_version
from candor.privacy.models import ConsentEvent, NoticeKind, NoticeVersion
from candor.privacy.public import Reach, SuppressionReason, rights_at, suppress
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def desk() -> Edition:
    return sold("Candor Desk", "CD-1", by=SYSTEM)


@pytest.fixture
def upgrades(db: Any, desk: Edition) -> MailingList:
    publish_shipped_versions()
    NoticeVersion.objects.update(published_at=clock.now() - timedelta(days=30))
    found = news()
    set_customers(found, [desk.product.ref], is_on=True, by=SYSTEM)
    return found


def day(back: int = 0) -> date:
    return clock.today(instance.current().time_zone) - timedelta(days=back)


def entered(each: MailingList, mara: Person, since: int = 400) -> CollectionNotice:
    """A manager says what stands on the order form, as the page proposes it."""
    page = f"/business/newsletters/lists/{each.ref}/told/"
    shown = signed_in(mara).get(page).content.decode()
    proposed = re.search(r"<textarea[^>]*>\s*([^<]+)</textarea>", shown)
    assert proposed
    said = {"place": "Order form, page 2", "language": "en", "words": proposed[1].strip(), "used_from": day(since)}
    assert signed_in(mara).post(page, said).status_code == 303
    return CollectionNotice.objects.latest("id")


def say(browser: Client, invoice: Invoice, notice: CollectionNotice, desk: Edition, /, **other: Any) -> Any:
    said = {"notice": notice.ref, "product": desk.product.ref, "day": day(3), "sure": "on"} | other
    return browser.post(f"/business/newsletters/invoices/{invoice.ref}/", said, follow=True)


def test_all_four_are_needed_and_then_ledger_account_and_letter_say_so(
    kim: Person, clara: Person, mara: Person, anna: Person, upgrades: MailingList, desk: Edition
) -> None:
    invoice, browser = issued(kim), signed_in(clara)
    page = f"/business/newsletters/invoices/{invoice.ref}/"
    assert "No list says what customers read" in browser.get(page).content.decode()
    notice = entered(upgrades, mara)
    assert "Say what they were told" in browser.get(f"/business/invoices/{invoice.ref}/").content.decode()
    other = sold("Something else", "SE-1", by=SYSTEM)
    for missing in (
        {"sure": ""}, {"day": ""}, {"day": day(-1)}, {"day": day(500)}, {"notice": ""}, {"product": ""},
        {"product": other.product.ref},
    ):  # fmt: skip
        answer = say(browser, invoice, notice, desk, **missing)
        assert answer.status_code == 422, missing
    assert not ConsentEvent.objects.exists()

    before = clock.now()
    for _again in range(2):
        shown = say(browser, invoice, notice, desk).content.decode()
    assert "Nothing changed" in shown
    assert "goes to them because of this invoice" in shown
    row = Subscription.objects.standing().get()
    assert (row.basis, row.reference, row.product) == ("invoice", invoice.number, desk.product)
    event = ConsentEvent.objects.select_related("text").get()
    assert (event.deed, event.way, event.reference, event.notice_version) == ("sold", "invoice", invoice.number, "1")
    assert event.text is not None
    assert event.text.text == notice.words
    assert event.asked_at is not None
    assert event.asked_at.date() == day(3)
    fact = facts_about(event)[0]
    assert (fact.name, fact.actor_id) == ("privacy.consent.sold", clara.pk)
    assert [("kim@nordlicht.example", upgrades.topic) in rights_at(kim.pk, at) for at in (before, clock.now())] == [
        False, True,
    ]  # fmt: skip
    account = signed_in(kim).get("/customer/newsletters/").content.decode()
    assert f"because you bought “Candor Desk” (invoice {invoice.number})" in account
    assert f"With an invoice {invoice.number}" in account
    assert f"(invoice {invoice.number})" in why_in(
        upgrades, "en", Ground(row.basis, day(), "Candor Desk", row.reference)
    )
    signed_in(kim).post(f"/customer/newsletters/{upgrades.ref}/end/")
    assert not Subscription.objects.standing().exists()
    assert "left it or objected once" in say(browser, invoice, notice, desk).content.decode()
    assert signed_in(anna).get(page).status_code == 404


def test_who_objected_or_stopped_all_or_stands_elsewhere_on_the_invoice_is_not_written_to(
    kim: Person, sam: Person, lee: Person, clara: Person, mara: Person, upgrades: MailingList, desk: Edition
) -> None:
    notice, browser = entered(upgrades, mara), signed_in(clara)
    for _again in range(2):
        assert "they objected" in say(browser, issued(kim), notice, desk, objected="on").content.decode()
    assert set(ConsentEvent.objects.values_list("deed", flat=True)) == {"objected"}
    suppress("lee@nordlicht.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    theirs = issued(lee, buyer=replace(CONTENT.buyer, email="lee@nordlicht.example"))
    assert "stopped all our advertising" in say(browser, theirs, notice, desk).content.decode()
    answer = say(browser, issued(sam), notice, desk)
    assert answer.status_code == 422
    assert "one that is not its customer’s" in answer.content.decode()
    assert not Subscription.objects.exists()


def test_a_sale_that_is_taken_back_whole_ends_it_at_once_and_a_new_one_begins_it_anew(
    kim: Person, clara: Person, mara: Person, upgrades: MailingList, desk: Edition
) -> None:
    notice, browser, invoice = entered(upgrades, mara), signed_in(clara), issued(kim)
    say(browser, invoice, notice, desk)
    part = begin_correction(invoice, by=SYSTEM)
    change_draft(part, part.version, replace(CONTENT, lines=[replace(SEATS, quantity=Decimal(1))]), by=SYSTEM)
    part.refresh_from_db()
    issue(part, part.version, by=SYSTEM)
    assert Subscription.objects.standing().exists(), "nine of ten seats are sold"
    invoice.refresh_from_db()
    rest = begin_correction(invoice, by=SYSTEM)
    change_draft(rest, rest.version, replace(CONTENT, lines=[replace(SEATS, quantity=Decimal(9))]), by=SYSTEM)
    rest.refresh_from_db()
    issue(rest, rest.version, by=SYSTEM)
    assert not Subscription.objects.standing().exists()
    assert "taken back" in browser.get(f"/business/newsletters/invoices/{invoice.ref}/").content.decode()
    for _again in range(2):
        forget_old_sign_ups()
    assert not Subscription.objects.exists()
    assert list(ConsentEvent.objects.order_by("id").values_list("deed", "reference")) == [
        ("sold", invoice.number), ("undone", invoice.number),
    ]  # fmt: skip
    assert not rights_at(kim.pk, clock.now())
    say(browser, issued(kim), notice, desk)
    assert Subscription.objects.standing().count() == 1


def test_the_ledger_names_the_notice_of_the_day_on_which_they_were_told(
    kim: Person, clara: Person, mara: Person, upgrades: MailingList, desk: Edition
) -> None:
    with clock.later(days=-2):
        publish_version(NoticeKind.NOTICE, {"en": NoticeText("New", "Other words.")}, by=SYSTEM)
    notice, browser = entered(upgrades, mara), signed_in(clara)
    say(browser, issued(kim), notice, desk, day=day(5))
    assert ConsentEvent.objects.get().notice_version == "1", "the second one came later"
    ConsentEvent.objects.all().delete()
    Subscription.objects.all().delete()
    say(browser, issued(kim), notice, desk, day=day(40))
    assert ConsentEvent.objects.get().notice_version == "", "Candor had none on that day, and claims none"


def test_words_end_and_are_never_changed_and_a_closed_list_goes_to_nobody(
    kim: Person, clara: Person, mara: Person, mallory: Person, upgrades: MailingList, desk: Edition
) -> None:
    notice, browser = entered(upgrades, mara), signed_in(clara)
    say(browser, issued(kim), notice, desk)
    address = f"/business/newsletters/told/{notice.ref}/end/"
    assert [signed_in(who).post(address).status_code for who in (clara, mallory)] == [404, 404]
    signed_in(mara).post(address)
    notice.refresh_from_db()
    assert notice.used_until == day()
    assert notice.stood_on(day())
    assert not notice.stood_on(day(-1))
    assert Subscription.objects.standing().exists(), "who read them before keeps what they were told"
    set_customers(upgrades, [desk.product.ref], is_on=False, by=SYSTEM)
    assert not Subscription.objects.standing().exists()
    page = f"/business/newsletters/lists/{upgrades.ref}/told/"
    for wrong in ({"used_from": day(-1)}, {"words": "Too short"}, {"place": ""}, {"language": "xx"}):
        said = {"place": "Shop", "language": "en", "words": notice.words, "used_from": day()} | wrong
        assert signed_in(mara).post(page, said).status_code == 422, wrong
    assert CollectionNotice.objects.count() == 1
    assert signed_in(clara).get(page).status_code == 404
