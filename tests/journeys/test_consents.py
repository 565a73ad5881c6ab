"""Consent in a browser: a form on another site, a scanner that presses nothing, choices, an announcement."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from candor.catalogue.tests.stories import sold
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.mail.models import OutboxMessage
from candor.newsletters import links
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.models import SignUp, Subscription
from candor.newsletters.tests.stories import drain, news, subscribed
from candor.people.models import Person
from candor.privacy.actions.announcing import Change, announce, tell_everybody
from candor.privacy.actions.notices import NoticeText, publish_shipped_versions, publish_version
from candor.privacy.models import NoticeKind
from tests.browser import PHONE, Visit, look_closely


@pytest.mark.journey
@pytest.mark.slow
def test_from_a_form_elsewhere_to_a_reader_who_chooses(visit: Visit, mara: Person) -> None:
    product = news()
    page = visit(mara)
    page.goto(reverse("business:newsletter-lists"))
    page.get_by_role("link", name="Form for your website").click()
    html = page.get_by_label("HTML to copy").last.input_value()

    foreign = visit(None, width=PHONE)
    here = urlsplit(page.url)
    foreign.set_content(html.replace(settings.INSTANCE.base_url, f"{here.scheme}://{here.netloc}"))  # of no site at all
    expect(foreign.locator("input[name=website]")).to_be_hidden()
    foreign.locator("input[name=email]").fill("rosa@garten.example")
    foreign.locator("input[name=agrees]").check()
    foreign.locator("button").click()
    expect(foreign.get_by_role("heading", name=re.compile("mailbox|Postfach"))).to_be_visible()
    assert foreign.context.cookies() == []

    drain()
    link = re.search(r"(/newsletters/sign-ups/[^/]+/)", OutboxMessage.objects.get().text)
    assert link is not None
    scanner = visit(None)  # it runs scripts and waits, and presses nothing
    scanner.goto(link[0])
    scanner.wait_for_load_state("networkidle")
    scanner.mouse.wheel(0, 2_000)
    assert SignUp.objects.exists()
    assert not Subscription.objects.exists()
    foreign.goto(link[0])
    foreign.get_by_role("button").filter(has_text=re.compile("Yes|Ja")).click()
    row = Subscription.objects.standing().get()

    reader = visit(None, width=PHONE)
    reader.goto(reverse("public:newsletters-choices", args=[links.key_for(row.identifier_id, product.pk)]))
    scanner.goto(reader.url)
    scanner.wait_for_load_state("networkidle")
    assert Subscription.objects.standing().exists()
    look_closely(reader)
    reader.get_by_label("Language of your newsletters").select_option("de")
    reader.get_by_label("Product news").uncheck()
    reader.get_by_role("button", name="Save my choices").click()
    expect(reader.get_by_text("No newsletter goes to this address.")).to_be_visible()
    look_closely(reader)
    reader.get_by_role("button", name="Take it back").click()
    expect(reader.get_by_label("Product news")).to_be_checked()


@pytest.mark.axe
def test_the_pages_of_consent_are_accessible(
    visit: Visit, mara: Person, kim: Person, paula: Person, sam: Person
) -> None:
    product = news()
    sold("Candor Desk", "CD-1", by=SYSTEM)
    subscribed(kim, product)
    issue = write_issue(product, IssueWords("News", "Version 2 is here."), key="key-of-the-issue", by=SYSTEM)
    publish_shipped_versions()
    publish_version(NoticeKind.NOTICE, {"en": NoticeText("New", "Another data centre.")}, by=SYSTEM)
    page = visit(mara)
    for address in (
        reverse("business:newsletter-list-customers", args=[product.ref]),
        reverse("business:newsletter-list-form", args=[product.ref]),
        reverse("business:newsletter-audience", args=[issue.ref]),
        reverse("business:newsletter-lists"),
    ):
        page.goto(address)
        look_closely(page)
    office = visit(paula, width=PHONE)
    office.goto(reverse("tech:privacy-announcements"))
    look_closely(office)
    begun = announce(Change(NoticeKind.NOTICE, 2, clock.now().date() + timedelta(days=30)), by=SYSTEM)
    tell_everybody(begun.pk)
    begun.people.filter(person=sam).update(reached="bounced")
    office.goto(reverse("tech:privacy-announcement", args=[begun.ref]))
    look_closely(office)
    reader = visit(kim, width=PHONE)
    reader.goto(reverse("customer:cases"))
    look_closely(reader)
    reader.get_by_role("button", name="I have read it").click()
    expect(reader.get_by_text("Another data centre.")).to_have_count(0)
    reader.goto(reverse("customer:newsletters"))
    look_closely(reader)
    visitor = visit(None)
    for name in ("public:welcome", "public:enquiry"):
        visitor.goto(reverse(name))
        look_closely(visitor)
