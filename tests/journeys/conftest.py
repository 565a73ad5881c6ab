"""Somebody at a browser, for stories told from the first page to the last. The browser itself is `tests.browser`'s."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from candor.kernel import search
from candor.kernel.access_log import forget_cache
from tests.browser import chromium, site, visit

__all__ = ["chromium", "site", "visit"]

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _clean_house(transactional_db: Any) -> Iterator[None]:
    """An index to search in, and nothing remembered of who looked at whom in an earlier story."""
    search.prepare()
    forget_cache()
    yield
    forget_cache()


class Visitor:
    """Somebody at a browser. `context` is theirs alone; what the browser complains about is kept in `complaints`."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.page: Page = context.new_page()
        self.page.set_default_timeout(8_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def goes_to(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def signs_in(self, email: str, password: str, *, at: str = "/tech/") -> Page:
        """Through the real form."""
        self.goes_to(at)
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(f"**{at}")
        return self.page

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)


@pytest.fixture
def visitor(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A visitor at a wide screen, or with the options that a test gives by indirect parameters."""
    options: dict[str, Any] = {"viewport": WIDE, "locale": "en-GB", **getattr(request, "param", {})}
    context = chromium.new_context(**options)
    somebody = Visitor(context, site)
    yield somebody
    context.close()
    assert not somebody.complaints, somebody.complaints
