"""Signing up and stopping: who confirms, what is written down, and that looking changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from candor.kernel import clock
from candor.mail.models import OutboxMessage
from candor.newsletters import links
from candor.newsletters.models import MailingList, SignUp, Subscription
from candor.newsletters.tests.stories import NEW, drain, form_of, news, subscribed, tips
from candor.people.models import Identifier, Person
from candor.privacy.models import ConsentEvent, Suppression
from candor.privacy.public import consents_at
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def sign_up(browser: Client, email: str, *lists: MailingList) -> str:
    """Send the form, let the job write, and give the mailed path."""
    answer = browser.post("/newsletters/", form_of(browser, email, *lists))
    assert (answer.status_code, answer["Location"]) == (303, "/newsletters/sent/"), answer.content.decode()
    drain()
    mail = OutboxMessage.objects.filter(to_address=email.lower()).order_by("-id")[0]
    found = re.search(r"(/newsletters/sign-ups/[^/]+/)", mail.text)
    assert found
    return found[1]


def test_somebody_new_signs_up_and_only_a_press_in_their_mailbox_counts(db: None) -> None:
    browser, product = Client(), news()
    link = sign_up(browser, "Rosa@garten.example", product)
    assert browser.cookies == {}
    for look in (browser.get, browser.head, browser.get):
        assert look(link, HTTP_PURPOSE="prefetch").status_code == 200
    assert not Subscription.objects.exists()
    assert not Person.objects.filter(identifiers__value="rosa@garten.example").exists()
    assert browser.post(link)["Location"] == "/newsletters/confirmed/"
    row = Subscription.objects.get()
    assert (row.list, row.identifier.value, row.ended_at) == (product, "rosa@garten.example", None)
    assert row.identifier.verified_at is not None
    event = ConsentEvent.objects.select_related("text").get()
    assert (event.deed, event.way, event.topic) == ("given", "form", product.topic)
    assert "Product news" in event.text.text
    assert "new versions" in event.text.text
    assert event.asked_at is not None
    assert event.asked_at <= event.at
    assert browser.get(link).status_code == 410
    assert browser.post(link).status_code == 410
    assert not SignUp.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answer(kim: Person) -> None:
    browser, product = Client(), news()
    pages = []
    for email in ("kim@nordlicht.example", "nobody@garten.example"):
        answer = browser.post("/newsletters/", form_of(browser, email, product), follow=True)
        pages.append((answer.status_code, re.sub(r"nonce=\"[^\"]+\"", "", answer.content.decode())))
    assert pages[0] == pages[1]


def test_a_link_runs_out_and_what_was_typed_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, product = Client(), news()
    link = sign_up(browser, "rosa@garten.example", product)
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.post(link).status_code == 410
    from candor.newsletters.tasks import forget_old_sign_ups

    forget_old_sign_ups()
    assert not SignUp.objects.exists()


def test_the_form_asks_for_a_list_and_keeps_what_was_typed() -> None:
    browser, product = Client(), news()
    form = form_of(browser, "rosa@garten.example", product)
    answer = browser.post("/newsletters/", {**form, "lists": []})
    assert answer.status_code == 422
    assert "rosa@garten.example" in answer.content.decode()


def test_one_press_ends_everything_says_so_and_can_be_taken_back(kim: Person) -> None:
    product, hints = news(), tips()
    identifier = subscribed(kim, product, hints)
    browser, key = Client(), links.key_for(identifier.pk, product.pk)
    page = browser.get(f"/newsletters/mine/{key}/").content.decode()
    assert "kim@nordlicht.example" in page
    assert "Kim Jansen" not in page
    scanners = [browser.get, browser.head, browser.options]
    for path in (f"/newsletters/mine/{key}/", f"/newsletters/mine/{key}/everything/", f"/newsletters/one-click/{key}/"):
        for look in scanners:
            look(path, HTTP_SEC_PURPOSE="prefetch;prerender")
    assert Subscription.objects.standing().count() == 2
    answer = browser.post(f"/newsletters/mine/{key}/everything/", follow=True)
    said = answer.content.decode()
    assert "kim@nordlicht.example" in said
    assert "unsubscribing does not delete them" in said
    assert browser.cookies == {}
    assert not Subscription.objects.standing().exists()
    entry = Suppression.objects.get()
    assert entry.reason == "withdrawal"
    assert "kim" not in entry.digest
    before = clock.now()
    undo = re.search(r"action=\"([^\"]+/undo/)\"", said)
    assert undo
    assert Client().get(undo[1]).status_code == 405
    browser.post(undo[1])
    browser.post(undo[1])
    assert Subscription.objects.standing().count() == 2
    assert not Suppression.objects.exists()
    deeds = list(ConsentEvent.objects.filter(topic=product.topic).order_by("id").values_list("deed", "way"))
    assert deeds == [("given", "account"), ("withdrawn", "link"), ("given", "undo")]
    assert len(consents_at(kim.pk, before)) == 0
    assert len(consents_at(kim.pk, clock.now())) == 2


def test_one_list_alone_can_be_stopped(kim: Person) -> None:
    product, hints = news(), tips()
    identifier = subscribed(kim, product, hints)
    key = links.key_for(identifier.pk, product.pk)
    said = Client().post(f"/newsletters/mine/{key}/lists/{product.ref}/", follow=True).content.decode()
    assert "Still coming: Tips" in said
    assert Subscription.objects.standing().get().list == hints
    assert not Suppression.objects.exists()


def test_the_button_of_a_mail_program_ends_everything_without_a_page(kim: Person) -> None:
    identifier = subscribed(kim, news())
    key = links.key_for(identifier.pk, MailingList.objects.get().pk)
    answer = Client().post(f"/newsletters/one-click/{key}/", {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.cookies) == (204, {})
    assert not Subscription.objects.standing().exists()
    assert Client().post(f"/newsletters/one-click/{key}/").status_code == 204
    assert ConsentEvent.objects.filter(way="one-click").count() == 1


def test_a_link_that_is_not_ours_does_not_exist_and_one_of_a_forgotten_address_says_so(kim: Person) -> None:
    identifier = subscribed(kim, news())
    key = links.key_for(identifier.pk, MailingList.objects.get().pk)
    assert Client().get(f"/newsletters/mine/{key[:-2]}xx/").status_code == 404
    assert (
        Client().post(f"/newsletters/one-click/{identifier.pk + 1}{key[len(str(identifier.pk)) :]}/").status_code == 404
    )
    Identifier.objects.filter(pk=identifier.pk).delete()
    assert "No newsletter goes there" in Client().get(f"/newsletters/mine/{key}/").content.decode()
    assert Client().post(f"/newsletters/one-click/{key}/").status_code == 200


def test_customers_choose_and_stop_in_their_account_by_one_press_each(kim: Person, mallory: Person) -> None:
    product, browser = news(), signed_in(kim)
    assert "I agree: send me" in browser.get("/customer/newsletters/").content.decode()
    browser.post(f"/customer/newsletters/{product.ref}/begin/")
    browser.post(f"/customer/newsletters/{product.ref}/begin/")
    assert Subscription.objects.standing().count() == ConsentEvent.objects.count() == 1
    assert "You get this" in browser.get("/customer/newsletters/").content.decode()
    signed_in(mallory).post(f"/customer/newsletters/{product.ref}/end/")
    assert Subscription.objects.standing().count() == 1
    browser.post(f"/customer/newsletters/{product.ref}/end/")
    assert not Subscription.objects.standing().exists()
    assert "You agreed" not in browser.get("/customer/me/").content.decode()


def test_who_stopped_everything_comes_back_by_a_fresh_double_opt_in_alone(
    kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    product, hints, browser = news(), tips(), signed_in(kim)
    subscribed(kim, hints)
    browser.post("/customer/newsletters/end/")
    assert Suppression.objects.count() == 1
    later = clock.now() + timedelta(seconds=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    browser.post(f"/customer/newsletters/{product.ref}/begin/")
    assert not Subscription.objects.standing().exists()
    drain()
    mail = OutboxMessage.objects.get(to_address="kim@nordlicht.example")
    link = re.search(r"(/newsletters/sign-ups/[^/]+/)", mail.text)
    assert link
    assert mail.state == "queued"
    Client().post(link[1])
    assert Subscription.objects.standing().get().list == product
    assert not Suppression.objects.exists()


def test_lists_are_set_up_by_managers_and_offered_to_whom_they_say(mara: Person, clara: Person, anna: Person) -> None:
    browser = signed_in(mara)
    answer = browser.post("/business/newsletters/lists/new/", {**NEW, "is_public": ""})
    assert answer.status_code == 303
    added = MailingList.objects.get()
    assert "Product news" not in Client().get("/newsletters/").content.decode()
    stale = browser.post(f"/business/newsletters/lists/{added.ref}/", {**NEW, "name_en": "A", "version": "7"})
    assert stale.status_code == 409
    browser.post(f"/business/newsletters/lists/{added.ref}/", {**NEW, "is_public": "on", "version": "0"})
    assert "Product news" in Client().get("/newsletters/").content.decode()
    browser.post(f"/business/newsletters/lists/{added.ref}/retire/")
    assert "no newsletter at present" in Client().get("/newsletters/").content.decode()
    assert signed_in(clara).post("/business/newsletters/lists/new/", NEW).status_code == 404
    assert signed_in(anna).get("/business/newsletters/lists/").status_code == 404
    assert Client().get("/business/newsletters/lists/").status_code in (302, 303)
