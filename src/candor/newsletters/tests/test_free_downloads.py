"""Downloads that cost nothing as a sale: off, on by the owner knowingly, only where it was told; each foot's ground."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candor.catalogue.models import Audience, Release
from candor.catalogue.tests.stories_releases import filled_in, released
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.mail.models import OutboxMessage
from candor.newsletters.actions import free_downloads
from candor.newsletters.actions.lists import set_customers
from candor.newsletters.actions.selling import Sale, note_order, notice_of
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.grounds import grounds_of, why_in
from candor.newsletters.letters import letter_for
from candor.newsletters.mailing import make_letters
from candor.newsletters.models import FreeDownloads, Issue, MailingList, Recipient, Subscription, ToldAtDownload
from candor.newsletters.tasks import forget_old_sign_ups
from candor.newsletters.tests.stories import news, subscribed, told_on
from candor.people.models import Identifier, Person
from candor.privacy.models import ConsentEvent
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
OBJECT, PAGE = "newsletters-object", "/business/newsletters/downloads/"
NOTICE = "similar to what you download"


@pytest.fixture
def release(db: None) -> Release:
    return released(audience=Audience.FORM, by=SYSTEM)


@pytest.fixture
def upgrades(release: Release) -> MailingList:
    found = news()
    set_customers(found, [release.product.ref], is_on=True, by=SYSTEM)
    found.refresh_from_db()
    return found


def asked(release: Release, email: str, *ticked: str) -> str:
    """Somebody reads the form and sends it; the link that was mailed to them."""
    address = reverse("public:download-form", args=[release.ref])
    form = filled_in(email=email, told=told_on(Client().get(address)), further=list(ticked))
    assert Client().post(address, form).status_code == 303
    found = re.search(r"https?://[^/\s]+(/downloads/links/\S+)", OutboxMessage.objects.latest("id").text)
    assert found
    return found[1]


def press(link: str, *ticked: str) -> Any:
    form = {"told": told_on(Client().get(link)), "further": list(ticked)}
    return Client().post(f"{link}taking/", form)


def test_it_is_off_until_the_owner_takes_it_on_and_others_cannot(
    adam: Person, mara: Person, clara: Person, mallory: Person, release: Release, upgrades: MailingList
) -> None:
    form = reverse("public:download-form", args=[release.ref])
    assert NOTICE not in Client().get(form).content.decode()
    early = asked(release, "early@fern.example")
    for person in (mara, clara, mallory):
        assert signed_in(person).get(PAGE).status_code == 404
    browser = signed_in(adam)
    shown = browser.get(PAGE).content.decode()
    assert "each such mail is unlawful advertising" in shown
    assert NOTICE in shown
    assert browser.post(PAGE, {}).status_code == 422
    assert not FreeDownloads.objects.exists()
    for _again in range(2):
        assert browser.post(PAGE, {"knows": "on"}).status_code == 303
    row = FreeDownloads.objects.get()
    assert row.since is not None
    assert [fact.name for fact in facts_about(row)] == ["newsletters.free_downloads.said"]
    told = Client().get(form).content.decode()
    assert NOTICE in told
    assert upgrades.topic not in told, "no box to agree beside the one to object"
    assert "Files" in Client().get(early).content.decode()
    press(early)
    assert not Subscription.objects.exists()
    for _again in range(2):
        browser.post(f"{PAGE}end/")
    assert len(facts_about(row)) == 2
    assert NOTICE not in Client().get(form).content.decode()


def test_only_the_press_behind_the_link_begins_the_right_and_an_objection_holds(
    release: Release, upgrades: MailingList
) -> None:
    free_downloads.let_count(by=SYSTEM)
    link = asked(release, "robin@fern.example")
    for _scanner in range(3):
        shown = Client().get(link).content.decode()
    assert NOTICE in shown
    assert "archive-4.2.zip" not in shown
    assert not Subscription.objects.exists()
    with clock.later(hours=1):
        assert Client().post(f"{link}taking/", {"told": "0" * 32}).status_code == 303
        assert not Subscription.objects.exists()
        press(link)
    assert "archive-4.2.zip" in Client().get(link).content.decode()
    row = Subscription.objects.standing().get()
    assert (row.basis, row.product, row.identifier.value) == ("free", release.product, "robin@fern.example")
    event = ConsentEvent.objects.select_related("text").get()
    assert (event.deed, event.way, event.text.text) == ("sold", "download", notice_of(upgrades, "en", row.basis))
    assert event.asked_at < event.at
    press(link)
    assert ConsentEvent.objects.count() == 1
    no = asked(release, "nora@fern.example", OBJECT)
    assert "checked" in Client().get(no).content.decode()
    press(no, OBJECT)
    assert ConsentEvent.objects.latest("id").deed == "objected"
    assert Subscription.objects.count() == 1
    press(asked(release, "nora@fern.example"))
    assert Subscription.objects.count() == 1
    asked(release, "late@fern.example")
    with clock.later(days=8):
        free_downloads.forget_told()
    assert not ToldAtDownload.objects.exists()


def test_switched_off_nothing_goes_out_by_it_nothing_revives_and_a_sale_lasts(
    release: Release, upgrades: MailingList
) -> None:
    free_downloads.let_count(by=SYSTEM)
    press(asked(release, "robin@fern.example"))
    press(asked(release, "wanda@fern.example"))
    waiting = asked(release, "later@fern.example")
    buyer = Identifier.objects.select_related("person").get(value="wanda@fern.example")
    told = [notice_of(upgrades, "en")]
    note_order(Sale(buyer, "en", [release.product_id], "O-1", told), objects=False, by=SYSTEM)
    with clock.later(minutes=1):
        free_downloads.let_count_no_more(by=SYSTEM)
    assert [row.basis for row in Subscription.objects.standing()] == ["sale"]
    with clock.later(minutes=2):
        free_downloads.let_count(by=SYSTEM)
        press(waiting)
    assert [row.basis for row in Subscription.objects.standing()] == ["sale"]
    with clock.later(minutes=3):
        forget_old_sign_ups()
    assert [row.basis for row in Subscription.objects.all()] == ["sale"]
    assert list(ConsentEvent.objects.order_by("id").values_list("deed", flat=True)) == ["sold"] * 3 + ["undone"]
    with clock.later(days=3):
        press(asked(release, "robin@fern.example"))
        assert Subscription.objects.standing().count() == 2


def test_each_reader_is_told_their_own_ground_and_day(
    sam: Person, kim: Person, release: Release, upgrades: MailingList
) -> None:
    free_downloads.let_count(by=SYSTEM)
    with clock.at(clock.now().replace(year=2026, month=5, day=4, hour=12)):
        agreed = subscribed(kim, upgrades, language="de")
        bought = Identifier.objects.select_related("person").get(value="sam@hafen.example")
        sale = Sale(bought, "en", [release.product_id], "O-1", [notice_of(upgrades, "en")])
        note_order(sale, objects=False, by=SYSTEM)
    words = IssueWords("News", "It is *here*.", "Neues", "Es ist da.")
    issue = Issue.objects.select_related("list").get(pk=write_issue(upgrades, words, key="grounds-1", by=SYSTEM).pk)
    now, readers = clock.now(), {"de": agreed, "en": bought}
    rows = [
        Recipient.objects.create(issue=issue, identifier=each, language=code, domain="x.example", prepared_at=now)
        for code, each in readers.items()
    ]
    grounds = grounds_of(rows, {issue.pk: issue})
    german, english = (letter_for(issue, row.identifier, row.language, grounds[row.pk]).text for row in rows)
    assert "am 4. Mai 2026 zugestimmt" in german
    assert "kostet" not in german
    product = release.product.name_in("en")
    assert f"because you bought “{product}” from us on 4 May 2026" in english
    assert "costs nothing but the transmission" in english
    assert "or because you bought" in why_in(upgrades, "en")
    Subscription.objects.filter(identifier=bought).update(basis="free")
    assert f"you downloaded “{product}”" in why_in(upgrades, "en", grounds_of(rows, {issue.pk: issue})[rows[1].pk])
    mails = [OutboxMessage(pk=900 + row.pk, about_id=row.pk, language=row.language) for row in rows]
    assert next(sheet.words.text for sheet in make_letters(mails).values()) == german
