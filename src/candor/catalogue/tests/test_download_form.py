"""The form of a release: the link it mails, the lead it makes, the consent it asks for, and the news that follow."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candor.business.models import EntryKind, Lead, LeadEntry
from candor.catalogue.actions import downloading, news, releases
from candor.catalogue.models import Audience, Download, DownloadRequest, Release, ReleaseSubscription
from candor.catalogue.tests.stories_releases import CONTENT, file_of, filled_in, released
from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.registries.guards import Ask, allowed
from candor.mail.models import OutboxMessage
from candor.people.models import Person
from candor.people.public import primary_email
from candor.privacy.models import ConsentEvent, Reach
from candor.privacy.public import ConsentWay, LockGround, NewLock, SuppressionReason, lock_person, suppress
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def ask(release: Release, **form: Any) -> Any:
    return Client().post(reverse("public:download-form", args=[release.ref]), filled_in(**form))


def link_in(mail: OutboxMessage, word: str) -> str:
    """The path of the address in the mail that holds the word."""
    found = re.search(rf"https?://[^/\s]+(/downloads/{word}/\S+)", mail.text)
    assert found is not None, mail.text
    return found[1]


def asked_with_news(release: Release, email: str = "robin@fern.example") -> str:
    """Somebody asked, ticked the box and confirmed; answers the link of the form's mail."""
    assert ask(release, email=email, wants_news="on").status_code == 303
    link = link_in(OutboxMessage.objects.filter(to_address=email).latest("pk"), "links")
    assert Client().post(f"{link}news/").status_code == 200
    return link


def test_a_visitor_gets_the_link_by_mail_and_sales_a_lead(clara: Person):
    release = released(audience=Audience.FORM, by=actor(clara))
    page = reverse("public:download-release", args=[release.ref])
    assert file_of(release).file.name not in Client().get(page).content.decode()
    assert Client().get(reverse("public:download-file", args=[file_of(release).ref])).status_code == 404
    form = Client().get(reverse("public:download-form", args=[release.ref]))
    assert not form.cookies
    assert "checked" not in form.content.decode()
    sent = filled_in()
    for _again in range(2):
        answer = Client().post(reverse("public:download-form", args=[release.ref]), sent)
        assert (answer.status_code, dict(answer.cookies)) == (303, {})
    request, mail = DownloadRequest.objects.get(), OutboxMessage.objects.get()
    assert (mail.to_address, "Robin" in mail.text) == ("robin@fern.example", False)

    link = link_in(mail, "links")
    shown = Client().get(link).content.decode()
    assert file_of(release).file.name in shown
    assert "Confirm news" not in shown
    file = Client().get(f"{link}files/{file_of(release).ref}/")
    assert b"".join(file.streaming_content) == CONTENT
    row = Download.objects.get()
    assert (row.person, row.way) == (request.person, "form")

    downloading.pass_on(request.pk)
    downloading.pass_on(request.pk)
    lead = Lead.objects.get()
    assert (lead.person, lead.source) == (request.person, "web")
    assert "4.2" in lead.interest
    again = released("4.3", Audience.FORM, by=actor(clara))
    ask(again)
    downloading.pass_on(DownloadRequest.objects.latest("pk").pk)
    assert Lead.objects.count() == 1
    assert "4.3" in LeadEntry.objects.filter(kind=EntryKind.ENQUIRY).latest("pk").text

    with clock.later(days=8):
        ended = Client().get(link)
        assert ended.status_code == 404
        assert "This link does not work any more" in ended.content.decode()
        assert Client().get(f"{link}files/{file_of(release).ref}/").status_code == 404
    releases.withdraw(release, by=actor(clara))
    assert Client().get(link).status_code == 410
    assert Client().get(f"{link}files/{file_of(release).ref}/").status_code == 410


def test_a_link_opens_its_own_release_alone(clara: Person):
    by = actor(clara)
    release, other = released(audience=Audience.FORM, by=by), released("5.0", Audience.FORM, by=by)
    ask(release)
    link = link_in(OutboxMessage.objects.get(), "links")
    assert Client().get(f"{link}files/{file_of(other).ref}/").status_code == 404
    assert Client().get(reverse("public:download-link", args=["x" * 43])).status_code == 404
    assert Client().get(reverse("public:download-form", args=[released("6", by=by).ref])).status_code == 404


def test_many_requests_for_one_address_are_refused(clara: Person):
    release = released(audience=Audience.FORM, by=actor(clara))
    for _each in range(4):
        assert ask(release).status_code == 303
    assert ask(release).status_code == 429
    assert OutboxMessage.objects.count() == 4


