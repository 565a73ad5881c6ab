"""What stays in the browser: nothing of the public site, one session cookie of the Centers until signing out."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from candor.helpdesk.tests.stories import ticket_of
from candor.people.models import Person
from tests.browser import FLAGS, Visit
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


@dataclass(frozen=True)
class Day:
    """Who signs in where, what they look at, and where they are when they write."""

    center: str
    email: str
    paths: tuple[str, ...]


TECH = Day("tech", "anna@lindwurm.example", ("cases/", "search/?q=export", "people/", "me/"))
CUSTOMER = Day("customer", "kim@nordlicht.example", ("cases/", "cases/new/", "me/"))


@pytest.mark.parametrize("day", [TECH, CUSTOMER], ids=["tech", "customer"])
def test_a_day_in_a_center_leaves_one_cookie_until_signing_out(
    visit: Visit, kim: Person, anna: Person, day: Day
) -> None:
    ticket = ticket_of(kim)
    page = visit()
    page.goto(f"/{day.center}/")
    sign_in(page, day.email)
    page.wait_for_url(re.compile(f"/{day.center}/(cases/)?$"))
    for path in (*day.paths, f"cases/{ticket.ref}/"):
        page.goto(f"/{day.center}/{path}")
    page.locator("textarea[name=body]").first.fill("Half a sentence")
    expect(page.get_by_text(re.compile(r"^saved \d"))).to_be_visible()

    (cookie,) = page.context.cookies()
    assert cookie["name"] == settings.SESSION_COOKIE_NAME
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)
    assert kept_by(page) == NOTHING

    page.goto(f"/{day.center}/")
    page.locator("form", has=page.get_by_role("button", name="Sign out", include_hidden=True)).first.evaluate(
        "it => it.submit()"
    )
    page.wait_for_url("**/sign-in/**")
    assert page.context.cookies() == []
    assert kept_by(page) == NOTHING


def test_who_takes_no_cookies_is_led_to_what_helps(chromium: Browser, site: str, kim: Person, tmp_path: Path) -> None:
    with refusing_cookies(chromium, tmp_path) as window:
        page = window.new_page()
        page.goto(f"{site}/customer/cases/")
        sign_in(page, "kim@nordlicht.example")
        expect(page.get_by_role("heading", level=1)).to_have_text("Cookies")
        expect(page.locator("main")).to_contain_text("Your browser may refuse that cookie")
        page.locator("main").get_by_role("link", name="Ask us something").click()
        expect(page.get_by_label("Your message")).to_be_visible()
        assert window.cookies() == []


@contextmanager
def refusing_cookies(chromium: Browser, home: Path) -> Iterator[BrowserContext]:
    """A Chromium whose owner has chosen "Block all cookies" in its settings."""
    (home / "Default").mkdir()
    chosen = {"profile": {"default_content_setting_values": {"cookies": 2}, "block_third_party_cookies": True}}
    (home / "Default" / "Preferences").write_text(json.dumps(chosen))
    path = shutil.which("chromium")
    window = chromium.browser_type.launch_persistent_context(home, executable_path=path, args=FLAGS)
    yield window
    window.close()


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


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
