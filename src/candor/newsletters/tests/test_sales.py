"""Writing to customers without their consent, where the law allows it: told at the sale, similar, no objection."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candor.business.actions import delivering_quotes
from candor.business.actions import quote_steps as steps
from candor.business.actions import quotes as actions
from candor.business.actions.orders import cancel_order
from candor.business.actions.seller import change_invoicing
from candor.business.models import DecidedBy, Order, QuoteVersion
from candor.business.queries_leads import today
from candor.business.rules.quotes import QuoteLine
from candor.catalogue.models import Edition
from candor.catalogue.tests.stories import sold
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.mail.models import OutboxMessage
from candor.newsletters import links
from candor.newsletters.models import MailingList, Subscription
from candor.newsletters.tests.stories import news, subscribed, tips, told_on
from candor.people.models import Person
from candor.privacy.actions.notices import publish_shipped_versions
from candor.privacy.models import ConsentEvent, Suppression
from candor.privacy.public import Reach, SuppressionReason, consents_at, rights_at, suppress
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
OBJECT = "newsletters-object"


@pytest.fixture(autouse=True)
def at_home(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    change_invoicing(0, {"country": "DE"}, by=SYSTEM)
    monkeypatch.setattr(delivering_quotes, "quote_pdf", lambda _version: b"%PDF-1.7 a quote")
    publish_shipped_versions()


@pytest.fixture
def desk() -> Edition:
    return sold("Candor Desk", "CD-1", by=SYSTEM)


@pytest.fixture
def upgrades(desk: Edition, mara: Person) -> MailingList:
    """A list that a manager opened to customers, after reading what that means."""
    found, browser = news(), signed_in(mara)
    page = f"/business/newsletters/lists/{found.ref}/customers/"
    assert "you advertise unlawfully" in browser.get(page).content.decode()
    assert browser.post(page, {"for_customers": "on"}).status_code == 422
    answer = browser.post(page, {"for_customers": "on", "products": [desk.product.ref]})
    assert answer.status_code == 303
    found.refresh_from_db()
    assert found.for_customers
    return found


def quoted(person: Person, by: Person, edition: Edition | None) -> tuple[QuoteVersion, str]:
    line = QuoteLine("Ten seats", Decimal(10), Decimal(99), edition=edition.ref if edition else "")
    terms = actions.Terms("Ten seats", "EUR", today() + timedelta(days=30))
    quote = actions.begin_quote(person, terms, f"key-{person.pk}-{QuoteVersion.objects.count()}", by=actor(by))
    actions.set_lines(quote, quote.version, [line], by=actor(by))
    quote.refresh_from_db()
    version = steps.send_quote(quote, by=actor(by))
    delivering_quotes.deliver(version.pk)
    found = re.search(r"/quotes/[\w-]+/", OutboxMessage.objects.latest("id").text)
    assert found
    return QuoteVersion.objects.select_related("quote__person").get(pk=version.pk), found[0]


def accept(page: str, *ticked: str) -> None:
    told = told_on(Client().get(page))
    form = {"name": "Sam Peters", "agrees": "on", "further": ticked, "told": told}
    answer = Client().post(f"{page}acceptance/", form)
    assert answer.status_code == 303, answer.content.decode()


def test_a_customer_who_was_told_is_written_to_sees_why_and_objects_by_one_press(
    sam: Person, clara: Person, upgrades: MailingList, desk: Edition
) -> None:
    _version, page = quoted(sam, clara, desk)
    shown = Client().get(page).content.decode()
    assert "costs nothing but the transmission at basic" in shown
    assert f'value="{OBJECT}" checked' not in shown
    before = clock.now()
    accept(page)
    row = Subscription.objects.standing().get()
    assert (row.basis, row.product, row.identifier.value) == ("sale", desk.product, "sam@hafen.example")
    event = ConsentEvent.objects.select_related("text").get()
    assert (event.deed, event.way, event.notice_version) == ("sold", "sale", "1")
    assert event.reference.startswith("O")
    assert event.text is not None
    assert event.text.text in shown.replace("&#34;", '"')
    browser = signed_in(sam)
    account = browser.get("/customer/newsletters/").content.decode()
    assert "because you bought “Candor Desk”" in account
    with clock.later(minutes=5):
        signed_in(sam).post(f"/customer/newsletters/{upgrades.ref}/end/")
        moment = clock.now()
    assert not Subscription.objects.standing().exists()
    assert ConsentEvent.objects.latest("id").deed == "objected"
    key = ("sam@hafen.example", upgrades.topic)
    assert [key in rights_at(sam.pk, at) for at in (before, clock.now(), moment)] == [False, True, False]
    assert consents_at(sam.pk, clock.now()) == {}
    with clock.later(minutes=10):
        _again, second = quoted(sam, clara, desk)
        accept(second)
    assert not Subscription.objects.standing().exists()


def test_who_objects_at_the_sale_or_stopped_all_advertising_or_buys_something_else_is_not_written_to(
    sam: Person, kim: Person, lee: Person, clara: Person, upgrades: MailingList, desk: Edition
) -> None:
    accept(quoted(sam, clara, desk)[1], OBJECT)
    assert ConsentEvent.objects.get().deed == "objected"
    suppress("kim@nordlicht.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    accept(quoted(kim, clara, desk)[1])
    other = quoted(lee, clara, sold("Something else", "SE-1", by=SYSTEM))[1]
    assert "basic" not in Client().get(other).content.decode()
    accept(other)
    accept(quoted(lee, clara, None)[1])
    assert not Subscription.objects.exists()


def test_words_that_changed_since_they_were_read_begin_no_right(
    sam: Person, clara: Person, upgrades: MailingList, desk: Edition
) -> None:
    page = quoted(sam, clara, desk)[1]
    told = told_on(Client().get(page))
    MailingList.objects.update(purpose_en="anything that we like", purpose_de="alles, was uns gefällt")
    form = {"name": "Sam Peters", "agrees": "on", "told": told}
    assert Client().post(f"{page}acceptance/", form).status_code == 303
    assert not ConsentEvent.objects.exists()


def test_an_order_that_staff_enter_tells_nobody_and_a_tie_that_is_cut_ends_it(
    sam: Person, lee: Person, clara: Person, mara: Person, upgrades: MailingList, desk: Edition
) -> None:
    version, _page = quoted(sam, clara, desk)
    steps.accept_quote(version, steps.Answer("Sam Peters", DecidedBy.LINK), by=SYSTEM)
    assert not Subscription.objects.exists()
    accept(quoted(lee, clara, desk)[1])
    assert Subscription.objects.standing().count() == 1
    signed_in(mara).post(
        f"/business/newsletters/lists/{upgrades.ref}/customers/",
        {"for_customers": "on", "products": [sold("Something else", "SE-2", by=SYSTEM).product.ref]},
    )
    assert not Subscription.objects.standing().exists()


def test_a_consent_takes_the_place_of_a_sale_and_a_press_taken_back_brings_the_sale_back(
    sam: Person, clara: Person, upgrades: MailingList, desk: Edition
) -> None:
    accept(quoted(sam, clara, desk)[1])
    identifier = Subscription.objects.get().identifier
    key = links.key_for(identifier.pk, upgrades.pk)
    said = Client().post(f"/newsletters/mine/{key}/lists/{upgrades.ref}/", follow=True).content.decode()
    undo = re.search(r"action=\"([^\"]+/undo/)\"", said)
    assert undo
    Client().post(undo[1])
    assert Subscription.objects.standing().get().basis == "sale"
    subscribed(sam, upgrades)
    row = Subscription.objects.standing().get()
    assert (row.basis, row.product) == ("consent", None)
    assert list(ConsentEvent.objects.order_by("id").values_list("deed", flat=True)) == [
        "sold", "objected", "sold", "given",
    ]  # fmt: skip


@pytest.mark.parametrize("reference", [None, ""], ids=["with its number", "noted before numbers were"])
def test_a_cancelled_order_ends_the_right_also_where_its_number_was_not_noted(
    sam: Person, kim: Person, clara: Person, upgrades: MailingList, desk: Edition, reference: str | None
) -> None:
    accept(quoted(sam, clara, desk)[1])
    if reference is not None:
        Subscription.objects.update(reference=reference)
    others = steps.accept_quote(quoted(kim, clara, desk)[0], steps.Answer("Kim", DecidedBy.STAFF), by=actor(clara))
    cancel_order(others, "Of somebody else.", by=actor(clara))
    assert Subscription.objects.standing().exists()
    cancel_order(Order.objects.get(quote__person=sam), "They ordered twice.", by=actor(clara))
    assert not Subscription.objects.standing().exists()
    assert Subscription.objects.of_sales_taken_back().exists()


def test_who_may_open_a_list_to_customers(mara: Person, clara: Person, anna: Person, mallory: Person) -> None:
    address = reverse("business:newsletter-list-customers", args=[news().ref])
    for person, status in ((mara, 200), (clara, 404), (anna, 404), (mallory, 404)):
        assert signed_in(person).get(address).status_code == status


def test_the_page_of_choices_shows_little_saves_and_takes_back(kim: Person) -> None:
    product, hints = news(), tips()
    identifier = subscribed(kim, product)
    browser, page = Client(), f"/newsletters/mine/{links.key_for(identifier.pk, product.pk)}/choices/"
    shown = browser.get(page).content.decode()
    assert "k•••@n•••.example" in shown
    for secret in ("kim@", "Kim", "nordlicht"):
        assert secret not in shown
    for look in (browser.get, browser.head, browser.options):
        look(page, HTTP_SEC_PURPOSE="prefetch")
    assert Subscription.objects.standing().count() == 1
    answer = browser.post(page, {"lists": [hints.ref], "language": "de"}, follow=True)
    said = answer.content.decode()
    assert "a mail is on its way" in said
    assert not Subscription.objects.standing().exists()
    row = Subscription.objects.get()
    assert (row.list, row.language) == (product, "de")
    assert not Suppression.objects.exists()
    undo = re.search(r"action=\"([^\"]+/undo/)\"", said)
    assert undo
    browser.post(undo[1])
    row = Subscription.objects.standing().get()
    assert (row.list, row.language) == (product, "en")
    assert browser.cookies == {}
    assert browser.post(page, {"lists": ["unknown"], "language": "de"}).status_code == 422
    assert Client().get(page.replace("/choices", "x/choices")).status_code == 404
    signed_in(kim).post("/customer/newsletters/language/", {"language": "de"})
    assert Subscription.objects.get(list=product).language == "de"