def test_consent_is_a_box_of_its_own_that_the_owner_of_the_address_confirms(clara: Person):
    release = released(audience=Audience.FORM, by=actor(clara))
    ask(release, wants_news="on")
    link = link_in(OutboxMessage.objects.get(), "links")
    assert "Confirm news" in Client().get(link).content.decode()
    assert not ReleaseSubscription.objects.exists()
    for _again in range(2):
        assert "We will tell you of new releases" in Client().post(f"{link}news/").content.decode()
    row = ReleaseSubscription.objects.get()
    assert (row.email, row.way, row.asked_at) == ("robin@fern.example", "form", DownloadRequest.objects.get().asked_at)
    assert "Confirm news" not in Client().get(link).content.decode()
    event = ConsentEvent.objects.select_related("text").get()
    assert (event.deed, event.way, event.address) == ("given", "form", "robin@fern.example")
    assert event.text is not None
    assert event.text.text in Client().get(link).content.decode() + news.words_for(release.product, "en")
    news.stop(row, ConsentWay.LINK, by=ANONYMOUS)
    assert ConsentEvent.objects.latest("id").deed == "withdrawn"
    Client().post(f"{link}news/")
    assert not ReleaseSubscription.objects.standing().exists()
    ask(release, email="lina@fern.example")
    unticked = link_in(OutboxMessage.objects.latest("pk"), "links")
    assert Client().post(f"{unticked}news/").status_code == 404


def test_each_subscriber_is_told_once_and_stops_by_one_press(clara: Person, kim: Person, monkeypatch: Any):
    by = actor(clara)
    release = released(audience=Audience.FORM, by=by)
    for name in ("robin", "lina", "otto"):
        asked_with_news(release, f"{name}@fern.example")
    signed_in(kim).post(reverse("customer:download-news", args=[release.product.ref]))
    assert "Stop the news" in signed_in(kim).get(reverse("customer:downloads")).content.decode()
    paul, locked = make_person("Paul Fern", "paul@fern.example"), make_person("Lars Fern", "lars@fern.example")
    for person in (paul, locked):
        news.subscribe(release.product, person, "de", by=SYSTEM)
    lock_person(locked, NewLock(LockGround.ACCURACY), by=SYSTEM)
    suppress("otto@fern.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    with pytest.raises(news.Suppressed):
        news.subscribe(release.product, make_person("Otto", "otto@fern.example"), "en", by=SYSTEM)
    newer = released("4.3", by=by)
    monkeypatch.setattr(news, "MOST_AT_ONCE", 2)
    with clock.later(minutes=1):
        assert "is being told" in signed_in(clara).post(
            reverse("business:release-tell", args=[newer.ref]), follow=True
        ).content.decode()  # fmt: skip
        assert not news.tell(newer, by=by)
        late = make_person("Late Comer", "late@fern.example")
    with clock.later(minutes=2):
        news.subscribe(newer.product, late, "en", by=SYSTEM)
        for _again in range(6):
            news.tell_subscribers(newer.pk)
    told = OutboxMessage.objects.filter(template="catalogue/mail/new_release")
    addresses = sorted(told.values_list("to_address", flat=True))
    assert addresses == sorted(["robin@fern.example", "lina@fern.example", "paul@fern.example", primary_email(kim)])
    newer.refresh_from_db()
    assert (newer.told_count, newer.told_at is not None) == (4, True)
    assert "Neue Version" in told.get(to_address="paul@fern.example").subject

    mail = told.get(to_address="robin@fern.example")
    stop = link_in(mail, "news")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in mail.headers["List-Unsubscribe"]
    assert "robin" not in stop
    page = Client().get(stop)
    assert ReleaseSubscription.objects.standing().filter(email="robin@fern.example").exists()
    assert not page.cookies
    done = Client().post(stop, {"List-Unsubscribe": "One-Click"})
    assert "Take it back" not in done.content.decode()
    assert "robin@fern.example gets no more news" in done.content.decode()
    assert not ReleaseSubscription.objects.standing().filter(email="robin@fern.example").exists()
    assert Client().post(stop).status_code == 303
    everything = link_in(told.get(to_address="lina@fern.example"), "news") + "everything/"
    assert Client().get(everything).status_code == 405
    assert "no other advertising goes to lina@fern.example" in Client().post(everything, follow=True).content.decode()
    assert not allowed(Ask.ADVERTISE_TO, "lina@fern.example")
    names = [fact.name for fact in facts_about(ReleaseSubscription.objects.get(email="robin@fern.example"))]
    assert names == ["catalogue.news.confirmed", "catalogue.news.stopped"]
    assert Client().get(reverse("public:release-news-stop", args=["made:up"])).status_code == 404
    signed_in(kim).post(reverse("customer:download-news-end", args=[release.product.ref]))
    assert not ReleaseSubscription.objects.standing().filter(person=kim).exists()


def test_a_box_ticked_after_a_no_to_everything_lifts_it_for_these_news_alone(clara: Person):
    release, other = released(audience=Audience.FORM, by=actor(clara)), released("5.0", Audience.FORM, by=actor(clara))
    asked_with_news(release)
    earlier = ReleaseSubscription.objects.get()
    ask(other, wants_news="on")
    before = link_in(OutboxMessage.objects.filter(to_address="robin@fern.example").latest("pk"), "links")
    news.stop(earlier, ConsentWay.LINK, by=ANONYMOUS)
    with clock.later(minutes=1):
        suppress("robin@fern.example", Reach.EMAIL, SuppressionReason.WITHDRAWAL, by=SYSTEM)
        refused = Client().post(f"{before}news/").content.decode()
    assert "ask for the download once more" in refused
    assert not allowed(Ask.ADVERTISE_TO, "robin@fern.example")
    with clock.later(minutes=2):
        asked_with_news(release)
    assert allowed(Ask.ADVERTISE_TO, "robin@fern.example")
    assert ReleaseSubscription.objects.standing().exclude(pk=earlier.pk).count() == 1
