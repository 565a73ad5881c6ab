"""By what right a newsletter goes to customers, and whole issues as templates: at a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.business.tests.stories_invoices import issued
from candor.catalogue.tests.stories import sold
from candor.kernel import clock, instance
from candor.kernel.actor import SYSTEM
from candor.newsletters.actions.lists import set_customers
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.models import CollectionNotice, FreeDownloads, IssueTemplate, Subscription
from candor.newsletters.tests.stories import news
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides

pytestmark = pytest.mark.journey


@pytest.mark.slow
def test_the_owner_lets_free_downloads_count_and_takes_it_back(
    visit: Visit, adam: Person, transactional_db: None
) -> None:
    set_customers(news(), [sold("Candor Desk", "CD-1", by=SYSTEM).product.ref], is_on=True, by=SYSTEM)
    page = visit(adam)
    page.goto(reverse("business:newsletter-lists"))
    page.get_by_role("link", name="Free downloads").click()
    expect(page.get_by_text("They do not count")).to_be_visible()
    page.get_by_role("button", name="Let free downloads count").click()
    assert not FreeDownloads.objects.exists()
    page.get_by_label("I have read this, had it checked").check()
    page.get_by_role("button", name="Let free downloads count").click()
    expect(page.get_by_text("Free downloads count from now on")).to_be_visible()
    look_from_all_sides(page)
    page.get_by_role("button", name="Let them count no more").click()
    page.get_by_role("dialog").get_by_role("button", name="Let them count no more").click()
    expect(page.get_by_text("They do not count")).to_be_visible()
    look_closely(page)


@pytest.mark.slow
def test_an_invoice_rests_on_words_that_a_manager_entered(
    visit: Visit, mara: Person, clara: Person, kim: Person, transactional_db: None
) -> None:
    product, desk = news(), sold("Candor Desk", "CD-1", by=SYSTEM)
    set_customers(product, [desk.product.ref], is_on=True, by=SYSTEM)
    invoice, today = issued(kim), clock.today(instance.current().time_zone)
    page = visit(mara, width=PHONE)
    page.goto(reverse("business:newsletter-lists"))
    look_closely(page)
    page.get_by_role("link", name="Customers").click()
    page.get_by_role("link", name="What customers read elsewhere").click()
    page.get_by_label("Where customers read or hear it").fill("Order form, page 2")
    page.get_by_label("They have stood there since").fill(str(today - timedelta(days=300)))
    page.get_by_role("button", name="Save these words").click()
    expect(page.get_by_text("Order form, page 2")).to_be_visible()
    look_from_all_sides(page)

    seller = visit(clara)
    seller.goto(reverse("business:invoice", args=[invoice.ref]))
    seller.get_by_role("link", name="Say what they were told").click()
    seller.get_by_label("Order form, page 2").check()
    seller.get_by_label("What the invoice is for").select_option("Candor Desk")
    seller.get_by_label("When they gave their address").fill(str(today - timedelta(days=2)))
    look_from_all_sides(seller)
    seller.get_by_label("I have the order before me").check()
    seller.get_by_role("button", name="Save what they were told").click()
    expect(seller.get_by_text("goes to them because of this invoice")).to_be_visible()
    assert Subscription.objects.standing().get().reference == invoice.number
    assert CollectionNotice.objects.count() == 1

    reader = visit(kim, width=PHONE)
    reader.goto(reverse("customer:newsletters"))
    reader.get_by_text("What you agreed to, and when").first.click()
    look_closely(reader)
    reader.get_by_role("button", name="Object to “Product news”").click()
    expect(reader.get_by_role("button", name="Object to")).to_have_count(0)
    assert not Subscription.objects.standing().exists()


@pytest.mark.slow
def test_a_whole_issue_is_saved_as_a_template_looked_at_begun_with_and_forgotten(
    visit: Visit, clara: Person, transactional_db: None
) -> None:
    issue = write_issue(news(), IssueWords("Version 2", "# It is here"), key="key-of-the-issue", by=SYSTEM)
    page = visit(clara)
    page.goto(reverse("business:newsletter", args=[issue.ref]))
    page.get_by_role("link", name="Save as template").click()
    page.get_by_label("Name of the template").fill("Releases")
    look_closely(page)
    page.get_by_role("button", name="Save template").click()
    page.goto(reverse("business:newsletter-templates"))
    look_from_all_sides(page)
    page.get_by_role("link", name="Releases").click()
    letter = page.frame_locator("iframe").first
    expect(letter.get_by_role("heading", name="It is here")).to_be_visible()
    look_from_all_sides(page)
    page.get_by_role("link", name="Begin an issue with it").click()
    expect(page.get_by_label("Subject in English")).to_have_value("Version 2")
    page.go_back()
    page.get_by_role("button", name="Remove template").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove template").click()
    expect(page.get_by_text("You have saved none yet")).to_be_visible()
    assert not IssueTemplate.objects.exists()
