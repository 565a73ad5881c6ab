"""What comes back for news of releases: answers that ask us to stop, complaints, mails that did not arrive."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candor.catalogue.actions import hearing, news
from candor.catalogue.models import Release, ReleaseSubscription
from candor.catalogue.tests.stories_releases import released
from candor.helpdesk.models import Ticket
from candor.kernel.actor import SYSTEM
from candor.kernel.models import Job
from candor.kernel.registries.guards import Ask, allowed
from candor.mail.models import DeadAddress, OutboxMessage, RawMessage, Way
from candor.mail.public import receive
from candor.mail.tests.letters import complaint, letter
from candor.mail.tests.test_outbox import bounce
from candor.people.models import Person
from candor.privacy import ledger
from candor.privacy.models import ConsentEvent, Suppression
from candor.privacy.public import Consent, ConsentWay, ShownConsent, consent_text, note_consent
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

KIM = "kim@nordlicht.example"


@pytest.fixture
def first(clara: Person, kim: Person, settings: Any) -> Release:
    """Kim wants news of the product, agreed to something else as well, and was told of a release."""
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, mail_from="news@lindwurm.example")
    release = released(by=actor(clara))
    news.subscribe(release.product, kim, "en", by=SYSTEM)
    hints = Consent(kim, KIM, "newsletters.of-the-story")
    note_consent(hints, ShownConsent(consent_text("Send me hints.", "en"), "1"), ConsentWay.FORM, by=SYSTEM)
    told_of(release)
    return release


def told_of(release: Release) -> Release:
    news.tell(release, by=SYSTEM)
    news.tell_subscribers(release.pk)
    release.refresh_from_db()
    return release


def latest() -> OutboxMessage:
    return OutboxMessage.objects.filter(template=news.TEMPLATE).latest("pk")


def answered(text: str, *, sender: str = KIM, subject: str = "Re: Archive 4.2", **headers: Any) -> RawMessage:
    named: Any = {"in_reply_to": f"<{latest().message_id}>", **headers}
    return receive(letter(text, sender=sender, subject=subject, to="news@lindwurm.example", **named), Way.PIPE)


def stands() -> bool:
    return ReleaseSubscription.objects.standing().exists()


def ends() -> list[tuple[str, str, str]]:
    lines = ConsentEvent.objects.exclude(deed="given").order_by("id")
    return list(lines.values_list("topic", "deed", "way"))


def test_an_answer_that_says_stop_ends_the_news_and_all_other_advertising(first: Release, kim: Person) -> None:
    away = answered("I am away. unsubscribe", auto_submitted="auto-replied")
    asked = answered("How can I stop the import?")
    guessed = answered("unsubscribe", sender="mallory@elsewhere.example", in_reply_to="<guessed@lindwurm.example>")
    assert [raw.became_kind for raw in (away, asked, guessed)] == ["helpdesk.message"] * 3
    assert Ticket.objects.filter(requester=kim, subject="Re: Archive 4.2").exists()
    assert stands()
    taken = answered("Bitte abmelden, danke.", sender="kim@home.example")
    assert (taken.became_kind, taken.became_word) == ("catalogue.releasesubscription", "opt-out")
    assert not stands()
    assert (allowed(Ask.ADVERTISE_TO, KIM), allowed(Ask.WRITE_TO, KIM)) == (False, True)
    topic = f"catalogue.{first.product.ref}"
    assert ends() == [(topic, "withdrawn", "reply"), ("newsletters.of-the-story", "withdrawn", "word")]
    assert Suppression.objects.get().reason == "withdrawal"
    stop_page = Client().get(
        news.stop_link(ReleaseSubscription.objects.get().ref).removeprefix("http://localhost:8000")
    )
    assert f"no other advertising goes to {KIM}" in stop_page.content.decode()
    answered("unsubscribe")
    assert (len(ends()), Suppression.objects.count()) == (2, 1), "said twice, noted once"
    assert OutboxMessage.objects.exclude(template__in=(news.TEMPLATE, "helpdesk/mail/acknowledgement")).count() == 0


def test_an_answer_that_says_more_is_obeyed_and_read(first: Release, kim: Person) -> None:
    more = answered("Please unsubscribe me and delete my data.")
    assert more.became_kind == "helpdesk.message"
    assert Ticket.objects.filter(requester=kim).count() == 1
    assert not stands()


def test_a_no_by_mail_counts_even_where_the_ledger_cannot_be_written(first: Release, monkeypatch: Any) -> None:
    def broken(*_args: Any, **_options: Any) -> None:
        raise ledger.LedgerBroken("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(ledger, "begin", broken)
        assert answered("unsubscribe").became_word == "opt-out"
    assert not stands()
    job = Job.objects.get(task="catalogue.suppress_later")
    assert "nordlicht" not in str(job.arguments)
    hearing.suppress_later(*job.arguments)
    assert Suppression.objects.get().reason == "withdrawal"


def test_a_complaint_ends_all_advertising(first: Release) -> None:
    for _twice in range(2):
        receive(complaint(latest().message_id), Way.PIPE)
    assert not stands()
    assert ends()[0] == (f"catalogue.{first.product.ref}", "withdrawn", "spam")
    assert Suppression.objects.get().reason == "complaint"


def test_a_mail_that_does_not_arrive_is_seen_and_a_dead_address_gets_none(
    first: Release, clara: Person, anna: Person, kim: Person
) -> None:
    page, unreached = reverse("business:release", args=[first.ref]), "The latest mail did not reach one of those"
    receive(bounce(latest().message_id, status="4.2.2", action="delayed"), Way.PIPE)
    assert ReleaseSubscription.objects.get().delivery == "deferred"
    assert unreached not in signed_in(clara).get(page).content.decode()
    receive(bounce(latest().message_id, status="5.2.2"), Way.PIPE)
    assert (ReleaseSubscription.objects.get().delivery, DeadAddress.objects.count()) == ("bounced", 0)
    assert unreached in signed_in(clara).get(page).content.decode(), "a full mailbox is none that is gone"
    second = told_of(released("4.3", by=actor(clara)))
    assert (second.told_count, latest().state) == (1, "queued")
    receive(bounce(latest().message_id), Way.PIPE)
    assert DeadAddress.objects.get().address == KIM
    third = told_of(released("4.4", by=actor(clara)))
    assert (third.told_count, latest().state, latest().error) == (0, "failed", "dead-address")
    assert (stands(), ReleaseSubscription.objects.get().delivery) == (True, "failed")
    assert unreached in signed_in(clara).get(reverse("business:release", args=[third.ref])).content.decode()
    beside = signed_in(anna).get(reverse("tech:person", args=[kim.ref])).content.decode()
    assert "Mail does not arrive" in beside
    assert not ends()
    assert allowed(Ask.ADVERTISE_TO, KIM), "nobody said no: once it works again, the news go there again"
