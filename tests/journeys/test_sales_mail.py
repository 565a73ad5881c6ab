"""Sales mail in a browser: Clara answers what waits and settles it; the pages look well from all sides."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.business.models import Correspondence, SalesMail
from candor.business.tests.stories import mail_of, reply_to, written
from candor.kernel import clock, instance
from candor.mail.models import MailAlarm, Mailbox, OutboxMessage
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides

WITH_FILE = (("seats.txt", "text/plain", b"ten"),)


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_clara_answers_a_mail_and_settles_it(visit: Visit, clara: Person, kim: Person, script: bool) -> None:
    found = written(files=WITH_FILE)
    page = visit(clara, width=PHONE, script=script)
    page.goto(reverse("tech:start"))
    page.get_by_role("link", name="Ten more seats").click()
    expect(page.get_by_text("Unverified sender")).to_be_visible()
    page.get_by_label("Your answer").fill("Ten seats cost 900 euros.")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("The answer is on its way.")).to_be_visible()
    expect(page.get_by_role("article").last).to_contain_text("Ten seats cost 900 euros.")

    reply = mail_of(reply_to(OutboxMessage.objects.latest("id"), "Please send the offer.\n"))
    page.goto(reverse("tech:person-timeline", args=[kim.ref]))
    expect(page.get_by_text("Please send the offer.")).to_be_visible()
    page.get_by_role("link", name="Ten more seats").first.click()
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("It is settled.")).to_be_visible()
    found.refresh_from_db()
    assert reply.correspondence == found
    assert found.done_at is not None


@pytest.fixture
def some_sales_mail(transactional_db: Any, kim: Person, clara: Person) -> Correspondence:
    found = written(files=WITH_FILE)
    SalesMail.objects.filter(correspondence=found).update(html="<p>How much?</p>")
    return found


@pytest.mark.axe
def test_the_pages_of_sales_mail_are_accessible(
    visit: Visit, adam: Person, kim: Person, some_sales_mail: Correspondence
) -> None:
    box, mail = Mailbox.objects.get(), some_sales_mail.mails.get()
    MailAlarm.objects.create(about="mailbox", mailbox=box, trouble="refused", since=clock.now(), told_at=clock.now())
    instance.forget()
    page = visit(adam)
    for path in (
        reverse("tech:sales-correspondence", args=[some_sales_mail.ref]),
        reverse("tech:person-timeline", args=[kim.ref]),
    ):
        page.goto(path)
        look_from_all_sides(page)
    for path in (
        reverse("tech:sales-mail"),
        reverse("tech:sales-mail-redact", args=[mail.ref]),
        reverse("tech:sales-mail-remove-file", args=[mail.ref]),
        reverse("tech:sales-mail-original", args=[mail.ref]),
        f"{reverse('tech:new-mailbox')}?provider=gmail",
    ):
        page.goto(path)
        look_closely(page)
    page.goto(reverse("tech:mailbox", args=[box.ref]))
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_role("heading", name="Reading")).to_be_visible()
    look_from_all_sides(page)
