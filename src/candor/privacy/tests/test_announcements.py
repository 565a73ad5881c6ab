"""A change that matters is told to everybody: by mail once, by the banner, through clients; who is left is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Actor
from candor.kernel.models import Job
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.models import OutboxMessage
from candor.newsletters.models import Subscription
from candor.newsletters.tests.stories import news, subscribed
from candor.people.models import Identifier, Organisation, Person
from candor.privacy.actions import announcing
from candor.privacy.actions.agreements import record_agreement
from candor.privacy.actions.notices import NoticeText, publish_shipped_versions, publish_version
from candor.privacy.models import Announcement, NoticeKind, ToldClient, ToldPerson
from candor.privacy.public import Terms
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PAGE = "/tech/privacy-office/announcements/"
CHANGED = "We keep backups in another data centre."


@pytest.fixture(autouse=True)
def second_version(db: Any) -> None:
    publish_shipped_versions()
    texts = {"en": NoticeText("New", CHANGED), "de": NoticeText("Neu", "Sicherungen liegen woanders.")}
    publish_version(NoticeKind.NOTICE, texts, by=SYSTEM)


def form(**more: str) -> dict[str, str]:
    until = (clock.now() + timedelta(days=20)).date().isoformat()
    return {"version": "notice-2", "banner_until": until, **more}


def begun(paula: Person, **more: str) -> Announcement:
    answer = signed_in(paula).post(PAGE, form(**more))
    assert answer.status_code == 303, answer.content.decode()
    return Announcement.objects.get()


def report(row: ToldPerson, state: str) -> None:
    mail = OutboxMessage.objects.get(about_kind=announcing.KIND, about_id=row.pk)
    inbound.report(DeliveryReport(mail.pk, mail.about_kind, mail.about_id, state, state != "sent"))


def test_everybody_is_written_to_once_even_where_the_job_dies_in_between(
    paula: Person, kim: Person, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    Person.objects.filter(pk=kim.pk).update(language="de")
    Identifier.objects.filter(person=sam).delete()
    announcement = begun(paula)
    assert Job.objects.filter(task__endswith="tell_everybody").exists()
    real, calls = announcing._tell_one, []

    def dies(*args: Any, **options: Any) -> None:
        calls.append(args)
        real(*args, **options)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(announcing, "_tell_one", dies)
    with pytest.raises(KeyboardInterrupt):
        announcing.tell_everybody(announcement.pk)
    assert ToldPerson.objects.count() == 2
    for _again in range(3):
        announcing.tell_everybody(announcement.pk)
    announcement.refresh_from_db()
    assert announcement.ended_at is not None
    people = Person.objects.filter(erased_at=None).count()
    assert ToldPerson.objects.count() == people
    mails = OutboxMessage.objects.filter(template="privacy/mail/announcement")
    assert mails.count() == people - 1
    mail = mails.get(to_address="kim@nordlicht.example")
    assert (mail.template_class, mail.language) == ("contract", "de")
    assert "Sicherungen liegen woanders." in mail.text
    assert "List-Unsubscribe" not in mail.headers
    assert signed_in(paula).post(PAGE, form()).status_code == 422


def test_the_office_sees_who_is_left_and_notes_how_they_were_told(
    paula: Person, kim: Person, sam: Person, anna: Person
) -> None:
    announcement = begun(paula)
    announcing.tell_everybody(announcement.pk)
    kims, sams = (ToldPerson.objects.get(person=person) for person in (kim, sam))
    report(kims, "sent")
    report(sams, "bounced")
    browser, page = signed_in(paula), f"{PAGE}{announcement.ref}/"
    shown = browser.get(page).content.decode()
    assert "Sam Peters" in shown
    assert "Kim Jansen" not in shown
    wrong = browser.post(f"{page}people/{sams.ref}/", {"on": "2999-01-01", "how": "letter"})
    assert wrong.status_code == 422
    for _press in range(2):
        browser.post(f"{page}people/{sams.ref}/", {"on": clock.now().date().isoformat(), "how": "By letter"})
    sams.refresh_from_db()
    assert (sams.told_how, sams.told_by) == ("By letter", paula)
    assert "Sam Peters" not in browser.get(page).content.decode()
    assert signed_in(anna).get(page).status_code == 404
    assert signed_in(kim).post(f"{page}people/{sams.ref}/", {}).status_code in (302, 303, 404)


def test_the_banner_stands_until_its_day_and_goes_for_whoever_read_it(paula: Person, kim: Person, lee: Person) -> None:
    assert CHANGED not in Client().get("/").content.decode()
    announcement = begun(paula)
    visitor = Client()
    assert CHANGED in visitor.get("/").content.decode()
    assert "I have read it" not in visitor.get("/").content.decode()
    assert visitor.cookies == {}
    browser = signed_in(kim)
    assert "I have read it" in browser.get("/customer/cases/").content.decode()
    for _press in range(2):
        assert browser.post(f"/customer/announcements/{announcement.ref}/seen/").status_code == 303
    assert ToldPerson.objects.get(person=kim).seen_at is not None
    assert CHANGED not in browser.get("/customer/cases/").content.decode()
    assert CHANGED in signed_in(lee).get("/customer/cases/").content.decode()
    assert browser.post("/customer/announcements/nothing/seen/").status_code == 404
    announcing.tell_everybody(announcement.pk)
    assert not OutboxMessage.objects.filter(
        to_address="kim@nordlicht.example", template__endswith="announcement"
    ).exists()
    with clock.later(days=25):
        assert CHANGED not in Client().get("/").content.decode()


def test_people_of_a_client_are_told_by_the_client_which_says_when(
    paula: Person, kim: Person, lee: Person, sam: Person, nordlicht: Organisation, hafen: Organisation
) -> None:
    today = clock.now().date()
    terms = Terms(today - timedelta(days=30), None, contact_name="Nora", contact_address="privacy@nordlicht.example")
    record_agreement(nordlicht, terms, by=SYSTEM)
    record_agreement(
        hafen,
        Terms(today - timedelta(days=60), today - timedelta(days=30), contact_address="dpo@hafen.example"),
        by=SYSTEM,
    )
    announcement = begun(paula)
    announcing.tell_everybody(announcement.pk)
    told = set(ToldPerson.objects.values_list("person", flat=True))
    assert sam.pk in told
    assert not {kim.pk, lee.pk} & told
    mail = OutboxMessage.objects.get(template="privacy/mail/client_announcement")
    assert mail.to_address == "privacy@nordlicht.example"
    row, browser = ToldClient.objects.get(), signed_in(paula)
    page = f"{PAGE}{announcement.ref}/"
    assert "Nordlicht" in browser.get(page).content.decode()
    browser.post(f"{page}clients/{row.ref}/", {"on": today.isoformat()})
    row.refresh_from_db()
    assert (row.passed_on_on, row.noted_by) == (today, paula)


def test_where_consent_is_asked_anew_its_absence_is_honoured(paula: Person, kim: Person, lee: Person) -> None:
    product = news()
    for person in (kim, lee):
        subscribed(person, product)
    with clock.later(minutes=1):
        announcement = begun(paula, asks_anew="on")
        announcing.tell_everybody(announcement.pk)
    mail = OutboxMessage.objects.get(to_address="kim@nordlicht.example", template__endswith="/announcement")
    assert "unless you agree anew" in mail.text
    with clock.later(minutes=2):
        assert not Subscription.objects.standing().exists()
        browser = signed_in(kim)
        assert "I agree: send me" in browser.get("/customer/newsletters/").content.decode()
        browser.post(f"/customer/newsletters/{product.ref}/begin/")
        assert [row.identifier.person for row in Subscription.objects.standing()] == [kim]


def test_a_stranger_announces_nothing(stranger: Actor, mallory: Person, anna: Person) -> None:
    assert not Announcement.objects.visible_to(stranger).exists()
    assert not ToldPerson.objects.visible_to(stranger).exists()
    for person in (mallory, anna):
        assert signed_in(person).get(PAGE).status_code == 404
        assert signed_in(person).post(PAGE, form()).status_code == 404
    assert not Announcement.objects.exists()
