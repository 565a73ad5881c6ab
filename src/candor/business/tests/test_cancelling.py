"""Cancelling without signing in (§ 312k BGB): one step, a receipt at once, matched exactly or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from candor.business.models import (
    Declaration,
    FollowUp,
    Subscription,
    SubscriptionCancellation,
    SubscriptionSettings,
)
from candor.business.rules.declarations import the_one_number_in
from candor.business.rules.terms import Span, Unit
from candor.business.tests.stories_invoices import we_are
from candor.business.tests.stories_subscriptions import before, begun, clock_comes_round, on
from candor.kernel import instance
from candor.mail.models import OutboxMessage
from candor.people.models import Membership, Organisation, Person
from candor.ui.public import Stamp
from tests.cast import actor, signed_in

PAGE = "/cancel-contract/"
MONTH = Span(1, Unit.MONTH)


@pytest.fixture
def at_home(db: Any) -> None:
    we_are()


def declare(browser: Client, **said: str) -> Any:
    """Fill the form in as somebody who took ten seconds for it."""
    stamp = Stamp.new()
    aged = Stamp(said.pop("key", stamp.key), stamp.drawn_at - 10)
    form = {"kind": "ordinary", "name": "", "email": "", "contract": "", "reason": "", "wished_on": "", "website": ""}
    return browser.post(PAGE, form | {"stamp": str(aged)} | said)


@pytest.mark.django_db
@pytest.mark.db
def test_sam_cancels_without_an_account_and_both_sides_are_told(at_home: None, sam: Person, clara: Person) -> None:
    found = begun(sam, renews_itself=True, notice=MONTH, by=actor(clara))
    visitor = Client()
    with before(40):
        for _press in range(2):
            said = {"name": "Sam Peters", "email": "SAM@hafen.example", "contract": f"No. {found.number.lower()}"}
            answer = declare(visitor, key="one-press", **said)
            assert answer.status_code == 303
        assert not visitor.cookies
        receipt = visitor.get(answer["Location"])
        page = receipt.content.decode()
        for words in (
            "Your cancellation reached us",
            "22 November 2026, 11:00:00 (CET)",
            "Sam Peters",
            "at the earliest",
        ):
            assert words in page
        file = visitor.get(answer["Location"] + "file/")
        assert "22 November 2026, 11:00:00" in file.content.decode()
        assert "attachment" in file["Content-Disposition"]
        declared = Declaration.objects.get()
        found.refresh_from_db()
        assert (found.state, found.ends_on, declared.state) == ("cancelled", date(2026, 12, 31), "cancelled")
        noted = SubscriptionCancellation.objects.get()
        assert (noted.way, noted.name, declared.cancellation, declared.person) == ("public", "Sam Peters", noted, sam)
        told = {mail.template.rpartition("/")[2]: mail for mail in OutboxMessage.objects.all()}
        assert set(told) == {"cancellation_received", "cancelled"}
        assert told["cancellation_received"].to_address == "sam@hafen.example"
        for words in ("22 November 2026, 11:00:00", declared.number, "at the earliest", found.number.lower()):
            assert words in told["cancellation_received"].text
        assert "31 December 2026" in told["cancelled"].text
        assert FollowUp.objects.get().assignee == clara
        assert (
            "on our website"
            in signed_in(clara).get(reverse("business:subscription", args=[found.ref])).content.decode()
        )


@pytest.mark.django_db
@pytest.mark.db
def test_what_does_not_fit_exactly_ends_nothing_and_waits_for_sales(
    at_home: None, sam: Person, kim: Person, nordlicht: Organisation, clara: Person
) -> None:
    his, companys = begun(sam, renews_itself=True), begun(kim, nordlicht)
    Membership.objects.filter(person=kim).update(ended_on=date(2026, 2, 1))
    tries = [
        {"email": "sam@hafen.example", "contract": "the support"},
        {"email": "kim@nordlicht.example", "contract": his.number},
        {"email": "kim@nordlicht.example", "contract": companys.number},
        {"email": "sam@hafen.example", "contract": f"{his.number} and {companys.number}"},
        {"email": "", "contract": his.number},
        {"email": "sam@hafen.example", "contract": his.number, "kind": "extraordinary", "reason": "It never ran."},
        {"name": "Nobody at all"},
    ]
    with before(40):
        pages = [declare(Client(REMOTE_ADDR=f"192.0.2.{place}"), **said) for place, said in enumerate(tries)]
    assert [answer.status_code for answer in pages] == [303] * len(tries)
    assert not Subscription.objects.exclude(state="active").exists()
    assert Declaration.objects.waiting().count() == len(tries)
    assert list(Declaration.objects.filter(subscription=his).values_list("kind", flat=True)) == ["extraordinary"]
    browser = signed_in(clara)
    assert "Cancellations to be looked at" in browser.get(reverse("business:start")).content.decode()
    assert "Nobody at all" in browser.get(reverse("business:declarations")).content.decode()


@pytest.mark.django_db
@pytest.mark.db
def test_clara_finds_the_subscription_and_the_period_counts_from_the_arrival(
    at_home: None, sam: Person, clara: Person, anna: Person
) -> None:
    found = begun(sam, renews_itself=True, notice=MONTH)
    with before(40):
        declare(Client(), email="sam@hafen.example", contract="support", name="Sam")
        declare(Client(), email="who@else.example", contract="a car")
    wanted, strange = Declaration.objects.order_by("id")
    with before(20):  # too late for the term, had it come today
        browser = signed_in(clara)
        address = reverse("business:declaration", args=[wanted.ref])
        offered = browser.get(address).content.decode()
        assert found.number in offered
        assert "Another one" in offered
        assert signed_in(anna).get(address).status_code == 404
        unknown = browser.get(reverse("business:declaration", args=[strange.ref])).content.decode()
        assert "Another one" not in unknown, "nothing else to choose from"
        verb = reverse("business:declaration-carry-out", args=[wanted.ref])
        none = browser.post(verb, {"subscription": "", "number": "S2020-0001", "ends_on": ""})
        assert (none.status_code, "No subscription has this number" in none.content.decode()) == (422, True)
        both = browser.post(verb, {"subscription": found.ref, "number": "S2026-0099", "ends_on": ""})
        assert (both.status_code, "not both" in both.content.decode()) == (422, True)
        for _press in range(2):
            assert browser.post(verb, {"subscription": found.ref, "number": "", "ends_on": ""}).status_code == 303
        settle = reverse("business:declaration-settle", args=[strange.ref])
        assert browser.post(settle, {"note": ""}).status_code == 422
        for _press in range(2):
            assert browser.post(settle, {"note": "We sell no cars."}).status_code == 303
        assert "We sell no cars." in browser.get(reverse("business:declaration", args=[strange.ref])).content.decode()
    found.refresh_from_db()
    assert (found.state, found.ends_on) == ("cancelled", date(2026, 12, 31))
    assert SubscriptionCancellation.objects.get().received_at == Declaration.objects.get(pk=wanted.pk).received_at
    assert not Declaration.objects.waiting().exists()


@pytest.mark.django_db
@pytest.mark.once
def test_nothing_at_all_and_too_many_are_sent_back_with_their_words(at_home: None) -> None:
    browser = Client()
    assert "Write at least one" in declare(browser).content.decode()
    assert declare(browser, contract="x", website="spam").status_code == 422
    answers = [declare(browser, email="a@b.example", contract=f"this one {turn}").status_code for turn in range(6)]
    assert answers == [303] * 5 + [429]
    assert browser.get(PAGE + "received/unknown/").status_code == 404


@pytest.mark.django_db
@pytest.mark.once
def test_the_foot_leads_there_while_somebody_buys_for_themselves(
    at_home: None, sam: Person, hafen: Organisation, mara: Person
) -> None:
    def is_led_there() -> bool:
        instance.forget()
        return f'href="{PAGE}"' in Client().get("/").content.decode()

    begun(sam, hafen)
    assert not is_led_there()
    begun(sam)
    assert is_led_there()
    SubscriptionSettings.objects.update_or_create(pk=1, defaults={"cancelling": "off"})
    assert not is_led_there()
    assert Client().get(PAGE).status_code == 200, "whoever has the address can always cancel"


@pytest.mark.django_db
@pytest.mark.once
def test_one_product_has_steps_of_its_own_and_another_one_none(at_home: None, sam: Person, mara: Person) -> None:
    found = begun(sam)
    browser, product = signed_in(mara), found.edition.product
    product.kind = "support"
    product.save()
    address = reverse("tech:reminding-product", args=[product.ref])
    assert "As the settings say" in browser.get(reverse("tech:reminding")).content.decode()
    assert browser.post(address, {"version": "0", "way": "own", "steps": ""}).status_code == 422
    for _press in range(2):
        assert browser.post(address, {"version": "0", "way": "own", "steps": "45"}).status_code == 303
    assert browser.post(address, {"version": "0", "way": "none", "steps": ""}).status_code == 409
    assert "45 days before" in browser.get(reverse("tech:reminding")).content.decode()
    for days, mails in ((90, 0), (45, 1), (7, 1)):
        with before(days):
            clock_comes_round()
        assert OutboxMessage.objects.filter(template="business/mail/renewal").count() == mails
    assert browser.post(address, {"version": "1", "way": "none", "steps": ""}).status_code == 303
    with on(date(2027, 1, 1)):
        clock_comes_round()
    assert not OutboxMessage.objects.filter(template="business/mail/renewal_overdue").exists()


@given(some.text(max_size=60), some.integers(1000, 9999), some.integers(0, 99999), some.text(max_size=60))
def test_a_number_is_found_where_it_stands_alone_and_never_made_up(
    before: str, year: int, count: int, after: str
) -> None:
    number = f"S{year}-{count:04d}"
    assert the_one_number_in(f"{before} {number.lower()}. {after}") in {number, ""}
    assert the_one_number_in(f"contract {number.replace('-', '–')}, please") == number
    assert the_one_number_in(f"{number}7x and S{year}") == ""
    found = the_one_number_in(before + after)
    assert found == "" or found.lower() in (before + after).translate(str.maketrans("‐‑‒–—−", "------")).lower()
