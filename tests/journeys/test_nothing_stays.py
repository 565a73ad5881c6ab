"""What stays in the browser: nothing of the public site, one session cookie of the Centers until signing out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from candor.helpdesk.tests.stories import ticket_of
from candor.people.models import Person
from tests.browser import Visit
from tests.cast import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.slow]

NOTHING = {"local": [], "session": [], "databases": [], "caches": [], "workers": 0, "script cookies": ""}


def test_the_public_site_leaves_nothing_in_the_browser(visit: Visit, db: Any) -> None:
    page = visit()
    for path in ["/", "/contact/", "/privacy/", "/terms/", "/cookies/", "/customer/sign-in/", "/nowhere/"]:
        page.goto(path)
    page.goto("/contact/")
    page.get_by_label("Subject").fill("A question")
    page.locator("main").get_by_role("button").first.click()

    assert page.context.cookies() == []
    assert kept_by(page) == NOTHING


def test_a_day_in_the_tech_center_leaves_one_cookie_until_signing_out(visit: Visit, kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    page = visit()
    page.goto("/tech/")
    page.get_by_label("E-mail").fill("anna@lindwurm.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/tech/")
    for path in ["/tech/cases/", "/tech/search/?q=export", "/tech/people/", "/tech/me/", f"/tech/cases/{ticket.ref}/"]:
        page.goto(path)
    page.locator(".composer-text").fill("Half a sentence")
    expect(page.locator(".composer-saved")).to_contain_text("saved", timeout=8_000)

    (cookie,) = page.context.cookies()
    assert cookie["name"] == settings.SESSION_COOKIE_NAME
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)
    assert kept_by(page) == NOTHING

    page.goto("/tech/")
    page.locator("form", has=page.get_by_role("button", name="Sign out", include_hidden=True)).first.evaluate(
        "it => it.submit()"
    )
    page.wait_for_url("**/tech/sign-in/**")
    assert page.context.cookies() == []
    assert kept_by(page) == NOTHING


def kept_by(page: Page) -> dict[str, Any]:
    """Everything that a page could have left in the browser, and the cookies that a script could read.

    Read on a page without scripts of ours: where they run, even looking into the storage is refused.
    """
    page.goto("/robots.txt")
    found = page.evaluate(
        """async () => JSON.stringify({
            local: Object.keys(localStorage),
            session: Object.keys(sessionStorage),
            databases: (await indexedDB.databases()).map(each => each.name),
            caches: await caches.keys(),
            workers: (await navigator.serviceWorker.getRegistrations()).length,
            "script cookies": document.cookie,
        })"""
    )
    kept: dict[str, Any] = json.loads(found)
    return kept
