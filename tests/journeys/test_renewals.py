"""Renewals: Clara begins one and renews it, Sam cancels his in two steps; the pages look well from all sides."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.business.actions.declaring import Said, receive_declaration
from candor.business.actions.subscriptions import Deal, NewSubscription, begin_subscription
from candor.business.models import CancelKind, Subscription
from candor.business.queries_leads import today
from candor.business.rules.terms import Span, Unit
from candor.business.tests.stories_invoices import we_are
from candor.catalogue.tests.stories import sold
from candor.kernel.actor import ANONYMOUS, SYSTEM
from candor.people.models import Organisation, Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides
from tests.cast import actor


@pytest.fixture
def support(transactional_db: Any, hafen: Organisation, sam: Person, clara: Person) -> Subscription:
    """A year of support for Sam of Hafen AG himself, which renews by itself, cancelled with a month's notice."""
    we_are()
    deal = Deal("EUR", Span(1, Unit.YEAR), Span(1, Unit.MONTH), renews_itself=True, price=Decimal(100))
    new = NewSubscription(sam, None, sold("Support", "SUP-1", by=SYSTEM), 2, today(), deal)
    return begin_subscription(new, by=actor(clara))


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_clara_begins_and_renews_and_sam_cancels(
    visit: Visit, clara: Person, sam: Person, support: Subscription, script: bool
) -> None:
    page = visit(clara, width=PHONE, script=script)
    page.goto(reverse("business:new-subscription") + f"?person={sam.ref}")
    page.get_by_label("What is bought").select_option(index=0)
    page.get_by_label("Quantity").fill("3")
    page.get_by_label("Net price of one for a term").fill("49.50")
    page.get_by_role("button", name="Begin subscription").click()
    expect(page.get_by_text("The subscription has begun.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Renew from")).click()
    expect(page.get_by_text("The subscription is renewed.")).to_be_visible()
    expect(page.get_by_text("Renewed by hand")).to_be_visible()
    his = visit(sam, width=PHONE, script=script)
    his.goto(reverse("customer:subscription", args=[support.ref]))
    his.get_by_role("link", name="Cancel contract").click()
    his.get_by_role("textbox", name="Reason").fill("We close our office.")
    his.get_by_role("button", name="Go on").click()
    expect(his.get_by_text("We close our office.")).to_be_visible()
    his.get_by_role("button", name="Cancel now").click()
    expect(his.get_by_text(re.compile("Cancelled. The contract ends on"))).to_be_visible()
    expect(his.get_by_role("link", name="Cancel contract")).to_have_count(0)


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_sam_cancels_at_the_foot_of_the_site_without_signing_in(
    visit: Visit, clara: Person, support: Subscription, script: bool
) -> None:
    page = visit(None, width=PHONE, script=script)
    page.goto("/")
    page.get_by_role("link", name="Cancel contracts here").click()
    if script:
        look_closely(page)
    page.get_by_label("Which contract").fill(support.number)
    page.get_by_label("Your name").fill("Sam Peters")
    page.get_by_label("Your e-mail address").fill("sam@hafen.example")
    page.wait_for_timeout(2_100)  # no quicker than people are
    page.get_by_role("button", name="Cancel now").click()
    expect(page.get_by_role("heading", name="Your cancellation reached us")).to_be_visible()
    expect(page.get_by_text(support.number)).to_be_visible()
    if script:
        look_closely(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file").click()
    assert support.number in saved.value.path().read_text()
    assert page.context.cookies() == []
    support.refresh_from_db()
    assert support.state == "cancelled"
    receive_declaration(Said(CancelKind.ORDINARY, name="M. Behrens", contract="no number"), by=ANONYMOUS)
    hers = visit(clara, script=script)
    hers.goto(reverse("business:start"))
    hers.get_by_role("link", name=re.compile("M. Behrens")).click()
    if script:
        look_closely(hers)
    hers.get_by_label("What became of it").fill("No contract with us.")
    hers.get_by_role("button", name="Settle it").click()
    expect(hers.get_by_text("The cancellation is settled.")).to_be_visible()


@pytest.mark.axe
def test_the_pages_of_renewals_are_accessible(visit: Visit, mara: Person, sam: Person, support: Subscription) -> None:
    page = visit(mara)
    for path in (reverse("business:subscriptions") + "?show=all", reverse("business:subscription", args=[support.ref])):
        page.goto(path)
        look_from_all_sides(page)
    for path in (
        f"{reverse('business:new-subscription')}?person={sam.ref}",
        reverse("business:subscription-change", args=[support.ref]),
        reverse("business:subscription-cancel", args=[support.ref]),
        reverse("business:subscription-contacts"),
        reverse("tech:reminding"),
        reverse("business:declarations"),
    ):
        page.goto(path)
        look_closely(page)
    his = visit(sam)
    for path in (
        reverse("customer:subscriptions"),
        reverse("customer:subscription", args=[support.ref]),
        reverse("customer:subscription-cancel", args=[support.ref]),
    ):
        his.goto(path)
        look_closely(his)
