"""A press that stops news of releases is taken back: what stood before stands again, and nothing else does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candor.catalogue.actions import news, news_again
from candor.catalogue.models import Product, ReleaseSubscription
from candor.catalogue.tests.stories_releases import released
from candor.catalogue.views import downloads
from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.registries.guards import Ask, allowed
from candor.mail.models import OutboxMessage
from candor.people.models import Person
from candor.privacy.asking_anew import ask_anew
from candor.privacy.ledger import LedgerBusy
from candor.privacy.models import Announcement, ConsentEvent, NoticeKind
from candor.privacy.public import (
    Consent,
    ConsentWay,
    Reach,
    ShownConsent,
    SuppressionReason,
    consent_text,
    lift_after_opt_in,
    note_consent,
    suppress,
)
from candor.privacy.queries.consents import consents_at
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def product(clara: Person) -> Product:
    return released(by=actor(clara)).product


@pytest.fixture
def wanted(product: Product, kim: Person) -> ReleaseSubscription:
    """Kim gets news of the product."""
    with clock.later(hours=-2):
        return news.subscribe(product, kim, "en", by=SYSTEM)


def page_of(subscription: ReleaseSubscription) -> str:
    return reverse("public:release-news-stop", args=[news.signed(subscription.ref)])


def undo_on(answer: Any) -> str:
    found = re.search(r'action="([^"]+/undo/)"', answer.content.decode())
    return found[1] if found else ""


def stands(subscription: ReleaseSubscription) -> bool:
    return ReleaseSubscription.objects.standing().filter(pk=subscription.pk).exists()


def deeds_of(subscription: ReleaseSubscription) -> list[tuple[str, str]]:
    lines = ConsentEvent.objects.filter(topic=news.consent_of(subscription).topic)
    return list(lines.order_by("id").values_list("deed", "way"))


def test_stopping_is_taken_back_by_whoever_pressed(wanted: ReleaseSubscription):
    stopped = Client().post(page_of(wanted), follow=True)
    said, undo = stopped.content.decode(), undo_on(stopped)
    assert f"{wanted.email} gets no more news of this product" in said
    assert "Pressed by mistake?" in said
    assert not stopped.cookies
    looked = Client().get(undo.removesuffix("undo/"))
    assert undo_on(looked) == undo
    assert Client().get(undo).status_code == Client().head(undo).status_code == 405
    assert not stands(wanted)
    assert undo_on(Client().get(page_of(wanted))) == ""
    for _press in range(2):
        assert "We tell" in Client().post(undo, follow=True).content.decode()
    before, again = ConsentEvent.objects.order_by("id")[0], ConsentEvent.objects.latest("id")
    assert deeds_of(wanted) == [("given", "account"), ("withdrawn", "link"), ("given", "undo")]
    assert (again.text_id, again.notice_version) == (before.text_id, before.notice_version)
    names = [fact.name for fact in facts_about(wanted)]
    assert names == ["catalogue.news.confirmed", "catalogue.news.stopped", "catalogue.news.taken_back"]
    assert stands(wanted)
    Client().post(page_of(wanted))
    Client().post(undo)
    assert not stands(wanted)


def test_a_secret_takes_its_own_press_back_for_an_hour_and_no_other(wanted: ReleaseSubscription, product: Product):
    other = news.subscribe(product, make_person("Lina Fern", "lina@fern.example"), "en", by=SYSTEM)
    undo = undo_on(Client().post(page_of(wanted), follow=True))
    news.stop(other, ConsentWay.LINK, by=ANONYMOUS)
    foreign = undo.replace(news.signed(wanted.ref), news.signed(other.ref))
    assert undo_on(Client().get(foreign.removesuffix("undo/"))) == ""
    Client().post(foreign)
    Client().post(reverse("public:release-news-undo", args=[news.signed(wanted.ref), "x" * 43]))
    assert Client().post(reverse("public:release-news-undo", args=["made:up", "x" * 43])).status_code == 404
    with clock.later(minutes=61):
        assert undo_on(Client().get(undo.removesuffix("undo/"))) == ""
        Client().post(undo)
    assert not stands(wanted)
    assert not stands(other)
    with clock.later(minutes=5):
        assert undo_on(Client().post(page_of(wanted), follow=True)) == ""


def test_unsubscribing_from_everything_is_taken_back_with_all_that_it_ended(wanted: ReleaseSubscription, kim: Person):
    text = consent_text("Tell me what is new.", "en")
    other = Consent(kim, wanted.email, "newsletters.of-the-story")
    with clock.later(hours=-2):
        note_consent(other, ShownConsent(text, "1"), ConsentWay.FORM, by=SYSTEM)
    before = set(consents_at(kim.pk, clock.now()))
    pressed = page_of(wanted) + "everything/"
    twice = [undo_on(Client().post(pressed, follow=True)) for _press in range(2)]
    assert all(twice)
    assert not allowed(Ask.ADVERTISE_TO, wanted.email)
    assert not consents_at(kim.pk, clock.now())
    for undo in twice:
        assert "We tell" in Client().post(undo, follow=True).content.decode()
    assert allowed(Ask.ADVERTISE_TO, wanted.email)
    assert set(consents_at(kim.pk, clock.now())) == before
    assert deeds_of(wanted) == [("given", "account"), ("withdrawn", "word"), ("given", "undo")]


def test_what_was_said_since_is_the_last_word(wanted: ReleaseSubscription):
    secret = undo_on(Client().post(page_of(wanted), follow=True))
    everything = undo_on(Client().post(page_of(wanted) + "everything/", follow=True))
    Client().post(secret)
    assert not stands(wanted)
    suppress(wanted.email, Reach.EMAIL, SuppressionReason.NO_CONTACT, by=SYSTEM)
    Client().post(everything)
    assert not allowed(Ask.ADVERTISE_TO, wanted.email)


def test_a_ledger_that_cannot_be_written_leaves_the_secret_good(wanted: ReleaseSubscription, monkeypatch: Any):
    def busy(*_args: Any, **_named: Any) -> bool:
        raise LedgerBusy

    undo = undo_on(Client().post(page_of(wanted) + "everything/", follow=True))
    with monkeypatch.context() as patched:
        patched.setattr(news_again, "take_suppression_back", busy)
        late = Client().post(undo)
    assert late.status_code == 503
    assert "Press once more in a minute" in late.content.decode()
    assert undo_on(late) == undo
    Client().post(undo)
    assert allowed(Ask.ADVERTISE_TO, wanted.email)


def test_the_link_of_an_earlier_mail_stops_what_was_agreed_to_anew(wanted: ReleaseSubscription, kim: Person):
    news.stop(wanted, ConsentWay.ACCOUNT, by=SYSTEM)
    fresh = news.subscribe(wanted.product, kim, "en", by=SYSTEM)
    assert "We tell" in Client().get(page_of(wanted)).content.decode()
    undo = undo_on(Client().post(page_of(wanted), follow=True))
    assert not stands(fresh)
    Client().post(undo)
    assert (stands(fresh), stands(wanted)) == (True, False)


@pytest.mark.parametrize("since", ["asked anew", "agreed anew"])
def test_a_fresh_consent_counts_and_no_older_one_comes_back(wanted: ReleaseSubscription, kim: Person, since: str):
    undo = undo_on(Client().post(page_of(wanted), follow=True))
    with clock.later(minutes=5):
        if since == "agreed anew":
            news.subscribe(wanted.product, kim, "en", by=SYSTEM)
        else:
            ask_anew(SYSTEM)
            _announced()
    with clock.later(minutes=6):
        Client().post(undo)
    assert not stands(wanted)
    assert ("given", "undo") not in deeds_of(wanted)


def _announced() -> None:
    Announcement.objects.create(
        kind=NoticeKind.NOTICE, number=9, asks_anew=True, banner_until=clock.now().date(), begun_at=clock.now()
    )


def test_in_the_account_a_mailed_button_lifts_a_no_to_everything(
    wanted: ReleaseSubscription, kim: Person, monkeypatch: Any
):
    ask = reverse("customer:download-news", args=[wanted.product.ref])
    no_more(wanted.email)
    news.stop(wanted, ConsentWay.WORD, by=SYSTEM)
    with clock.later(minutes=1):
        browser = signed_in(kim)
        for _press in range(2):
            assert "Press the button in the mail" in browser.post(ask, follow=True).content.decode()
        first, second = (_confirmation_in(mail) for mail in OutboxMessage.objects.order_by("pk"))
        assert Client().get(first).status_code == 410
        assert "One press lifts that for these news alone" in Client().get(second).content.decode()
        assert not allowed(Ask.ADVERTISE_TO, wanted.email)
        assert "We will tell you of new releases" in Client().post(second).content.decode()
        assert Client().post(second).status_code == 410
        fresh = ReleaseSubscription.objects.standing().get()
        assert (fresh.pk != wanted.pk, fresh.email, fresh.way) == (True, wanted.email, "account")
        assert allowed(Ask.ADVERTISE_TO, wanted.email)
        no_more(wanted.email)
    with clock.later(minutes=2):
        browser.post(ask)
        late = _confirmation_in(OutboxMessage.objects.latest("pk"))
    with clock.later(minutes=3):
        lift_after_opt_in(wanted.email, Reach.EMAIL, opted_in_at=clock.now(), by=SYSTEM)
    with clock.later(minutes=4):
        no_more(wanted.email)
        assert Client().post(late).status_code == 410
        assert not ReleaseSubscription.objects.standing().exists()
        monkeypatch.setattr(downloads, "MOST_MAILS", 0)
        assert "often within an hour" in browser.post(ask, follow=True).content.decode()


def no_more(address: str) -> None:
    suppress(address, Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)


def _confirmation_in(mail: OutboxMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/downloads/confirm/\S+)", mail.text)
    assert found is not None, mail.text
    return found[1]
