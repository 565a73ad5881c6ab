"""The bell of sales: enquiries, follow-ups, answers and overdue money ring for whom they concern."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from candor.business import tasks
from candor.business.actions.customers import plan_follow_up
from candor.business.actions.enquiring import Enquiry, receive_enquiry
from candor.business.actions.lead_work import NewTask
from candor.business.actions.leads import NewLead, make_lead, take_lead
from candor.business.actions.payments import NewPayment, note_payment
from candor.business.actions.quote_steps import Answer, accept_quote, decline_quote
from candor.business.models import DecidedBy, Lead, PaymentWay, TaskKind
from candor.business.tests.stories_invoices import issued, we_are
from candor.business.tests.test_quotes import SEATS, sent
from candor.helpdesk.actions.notification_mail import change_settings
from candor.helpdesk.models import By, Notification
from candor.helpdesk.tasks import forget_old_notifications, send_notification_mails
from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, SYSTEM
from candor.mail.models import OutboxMessage
from candor.people.models import Person, StaffMember
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def bell(person: Person) -> list[tuple[str, dict[str, int]]]:
    """The unread lines under this person's bell; the maintained figure always says how many they are."""
    lines = Notification.objects.unread().filter(person=person).order_by("id")
    assert StaffMember.objects.get(account__person=person).unread_notifications == len(lines)
    return [(line.reason, line.tally) for line in lines]


def asks(text: str) -> Lead:
    return receive_enquiry(Enquiry("Robin Sommer", "robin@sommer.example", text, submission_key=text), by=ANONYMOUS)


def page(who: Person, name: str = "business:notifications") -> str:
    return str(signed_in(who).get(reverse(name)).content.decode())


def test_an_enquiry_rings_for_all_of_sales_until_somebody_has_it(
    clara: Person, mara: Person, anna: Person, paula: Person
):
    lead = asks("Ten seats?")
    assert bell(clara) == bell(mara) == [("team", {"lead-enquired": 1})]
    assert bell(anna) == bell(paula) == []
    assert take_lead(lead, by=actor(clara))
    asks("And training?")
    assert bell(clara) == [("owner", {"lead-enquired": 2})], "one thing is one line"
    assert bell(mara) == [("team", {"lead-enquired": 1})]
    shown = page(clara)
    assert "Robin Sommer" in shown
    assert "2 enquiries – because it is yours" in shown
    assert reverse("business:lead", args=[lead.ref]) in shown
    assert ">1<" in page(clara, "business:start"), "the figure stands in the head of every page"

    line = Notification.objects.get(person=clara)
    address = reverse("business:notification-read", args=[line.ref])
    assert signed_in(mara).post(address).status_code == 404
    assert signed_in(anna).get(reverse("business:notifications")).status_code == 404
    assert signed_in(clara).post(address).status_code == 303
    assert bell(clara) == []


def test_what_is_gone_is_not_told_and_can_be_put_away(clara: Person, sam: Person):
    lead = make_lead(NewLead(sam, "A demo", owner=clara), by=actor(clara))
    assert bell(clara) == [], "nobody is told of their own doing"
    asks("Ten seats?")
    Lead.objects.exclude(pk=lead.pk).delete()
    shown = page(clara)
    assert "Robin" not in shown
    assert "No longer there" in shown
    with clock.later(days=91):
        forget_old_notifications()
    assert not Notification.objects.exists()
    assert bell(clara) == []


def test_a_follow_up_rings_on_the_morning_of_its_day(clara: Person, mara: Person, sam: Person):
    with clock.at(MORNING - timedelta(days=1)):
        plan_follow_up(sam, NewTask(TaskKind.CALL, "Ask about the budget", date(2026, 11, 24), clara), by=actor(mara))
        tasks.remind_of_follow_ups()
        assert bell(clara) == []
    with clock.at(MORNING):
        for _round in range(2):
            tasks.remind_of_follow_ups()
        assert bell(clara) == [("owner", {"follow-up-due": 1})]
        assert "Ask about the budget" in page(clara)


def test_answers_to_quotes_and_overdue_money_ring_once_for_whose_they_are(kim: Person, clara: Person, mara: Person):
    we_are()
    yes, no = sent(kim, SEATS, by=clara), sent(kim, SEATS, by=clara)
    said = Answer("Kim", DecidedBy.LINK)
    for _press in range(2):
        accept_quote(yes, said, by=ANONYMOUS)
        decline_quote(no, said, by=ANONYMOUS)
    assert bell(clara) == [("owner", {"quote-accepted": 1}), ("owner", {"quote-declined": 1})]
    assert "The customer accepted – because it is yours" in page(clara)
    invoice = issued(kim, by=actor(mara))
    late = invoice.due_on + timedelta(days=1)
    for paid_on, amount in ((invoice.due_on, Decimal("1.00")), (late, Decimal("592.81")), (late, Decimal("0.10"))):
        note_payment(invoice, NewPayment(paid_on, amount, PaymentWay.TRANSFER), by=SYSTEM)
    assert bell(mara) == [("owner", {"overdue-paid": 1})]


def test_each_kind_goes_the_way_that_was_chosen(kim: Person, clara: Person, anna: Person):
    we_are()
    url = reverse("business:notification-settings")
    form = signed_in(clara).get(url).content.decode()
    assert "A customer accepts a quote of mine" in form
    assert "A note mentions me" not in form
    assert (
        "A customer accepts a quote of mine"
        not in signed_in(anna).get(reverse("tech:notification-settings")).content.decode()
    )
    kinds = (
        "lead-enquired",
        "quote-accepted",
        "quote-declined",
        "renewal-accepted",
        "renewal-declined",
        "overdue-paid",
    )
    good = {**dict.fromkeys((*kinds, "lead-handed", "follow-up-due"), "bell"), "quote-accepted": "mail"}
    assert signed_in(clara).post(url, {**good, "follow-up-due": "mail"}).status_code == 422, "it has a mail of its own"
    if "overdue-paid" not in form:
        good.pop("overdue-paid")
    assert signed_in(clara).post(url, good).status_code == 303
    accept_quote(sent(kim, SEATS, by=clara), Answer("Kim", DecidedBy.LINK), by=ANONYMOUS)
    with clock.later(minutes=3):
        send_notification_mails()
        send_notification_mails()
    mail = OutboxMessage.objects.get(template="helpdesk/mail/news")
    assert (mail.to_address, "The customer accepted" in mail.subject) == ("clara@lindwurm.example", True)
    change_settings(clara, {"quote-accepted": By.NOTHING}, (None, None), by=actor(clara))
    accept_quote(sent(kim, SEATS, by=clara), Answer("Kim", DecidedBy.LINK), by=ANONYMOUS)
    assert len(bell(clara)) == 1
