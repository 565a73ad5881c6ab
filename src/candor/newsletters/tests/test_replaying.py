"""The ledger of consents says for any past moment what was true then, whatever happened since; and no "no" is lost."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.business.actions.rights import NewRight, record_right, rights_of_person
from candor.business.models import RightChannel, RightGround
from candor.catalogue.actions.news import Suppressed
from candor.catalogue.actions.news import subscribe as want_news
from candor.catalogue.models import Edition, ReleaseSubscription
from candor.catalogue.public import TOPICS_OF_NEWS
from candor.catalogue.tests.stories import sold
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.models import Job
from candor.kernel.registries.guards import Ask, allowed
from candor.mail.models import OutboxMessage
from candor.newsletters import links
from candor.newsletters.actions import remembering
from candor.newsletters.actions.free_downloads import let_count, let_count_no_more
from candor.newsletters.actions.lists import set_customers
from candor.newsletters.actions.selling import Sale, note_order, notice_of
from candor.newsletters.actions.subscribing import (
    MustConfirm,
    begin_anew,
    leave_everything,
    leave_list,
    shown_now,
    subscribe,
    subscribe_own,
)
from candor.newsletters.actions.undoing import secret_to_undo, undo
from candor.newsletters.models import Basis, MailingList, Subscription
from candor.newsletters.queries_rights import names_of_topics
from candor.newsletters.tasks import forget_old_sign_ups
from candor.newsletters.tests.stories import drain, form_of, news, subscribed, tips
from candor.people.models import Identifier, Person
from candor.privacy import ledger
from candor.privacy.actions import suppressions
from candor.privacy.actions.announcing import Change, announce
from candor.privacy.actions.notices import NoticeText, publish_shipped_versions, publish_version
from candor.privacy.leaving import leave_again
from candor.privacy.models import ConsentEvent, NoticeKind, Suppression
from candor.privacy.public import ConsentWay, Reach, SuppressionReason, rights_at, suppress
from tests.cast import make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

STEPS = st.lists(
    st.sampled_from(
        [
            "agree",
            "agree",
            "leave",
            "leave-all",
            "undo",
            "no-more",
            "opt-in",
            "buy",
            "download",
            "anew",
            "count-no-more",
        ]
    ),
    min_size=3,
    max_size=9,
)


class Life:
    """One reader, two lists, and what happens to them, a minute apart."""

    def __init__(self, desk: Edition) -> None:
        self.person = make_person(f"Rosa {Person.objects.count()}", f"rosa{Person.objects.count()}@garten.example")
        self.identifier = Identifier.objects.select_related("person").get(person=self.person)
        self.lists, self.desk, self.secret, self.number = [news(), tips()], desk, "", 1
        for each in self.lists:
            set_customers(each, [desk.product.ref], is_on=True, by=SYSTEM)
            each.refresh_from_db()

    def step(self, name: str) -> None:
        getattr(self, name.replace("-", "_"))()
        forget_old_sign_ups()

    def truth(self) -> set[str]:
        """The lists that would go to them now."""
        rows = Subscription.objects.standing().filter(identifier=self.identifier).select_related("list")
        return {row.list.topic for row in rows if allowed(Ask.ADVERTISE_TO, self.identifier.value)}

    def agree(self) -> None:
        if allowed(Ask.ADVERTISE_TO, self.identifier.value):
            each = self.lists[0]
            each.refresh_from_db()
            subscribe(each, self.identifier, shown_now(each, "en"), ConsentWay.ACCOUNT, by=SYSTEM, language="en")

    def leave(self) -> None:
        ended = leave_list(self.lists[0], self.identifier, ConsentWay.LINK, by=SYSTEM)
        self.secret = secret_to_undo(self.identifier, ended)

    def leave_all(self) -> None:
        ended = leave_everything(self.identifier, ConsentWay.LINK, by=SYSTEM)
        self.secret = secret_to_undo(self.identifier, ended)

    def undo(self) -> None:
        if self.secret:
            undo(self.identifier, self.secret, by=SYSTEM)

    def no_more(self) -> None:
        suppress(self.identifier.value, Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)

    def opt_in(self) -> None:
        begin_anew(self.identifier, by=SYSTEM)
        each = self.lists[1]
        subscribe(each, self.identifier, shown_now(each, "en"), ConsentWay.FORM, by=SYSTEM, language="en")

    def buy(self, basis: Basis = Basis.SALE) -> None:
        self.number += 1
        told = [notice_of(each, "en", basis) for each in self.lists]
        sale = Sale(self.identifier, "en", [self.desk.product_id], f"O-{self.number}", told, basis)
        note_order(sale, objects=False, by=SYSTEM)

    def download(self) -> None:
        let_count(by=SYSTEM)
        self.buy(Basis.FREE)

    def count_no_more(self) -> None:
        let_count_no_more(by=SYSTEM)

    def anew(self) -> None:
        number = publish_version(NoticeKind.NOTICE, {"en": NoticeText("New", "Moved.")}, by=SYSTEM)
        announce(Change(NoticeKind.NOTICE, number, clock.now().date(), asks_anew=True), by=SYSTEM)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_ledger_tells_each_moment_as_it_was(db: None, steps: list[str]) -> None:
    with transaction.atomic():
        publish_shipped_versions()
        life, begins, was = Life(sold("Candor Desk", "CD-1", by=SYSTEM)), clock.now(), list[tuple[datetime, set[str]]]()
        for number, name in enumerate(steps):
            with clock.later(minutes=number + 1):
                life.step(name)
                was.append((clock.now(), life.truth()))
        for moment, truth in was:
            told = {topic for _address, topic in rights_at(life.person.pk, moment)}
            assert told == truth, (steps, moment - begins)
        transaction.set_rollback(True)


def test_a_fresh_opt_in_brings_nothing_back_that_was_said_no_to(kim: Person) -> None:
    product, hints, desk = news(), tips(), sold("Candor Desk", "CD-1", by=SYSTEM)
    identifier = subscribed(kim, product, hints)
    want_news(desk.product, kim, "en", by=SYSTEM)
    record_right(kim, NewRight(RightChannel.MAIL, RightGround.CONSENT, clock.now().date(), "A form."), by=SYSTEM)
    suppress("kim@nordlicht.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    assert rights_at(kim.pk, clock.now()) == {}
    with clock.later(minutes=1):
        begin_anew(identifier, by=SYSTEM)
        subscribe(hints, identifier, shown_now(hints, "en"), ConsentWay.FORM, by=SYSTEM, language="en")
    assert [row.list for row in Subscription.objects.standing()] == [hints]
    assert not ReleaseSubscription.objects.standing().exists()
    assert not rights_of_person(kim.pk)
    assert {topic for _address, topic in rights_at(kim.pk, clock.now() + timedelta(hours=1))} == {hints.topic}


def test_a_press_counts_even_where_the_ledger_cannot_be_written(kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    identifier = subscribed(kim, news(), tips())
    key = links.key_for(identifier.pk, MailingList.objects.earliest("id").pk)

    def broken(*_args: Any, **_options: Any) -> None:
        raise ledger.LedgerBroken("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(suppressions.ledger, "begin", broken)
        assert Client().post(f"/newsletters/one-click/{key}/", {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert not Subscription.objects.standing().exists()
    assert not Suppression.objects.exists()
    job = Job.objects.get(task__endswith="suppress_later")
    assert "nordlicht" not in str(job.arguments)
    remembering.suppress_later(identifier.pk, "withdrawal")
    assert Suppression.objects.get().reason == "withdrawal"


def test_who_left_one_list_stays_out_of_it_after_a_restore_from_before(kim: Person) -> None:
    product, hints = news(), tips()
    identifier = subscribed(kim, product, hints)
    row = Subscription.objects.get(list=product)
    leave_list(product, identifier, ConsentWay.LINK, by=SYSTEM)
    assert Job.objects.filter(task__endswith="remember_leaving").exists()
    remembering.remember_leaving(row.ref)
    entry = [ledger.read_line(line) for line in ledger.our_files().lines()][-1]
    assert (entry.deed, entry.state, entry.subject) == (ledger.Deed.LEAVING, ledger.State.DONE, row.ref)
    Subscription.objects.filter(pk=row.pk).update(ended_at=None)  # as a backup from before has it
    ConsentEvent.objects.filter(deed="withdrawn").delete()
    moment = clock.now() + timedelta(seconds=1)
    assert [leave_again(row.ref, moment) for _again in range(2)] == [True, False]
    assert [each.list for each in Subscription.objects.standing()] == [hints]
    assert {topic for _address, topic in rights_at(kim.pk, moment)} == {hints.topic}
    remembering.remember_leaving(Subscription.objects.get(list=hints).ref)
    last = [ledger.read_line(line) for line in ledger.our_files().lines()][-1]
    assert last.subject == row.ref, "who is on it again is not noted as gone"


def test_t10_no_consent_is_granted_on_an_erased_row(kim: Person) -> None:
    """A link that was mailed before the erasure makes a new person at most; nothing is typed onto the old one."""
    product, browser = news(), Client()
    browser.post("/newsletters/", form_of(browser, "kim@nordlicht.example", product))
    drain()
    found = re.search(r"(/newsletters/sign-ups/[^/]+/)", OutboxMessage.objects.latest("id").text)
    assert found
    Identifier.objects.filter(person=kim).delete()
    Person.objects.filter(pk=kim.pk).update(erased_at=clock.now(), name="")
    browser.post(found[1])
    row = Subscription.objects.select_related("identifier__person").get()
    assert row.identifier.person != kim
    assert not ConsentEvent.objects.filter(person=kim).exists()
    kim.refresh_from_db()
    assert kim.name == ""


def test_a_no_outlives_the_person_and_whoever_brings_the_address_back(kim: Person) -> None:
    product, desk = news(), sold("Candor Desk", "CD-1", by=SYSTEM)
    set_customers(product, [desk.product.ref], is_on=True, by=SYSTEM)
    leave_everything(subscribed(kim, product), ConsentWay.ONE_CLICK, by=SYSTEM)
    Subscription.objects.all().delete()
    ConsentEvent.objects.all().delete()
    Identifier.objects.filter(person=kim).delete()
    Person.objects.filter(pk=kim.pk).update(erased_at=clock.now(), name="")
    again = make_person("Kim of the list we bought", "kim@nordlicht.example")
    identifier = Identifier.objects.select_related("person").get(person=again)
    with pytest.raises(MustConfirm):
        subscribe_own(product, identifier, "en", by=SYSTEM)
    note_order(Sale(identifier, "en", [desk.product_id], "O-9", [notice_of(product, "en")]), objects=False, by=SYSTEM)
    with pytest.raises(Suppressed):
        want_news(desk.product, again, "en", by=SYSTEM)
    assert not Subscription.objects.exists()
    assert not ReleaseSubscription.objects.exists()


def test_all_of_ones_addresses_stand_in_the_account(kim: Person, lee: Person, mallory: Person) -> None:
    product = news()
    second = Identifier.objects.create(
        person=kim, kind="email", value="kim@home.example", written="kim@home.example", verified_at=clock.now(),
        created_at=clock.now(),
    )  # fmt: skip
    subscribe(product, second, shown_now(product, "en"), ConsentWay.FORM, by=SYSTEM, language="en")
    subscribed(lee, product)
    row, lees = Subscription.objects.get(identifier=second), Subscription.objects.get(identifier__person=lee)
    browser = signed_in(kim)
    shown = browser.get("/customer/newsletters/").content.decode()
    assert "kim@home.example" in shown
    assert "lee@nordlicht.example" not in shown
    for who, ref in ((mallory, row.ref), (kim, lees.ref)):
        assert signed_in(who).post(f"/customer/newsletters/readers/{ref}/end/").status_code == 404
    assert browser.post(f"/customer/newsletters/readers/{row.ref}/end/").status_code == 303
    assert [each.identifier.person for each in Subscription.objects.standing()] == [lee]
    browser.post("/customer/newsletters/end/")
    assert Suppression.objects.count() == 2, "one press means every address"
    assert (
        "goes to this address: you stopped everything"
        in Client().get(f"/newsletters/mine/{_key(second, product)}/").content.decode()
    )


def test_sales_see_what_somebody_agreed_to_and_what_stood_on_a_day(
    kim: Person, clara: Person, anna: Person, mallory: Person
) -> None:
    product = news()
    with clock.later(days=-10):
        identifier = subscribed(kim, product)
    with clock.later(days=-3):
        leave_list(product, identifier, ConsentWay.LINK, by=SYSTEM)
    browser, page = signed_in(clara), f"/business/newsletters/people/{kim.ref}/"
    shown = browser.get(page).content.decode()
    assert "no newsletter goes to them" in shown
    assert "I agree that" in shown
    day = (clock.now() - timedelta(days=5)).date()
    assert "no newsletter" not in browser.get(f"{page}?on={day}").content.decode()
    assert "Choose a day that is over" in browser.get(f"{page}?on=2999-01-01").content.decode()
    assert [signed_in(who).get(page).status_code for who in (anna, mallory)] == [404, 404]


def test_news_bear_the_name_of_their_product_however_much_is_sold(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("candor.catalogue.queries.MOST_TO_CHOOSE", 1)
    desks = [sold(f"Desk {number}", f"CD-{number}", by=SYSTEM).product for number in range(2)]
    assert names_of_topics([f"{TOPICS_OF_NEWS}{each.ref}" for each in desks]) == {
        f"{TOPICS_OF_NEWS}{each.ref}": f"News of Desk {number}" for number, each in enumerate(desks)
    }


def _key(identifier: Identifier, each: MailingList) -> str:
    return links.key_for(identifier.pk, each.pk)
