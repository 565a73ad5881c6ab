"""A real browser before a real server, for stories told from the first page to the last."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from candor.kernel import search
from candor.kernel.access_log import forget_cache

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; the stories are skipped where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed")
    # Playwright's loop runs in this thread, and Django would take every query in it for an asynchronous one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request, as the real server has several; each gives its database connection back."""

    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        connections.close_all()


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site(transactional_db: Any) -> Iterator[str]:
    """Address of a running server over the test database, with an index to search in."""
    search.prepare()
    forget_cache()
    server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
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
