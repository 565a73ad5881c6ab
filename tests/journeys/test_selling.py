"""From a quote to the money in a browser: Sam accepts by the link, Clara invoices, notes what came, and reminds him."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from candor.business.actions import delivering_letters, delivering_quotes
from candor.business.actions.dunning import NewPause, pause_dunning, propose_letter
from candor.business.actions.quote_steps import send_quote
from candor.business.actions.quotes import Terms, begin_quote, set_lines
from candor.business.models import DunningLetter, Invoice, PauseReason, Quote
from candor.business.papers.storing import store_papers
from candor.business.queries_leads import today
from candor.business.rules.quotes import QuoteLine
from candor.business.tests.stories_invoices import NORDLICHT, issued, we_are
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.mail.models import OutboxMessage
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides
from tests.cast import actor


@pytest.fixture
def quoted(transactional_db: Any, sam: Person, clara: Person) -> Quote:
    """Sent to Sam, its mail on its way."""
    we_are()
    terms = Terms("Ten seats", "EUR", today() + timedelta(days=30))
    quote = begin_quote(sam, terms, "key-of-this-form", by=actor(clara))
    set_lines(quote, quote.version, [QuoteLine("Seat", Decimal(10), Decimal(100))], by=actor(clara))
    delivering_quotes.deliver(send_quote(quote, by=actor(clara)).pk)
    return quote


@pytest.fixture
def overdue(transactional_db: Any, sam: Person) -> Invoice:
    """Issued thirty days ago, to be paid within fourteen."""
    with clock.later(days=-30):
        return issued(sam, buyer=NORDLICHT)


def press(page: Page, name: str) -> None:
    """A verb that asks first, where there is script to ask with."""
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


@pytest.mark.journey
@pytest.mark.slow
def test_a_quote_becomes_an_order_an_invoice_and_money(visit: Visit, sam: Person, clara: Person, quoted: Quote) -> None:
    found = re.search(r"/quotes/[\w-]+/", OutboxMessage.objects.latest("id").text)
    assert found is not None
    page = visit(None, width=PHONE)
    page.goto(found[0])
    expect(page.get_by_role("link", name="Save PDF")).to_be_visible()
    page.get_by_label("Your name").first.fill("Sam Peters")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Accept and order with obligation to pay").click()
    expect(page.get_by_role("button", name="Accept and order with obligation to pay")).to_have_count(0)

    page = visit(clara)
    page.goto(reverse("business:orders"))
    page.get_by_role("link", name=re.compile("Ten seats|O2")).first.click()
    page.get_by_role("button", name="Begin invoice").click()
    expect(page.get_by_text("The recipient’s address is incomplete.")).to_be_visible()
    page.get_by_role("link", name="Change draft").click()
    page.get_by_label("Town").fill("Kiel")
    page.get_by_role("button", name="Save draft").click()
    press(page, "Issue now")
    expect(page.get_by_text("€1,190.00").first).to_be_visible()
    page.get_by_text("Write a payment down").click()
    page.get_by_role("button", name="Save payment").click()
    expect(page.get_by_text("The payment is written down.")).to_be_visible()
    assert Invoice.objects.get().is_settled


@pytest.mark.journey
@pytest.mark.slow
def test_what_is_overdue_is_reminded_of_once(visit: Visit, sam: Person, clara: Person, overdue: Invoice) -> None:
    page = visit(clara, width=PHONE)
    page.goto(reverse("business:invoices"))
    page.get_by_role("link", name="Dunning").click()
    page.get_by_role("button", name="Propose what is due").click()
    expect(page.get_by_text("1 letter is proposed.")).to_be_visible()
    page.get_by_role("link", name=overdue.number).first.click()
    press(page, "Send")
    expect(page.get_by_text("The letter is on its way.")).to_be_visible()
    store_papers(overdue.pk)
    delivering_letters.deliver(DunningLetter.objects.get().pk)
    page.reload()
    expect(page.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Save PDF")).to_be_visible()
    assert OutboxMessage.objects.latest("id").attachments.count() == 2
    page = visit(sam, width=PHONE)
    page.goto(reverse("customer:invoices"))
    expect(page.get_by_role("link", name=re.compile("Payment reminder of"))).to_be_visible()


@pytest.mark.axe
def test_the_pages_of_dunning_are_accessible(
    visit: Visit, mara: Person, adam: Person, sam: Person, overdue: Invoice
) -> None:
    propose_letter(overdue, by=SYSTEM)
    with clock.later(days=-40):
        disputed = issued(sam, buyer=NORDLICHT)
    pause_dunning(disputed, NewPause(PauseReason.DISPUTED, "Counts anew"), by=SYSTEM)
    page = visit(mara)
    page.goto(reverse("business:dunning"))
    look_from_all_sides(page)
    for path in (
        reverse("business:letter", args=[overdue.ref, 1]),
        reverse("business:invoice", args=[overdue.ref]),
        reverse("business:invoice", args=[disputed.ref]),
    ):
        page.goto(path)
        look_closely(page)
    page = visit(adam)
    page.goto(reverse("tech:dunning"))
    look_closely(page)
