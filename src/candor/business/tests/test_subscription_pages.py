"""Subscriptions as people see them: sales at work, customers with their own, strangers with nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candor.business.actions.renewal_work import quote_renewal
from candor.business.models import (
    ContactListExport,
    Subscription,
    SubscriptionCancellation,
    SubscriptionTerm,
)
from candor.business.queries_leads import today
from candor.business.rules.terms import Span, Unit, after
from candor.business.tasks_subscriptions import forget_old_contact_lists
from candor.business.tests.stories_invoices import we_are
from candor.business.tests.stories_subscriptions import FIRST, RENEWAL, before, begun, support
from candor.kernel import clock
from candor.kernel.access_log import forget_cache
from candor.kernel.models import AccessLogEntry
from candor.mail.models import OutboxMessage
from candor.people.models import Membership, Organisation, Person
from candor.privacy.public import LockGround, NewLock, lock_person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def at_home(db: Any) -> None:
    we_are()
    forget_cache()


def said(client: Client, name: str, *args: str, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize(("who", "sees"), [("clara", True), ("mara", True), ("paula", True), ("anna", False),
                                           ("kim", False), ("mallory", False)])  # fmt: skip
def test_who_sells_sees_subscriptions_and_nobody_else(who: str, sees: bool, request: Any, sam: Person) -> None:
    found = begun(sam)
    looker = request.getfixturevalue(who)
    assert Subscription.objects.visible_to(actor(looker)).exists() is sees
    answer = signed_in(looker).get(reverse("business:subscription", args=[found.ref]))
    assert answer.status_code == (200 if sees else 404)


def test_customers_see_their_own_and_super_customers_their_companys(
    sam: Person, kim: Person, lee: Person, nordlicht: Organisation, stranger: Any
) -> None:
    own, company = begun(sam), begun(kim, nordlicht)
    assert list(Subscription.objects.held_by(actor(sam))) == [own]
    assert list(Subscription.objects.held_by(actor(kim))) == [company]
    assert list(Subscription.objects.held_by(actor(lee))) == [company]
    assert not Subscription.objects.held_by(stranger).exists()
    assert own.number in said(signed_in(sam), "customer:subscriptions")
    for name in ("subscription", "subscription-cancel", "subscription-confirm"):
        address = reverse(f"customer:{name}", args=[company.ref])
        answer = signed_in(sam).post(address) if name.endswith("confirm") else signed_in(sam).get(address)
        assert answer.status_code == 404
    lock_person(kim, NewLock(LockGround.CLAIMS), by=actor(sam))
    assert list(Subscription.objects.held_by(actor(kim))) == [company]
    assert not Subscription.objects.held_by(actor(lee)).exists()


def test_the_list_shows_what_is_due_by_owner_and_goes_on_by_pages(
    sam: Person, kim: Person, clara: Person, mara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = begun(sam, by=actor(clara))
    later = begun(kim, by=actor(mara), starts_on=date(2026, 7, 1))
    with before(80):
        browser = signed_in(clara)
        page = said(browser, "business:subscriptions")
        assert soon.number in page
        assert later.number not in page
        assert later.number in said(browser, "business:subscriptions", show="due", days="365")
        assert later.number not in said(browser, "business:subscriptions", show="active", owner=clara.ref)
        assert later.number not in said(browser, "business:subscriptions", show="all", of=sam.ref)
        assert "Nothing renews here" in said(browser, "business:subscriptions", show="overdue")
        assert "Save this view" not in said(browser, "business:subscriptions", days="90"), (
            "that is what it shows anyway"
        )
        assert "Save this view" in said(browser, "business:subscriptions", days="365")
        saved = browser.post(
            reverse("business:view-save", args=["subscriptions"]),
            {"name": "Mine this year", "days": "365", "owner": clara.ref, "salary": "1"},
        )
        assert saved["Location"].endswith(f"?days=365&owner={clara.ref}")
        assert "Mine this year" in said(browser, "business:subscriptions")
        monkeypatch.setattr("candor.business.queries_subscriptions.PAGE", 1)
        monkeypatch.setattr("candor.business.queries_subscriptions._page.__defaults__", (1,))
        first = said(browser, "business:subscriptions", show="active")
        assert soon.number in first
        assert later.number not in first
        assert later.number in said(browser, "business:subscriptions", show="active", after=soon.ref)
    with before(-3):
        assert "Overdue" in said(signed_in(clara), "business:subscriptions", show="overdue")
        assert "Due renewals" in said(signed_in(clara), "business:start")


def test_clara_begins_one_renews_it_changes_it_and_cancels_it(sam: Person, hafen: Organisation, clara: Person) -> None:
    browser, edition = signed_in(clara), support()
    form = {
        "person": sam.ref, "key": "key-of-this-form", "of_company": "on", "edition": edition.ref, "quantity": "3",
        "currency": "EUR", "starts_on": today().isoformat(), "term_count": "6", "term_unit": "month", "price": "49.50",
        "notice_count": "1", "notice_unit": "month", "licence": "",
    }  # fmt: skip
    for _press in range(2):
        assert browser.post(reverse("business:new-subscription"), form).status_code == 303
    found = Subscription.objects.get()
    renewal = after(today(), Span(6, Unit.MONTH))
    assert (found.organisation, found.owner, found.renews_on, found.quantity) == (hafen, clara, renewal, 3)
    assert "6 months" in said(browser, "business:subscription", found.ref)
    renewing = {"renews_on": renewal.isoformat(), "quantity": "4"}
    for _press in range(2):
        browser.post(reverse("business:subscription-renew", args=[found.ref]), renewing)
    assert SubscriptionTerm.objects.count() == 2
    assert "Renewed by hand" in said(browser, "business:subscription", found.ref)
    browser.post(reverse("business:subscription-take-back", args=[found.ref]))
    browser.post(
        reverse("business:subscription-quantity", args=[found.ref]),
        {"quantity": "9", "counts_from": (today() + timedelta(days=40)).isoformat()},
    )
    found.refresh_from_db()
    assert (found.renews_on, found.quantity, found.next_quantity) == (renewal, 3, 9)
    browser.post(reverse("business:subscription-keep-quantity", args=[found.ref]))
    change = {"version": "0", "price": "44", "notice_count": "2", "notice_unit": "month", "licence": "", "owner": ""}
    stale = browser.post(reverse("business:subscription-change", args=[found.ref]), change)
    assert stale.status_code == 409
    assert "A colleague saved this subscription meanwhile" in stale.content.decode()
    found.refresh_from_db()
    change["version"] = str(found.version)
    assert browser.post(reverse("business:subscription-change", args=[found.ref]), change).status_code == 303
    assert "at the earliest" in said(browser, "business:subscription-cancel", found.ref)
    cancel = {"ends_on": renewal.isoformat(), "reason": "They close.", "tells": "on"}
    for _press in range(2):
        assert browser.post(reverse("business:subscription-cancel", args=[found.ref]), cancel).status_code == 303
    assert OutboxMessage.objects.get().template == "business/mail/cancelled"
    assert "They close." in said(browser, "business:subscription", found.ref)
    browser.post(reverse("business:subscription-undo", args=[found.ref]))
    found.refresh_from_db()
    assert (found.state, found.owner, SubscriptionCancellation.objects.filter(undone_at=None).count()) == (
        "active", None, 0,
    )  # fmt: skip


def test_a_customer_cancels_in_two_steps_and_both_sides_are_told(sam: Person, clara: Person) -> None:
    found = begun(sam, renews_itself=True, notice=Span(1, Unit.MONTH), by=actor(clara))
    with before(40):
        browser = signed_in(sam)
        declare = reverse("customer:subscription-cancel", args=[found.ref])
        assert "31 December 2026" in browser.get(declare).content.decode().replace("31 Dec 2026", "31 December 2026")
        without = browser.post(declare, {"kind": "extraordinary", "reason": ""})
        assert without.status_code == 422
        step = browser.post(declare, {"kind": "ordinary", "wished_on": "", "reason": "We close."})
        assert (step.status_code, Subscription.objects.get().state) == (200, "active")
        assert "Cancel now" in step.content.decode()
        form = {"kind": "ordinary", "wished_on": "", "reason": "We close.", "last_day": "2026-11-30"}
        confirm = reverse("customer:subscription-confirm", args=[found.ref])
        assert browser.post(confirm, form).status_code == 409
        for _press in range(2):
            assert browser.post(confirm, form | {"last_day": "2026-12-31"}).status_code == 303
        noted = SubscriptionCancellation.objects.get()
        assert (noted.name, noted.reason, noted.way, noted.ends_on) == (
            "Sam Peters", "We close.", "account", date(2026, 12, 31),
        )  # fmt: skip
        mail = OutboxMessage.objects.get()
        assert (mail.template, mail.template_class) == ("business/mail/cancelled", "asked-for")
        for words in ("22 November 2026", "31 December 2026", "We close."):
            assert words in mail.text
        assert "Cancelled. The contract ends on" in said(browser, "customer:subscription", found.ref)
        assert f"{found.number} was cancelled by the customer" in said(signed_in(clara), "business:start")


def test_the_yearly_contacts_are_the_people_to_ask_and_taking_them_out_is_noted(
    sam: Person, hafen: Organisation, kim: Person, lee: Person, nordlicht: Organisation, mara: Person, clara: Person
) -> None:
    begun(sam, hafen)
    begun(kim, nordlicht)
    Membership.objects.filter(person=kim).update(ended_on=date(2026, 2, 1))
    Membership.objects.filter(person=lee).update(contact_since="2026-01-01T00:00Z")
    page = said(signed_in(clara), "business:subscription-contacts")
    assert "lee@nordlicht.example" in page
    assert "kim@nordlicht.example" not in page
    assert "Save CSV file" not in page
    address = reverse("business:subscription-contacts-file")
    assert signed_in(clara).post(address, {"reason": "Support"}).status_code == 404
    assert signed_in(mara).post(address, {"reason": ""}).status_code == 422
    AccessLogEntry.objects.all().delete()
    file = signed_in(mara).post(address, {"reason": "Support once a year"}).content.decode("utf-8-sig")
    assert [line.split(";")[1] for line in file.splitlines()] == ["Contact", "Sam Peters", "Lee Olsen"]
    assert ContactListExport.objects.get().reason == "Support once a year"
    assert set(AccessLogEntry.objects.values_list("subject_id", flat=True)) == {sam.pk, lee.pk}
    lock_person(sam, NewLock(LockGround.CLAIMS), by=actor(mara))
    assert "Sam Peters" not in said(signed_in(mara), "business:subscription-contacts")
    for days, left in ((364, 1), (366, 0)):
        with clock.later(days=days):
            forget_old_contact_lists()
        assert ContactListExport.objects.count() == left


def test_an_order_of_what_is_sold_by_the_year_begins_a_subscription(sam: Person, clara: Person) -> None:
    from candor.business.actions import quote_steps, quotes
    from candor.business.models import DecidedBy, QuoteVersion

    edition = support()
    edition.product.kind = "support"
    edition.product.save()
    found = begun(sam, day=FIRST)
    with before(60):
        quote = quote_renewal(found, by=actor(clara))
        quotes.set_lines(quote, 1, quotes.lines_of(quote.versions.get()), by=actor(clara))
        quote.refresh_from_db()
        sent = quote_steps.send_quote(quote, by=actor(clara))
        version = QuoteVersion.objects.select_related("quote").get(pk=sent.pk)
        order = quote_steps.accept_quote(version, quote_steps.Answer("Sam", DecidedBy.LINK), by=actor(sam))
        browser = signed_in(clara)
        assert "Sold by the term" in said(browser, "business:order", order.ref)
        page = said(browser, "business:new-subscription", order=order.ref, line="1")
        assert f"From the order {order.number}" in page
    assert found.renews_on == RENEWAL


def test_mara_sets_the_steps_and_sees_what_they_mean(mara: Person, clara: Person) -> None:
    form = {"version": "0", "is_reminding": "on", "steps": "14, 60", "makes_quotes": "on", "quote_days": "30"}
    form["cancelling"] = "auto"
    address = reverse("tech:reminding")
    assert signed_in(clara).get(address).status_code == 404
    browser = signed_in(mara)
    assert browser.post(address, form | {"steps": "soon"}).status_code == 422
    for _press in range(2):
        assert browser.post(address, form).status_code == 303
    assert "60 days before, 14 days before" in said(browser, "tech:reminding")
    assert browser.post(address, form | {"steps": "5"}).status_code == 409
