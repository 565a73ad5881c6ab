"""What is advertising passes one check at the door where mail leaves; audiences; and what is forgotten after a no."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.db import transaction

from candor.business.models import Segment, Tagging
from candor.business.models.customers import ContactTag
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.registries import advertising
from candor.kernel.registries.mail_texts import MailClass, WrongClass, of_class
from candor.mail.models import DeadAddress, OutboxMessage
from candor.mail.public import TemplateClass, queue_mail, send_due
from candor.mail.tests.servers import smtp_sink
from candor.newsletters.actions import sending
from candor.newsletters.actions.issuing import schedule_issue
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.audience import Numbers, numbers_of, readers_for
from candor.newsletters.models import Issue, Recipient, Subscription
from candor.newsletters.tasks import forget_old_sign_ups
from candor.newsletters.tests.stories import news, subscribed
from candor.people.models import Person
from candor.privacy.models import ConsentEvent, Suppression
from candor.privacy.public import Reach, SuppressionReason, suppress
from tests.cast import make_person, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def issue() -> Issue:
    written = write_issue(news(), IssueWords("News", "Version 2 is here."), key="key-of-the-issue", by=SYSTEM)
    return Issue.objects.select_related("list").get(pk=written.pk)


def test_every_mail_that_is_advertising_has_a_check_and_no_other_leaves_as_one(kim: Person) -> None:
    assert (
        of_class(MailClass.ADVERTISING) == advertising.checked() == {"catalogue/mail/new_release", "newsletters/issue"}
    )
    for template, kind in (
        ("catalogue/mail/new_release", TemplateClass.ANSWER),
        ("people/mail/reset_code", TemplateClass.ADVERTISING),
        ("catalogue/mail/new_release", TemplateClass.ASKED_FOR),
    ):
        with pytest.raises(WrongClass), transaction.atomic():
            queue_mail(template, to="a@b.example", language="en", about=kim, context={}, kind=kind, by=SYSTEM)
    assert not advertising.stands("newsletters/other", 1)


def test_a_letter_whose_right_ended_in_the_outbox_does_not_leave(kim: Person, lee: Person, settings: Any) -> None:
    found = issue()
    for person in (kim, lee):
        subscribed(person, found.list)
    schedule_issue(found, None, 600, by=SYSTEM)
    pace = sending.Pace()
    while OutboxMessage.objects.filter(template="newsletters/issue").count() != 2:
        assert sending.go_on(pace)
    Subscription.objects.filter(identifier__person=kim).update(ended_at=clock.now())
    with smtp_sink() as sink:
        settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=sink.url, mail_from="news@lindwurm.example")
        send_due()
        assert [mail["To"] for mail in sink.mails] == ["Lee Olsen <lee@nordlicht.example>"]
    assert (
        OutboxMessage.objects.get(to_address="kim@nordlicht.example", template="newsletters/issue").error == "no-right"
    )


def test_a_segment_leaves_people_out_and_says_in_numbers_why(
    kim: Person, lee: Person, sam: Person, clara: Person, mallory: Person
) -> None:
    found, tag = issue(), ContactTag.objects.create(name="Fair", key="fair")
    outside = make_person("Olga Out", "olga@out.example")
    dead = make_person("Dora Dead", "dora@dead.example")
    for person in (kim, lee, dead, outside):
        subscribed(person, found.list)
    for person in (kim, lee, sam, dead, mallory):
        Tagging.objects.create(tag=tag, person=person)
    suppress("lee@nordlicht.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    DeadAddress.objects.create(address="dora@dead.example", since=clock.now())
    segment = Segment.objects.create(
        name="At the fair",
        about="people",
        conditions={"all": [{"field": "tag", "is": tag.ref}]},
        created_at=clock.now(),
    )
    browser, page = signed_in(clara), f"/business/newsletters/issues/{found.ref}/audience/"
    assert browser.post(page, {"segment": "unknown"}).status_code == 422
    assert browser.post(page, {"segment": segment.ref}).status_code == 303
    found = Issue.objects.select_related("list").get(pk=found.pk)
    assert numbers_of(found) == Numbers(people=5, may=1, no_address=0, no_right=2, objected=1, returned=1, restricted=0)
    assert "May be written to" in browser.get(page).content.decode()
    segment.delete()
    assert {row.identifier.person for row in readers_for(found)} == {kim, lee, dead}
    schedule_issue(found, None, 600, by=SYSTEM)
    pace = sending.Pace()
    while sending.go_on(pace):
        pass
    assert Recipient.objects.filter(identifier__person=outside).count() == 0
    assert list(Recipient.objects.filter(fate="handed").values_list("identifier__person", flat=True)) == [kim.pk]
    assert browser.post(page, {"segment": ""}).status_code == 409
    Issue.objects.filter(pk=found.pk).update(
        audience={"about": "people", "conditions": {"all": [{"field": "gone", "is": "x"}]}}
    )
    broken = Issue.objects.select_related("list").get(pk=found.pk)
    assert not readers_for(broken).exists()
    assert "no longer there" in browser.get(page).content.decode()
    assert signed_in(mallory).get(page).status_code == 404


def test_a_day_after_a_no_only_the_proof_and_the_hash_are_left(kim: Person) -> None:
    product = news()
    subscribed(kim, product)
    signed_in(kim).post("/customer/newsletters/end/")
    forget_old_sign_ups()
    assert Subscription.objects.count() == 1
    with clock.later(days=2):
        forget_old_sign_ups()
        assert "You get this" not in signed_in(kim).get("/customer/newsletters/").content.decode()
    assert not Subscription.objects.exists()
    assert list(ConsentEvent.objects.order_by("id").values_list("deed", flat=True)) == ["given", "withdrawn"]
    assert Suppression.objects.count() == 1
