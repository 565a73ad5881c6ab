"""A newsletter in a browser: Clara writes and tries it, Mara sends it, a visitor reads it. A scanner of mail looks."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.kernel.tests.test_picture_files import png
from candor.mail.models import OutboxMessage
from candor.newsletters import links
from candor.newsletters.actions.issuing import begin_issue
from candor.newsletters.models import Issue, MailingList, Subscription
from candor.newsletters.tests.stories import news, subscribed
from candor.people.models import Person
from candor.privacy.models import Suppression
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides

pytestmark = pytest.mark.journey


@pytest.fixture
def product(transactional_db: Any, kim: Person) -> MailingList:
    product = news()
    subscribed(kim, product)
    return product


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_an_issue_is_written_looked_at_tried_sent_and_read(
    visit: Visit, clara: Person, mara: Person, product: MailingList, script: bool, tmp_path: Path
) -> None:
    page = visit(clara, script=script)
    page.goto(reverse("business:new-newsletter"))
    page.get_by_label("Subject in English").fill("Version 2")
    page.get_by_label("Text in English").fill("# Hello {name|there}\n\n::: button [Read on](https://lindwurm.example/)")
    page.get_by_label("Colours").select_option("dark")
    if not script:
        page.get_by_role("button", name="Show the preview").click()
    letter = page.frame_locator("iframe[name=letter-look]")
    expect(letter.get_by_role("heading", name="Hello there")).to_be_visible()
    page.get_by_label("Width").select_option("phone")
    if script:
        page.get_by_text("Blocks: button, columns").click()
        page.get_by_role("button", name="Put in: Divider").click()
        expect(page.get_by_label("Text in English")).to_have_value(re.compile("---"))
        look_closely(page)
    page.get_by_role("button", name="Save and look at it").click()
    page.get_by_role("link", name="Change").click()
    lamp = tmp_path / "lamp.png"
    lamp.write_bytes(png())
    page.get_by_label("Add pictures").set_input_files(lamp)
    page.get_by_role("button", name="Send pictures").click()
    expect(page.get_by_text("attachment:")).to_be_visible()
    line = page.get_by_text("attachment:").inner_text()
    page.get_by_label("Text in English").fill(f"# Hello {{name|there}}\n\n{line}\n\n[On](https://lindwurm.example/)")
    page.get_by_role("button", name="Save and look at it").click()
    page.get_by_role("button", name="Send a test to me").click()
    expect(page.get_by_text("A test is on its way")).to_be_visible()
    assert OutboxMessage.objects.filter(subject="[Test] Version 2").count() == 1

    issue = Issue.objects.select_related("list").get()
    page = visit(mara, script=script)
    page.goto(reverse("business:newsletter", args=[issue.ref]))
    if script:
        look_from_all_sides(page)
    page.get_by_role("button", name="Send it").click()
    if script:
        page.get_by_role("dialog").get_by_role("button", name="Send it").click()
    expect(page.get_by_text("It goes out")).to_be_visible()
    begin_issue(Issue.objects.get())
    page.goto(reverse("business:newsletter", args=[issue.ref]))
    expect(page.get_by_role("button", name="Save as CSV")).to_be_visible()
    if script:
        look_closely(page)

    page = visit(None, width=PHONE, script=script)
    page.goto(reverse("public:newsletter-archive"))
    page.get_by_role("link", name="Version 2").click()
    expect(page.get_by_role("img", name="What it shows")).to_be_visible()
    if script:
        look_closely(page)


def test_a_scanner_that_opens_every_link_and_runs_scripts_ends_nothing_and_a_press_does(
    visit: Visit, site: str, kim: Person, product: MailingList, settings: Any
) -> None:
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, base_url=site)
    identifier = subscribed(kim, product)
    ways = [links.page_for(identifier.pk, product.pk), links.one_click_for(identifier.pk, product.pk)]
    page = visit(None)
    for way in ways:
        page.request.head(way)
        page.request.get(way, headers={"Sec-Purpose": "prefetch", "Purpose": "prefetch"})
        page.goto(way)
        page.wait_for_load_state("networkidle")
        for link in page.get_by_role("link").all():
            address = link.get_attribute("href") or ""
            if address.startswith("/"):
                page.request.get(site + address)
        page.mouse.wheel(0, 2_000)
        page.wait_for_timeout(500)
    assert Subscription.objects.standing().count() == 1
    assert not Suppression.objects.exists()
    page.goto(ways[0])
    page.get_by_role("button", name="Unsubscribe").first.click()
    expect(page.get_by_text("kim@nordlicht.example").first).to_be_visible()
    assert not Subscription.objects.standing().exists()
