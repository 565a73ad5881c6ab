"""Real Chromium against a running Candor, for the stories in `tests/journeys`.

`visit(...)` opens a window of the wanted size and look; what the browser complains about fails the test, and so does
any request that leaves this machine.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from candor.kernel import seats
from candor.kernel.db.sqlite import idle
from candor.people.models import Person
from tests import axe
from tests.cast import signed_in

# Playwright's own loop runs in the test's thread; the stories use the database between its calls, never during one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page is gone before it pays to have made its scripts quicker: without, a scan takes a tenth less processor time.
    "--js-flags=--no-opt --no-maglev",
]
DESKTOP, PHONE = 1440, 360
# What nearly every page needs to stand there without scrolling, and what is high enough for all.
ROOMY, HIGH = 2000, 14_000
LOOKS = [(DESKTOP, "light"), (PHONE, "dark")]

WHOLE_HEIGHT = """() => {
    const scrolling = [...document.querySelectorAll('body *')].filter(it => it.scrollHeight > it.clientHeight + 1)
        .filter(it => ['auto', 'scroll'].includes(getComputedStyle(it).overflowY))
        .map(it => it.getBoundingClientRect().top + scrollY + it.scrollHeight)
    return Math.ceil(Math.max(document.documentElement.scrollHeight, ...scrolling))
}"""
"""Where the page ends, and what scrolls inside it would end."""

ONE_OF_EACH_KIND = """() => {
    const seen = new Set()
    const kind = it => `${it.tagName} ${it.className} ${it.getAttributeNames()} in ${it.parentElement.tagName}`
    for (const part of document.querySelectorAll('details, tr')) {
        const kinds = [part, ...part.querySelectorAll('*')].map(kind)
        if (kinds.every(each => seen.has(each))) part.remove()
        else kinds.forEach(each => seen.add(each))
    }
}"""
"""Of a page that is drawn out of a long list: what unfolds and what stands in rows goes, unless something of a new
kind, with other attributes or in another place, stands in it.
"""

TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"

PATIENCE = 60_000
"""Milliseconds for everything that is waited for: what a crowded machine may need, and costs nothing elsewhere."""
expect.set_options(timeout=PATIENCE)

ACTIONS = (
    "check",
    "click",
    "fill",
    "press",
    "press_sequentially",
    "select_option",
    "set_input_files",
    "tap",
    "uncheck",
)

Visit = Callable[..., Page]
Turn = Callable[..., None]


@pytest.fixture(scope="session")
def chromium(_nobody_acts_before_the_page_is_there: None) -> Iterator[Browser]:
    """Debian's Chromium, the one without windows where it is there; the stories are skipped where there is none."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _nobody_acts_before_the_page_is_there() -> Iterator[None]:
    """A page comes in pieces: its fields may stand there before the scripts that listen to them have run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ACTIONS:
            patch.setattr(Locator, name, _once_scripts_have_run(getattr(Locator, name)))
        yield


def _once_scripts_have_run(act: Callable[..., Any]) -> Callable[..., Any]:
    def acts(at: Locator, *words: Any, **more: Any) -> Any:
        at.page.wait_for_load_state("domcontentloaded")
        return act(at, *words, **more)

    return acts


@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[str]:
    """Address of a running Candor on the test database. Its threads share connections, as a web process's do."""
    idle.keep(seats.AT_ONCE)
    # Django's test server puts handlers for its own files in front and needs addresses for them; ours are views.
    with override_settings(STATIC_URL="/-/static/", MEDIA_URL="/-/media/"):
        server = LiveServer("localhost")
    yield server.url
    server.stop()
    idle.keep(0)
    while (connection := idle.taken()) is not None:
        connection.close()


@pytest.fixture
def visit(chromium: Browser, site: str, transactional_db: None) -> Iterator[Visit]:
    """Open a window: `visit(kim, width=PHONE, script=False)`; nobody named is a stranger.

    `forgives` names what the browser may complain about or try to load, where the test provokes it.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(person: Person | None = None, *, width: int = DESKTOP, script: bool = True, **more: Any) -> Page:
        forgives: tuple[str, ...] = more.pop("forgives", ())
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": more.pop("height", 900)},
            is_mobile=width == PHONE,
            java_script_enabled=script,
            locale=more.pop("locale", "en"),
            **more,
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([_cookie_of(person, site)])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: _note(complaints, message, forgives))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: _stay_here(complaints, request.url, (site, *forgives)))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not complaints, complaints


def strike(page: Page, *keys: str) -> None:
    """Strike keys as somebody does who sees the page: its scripts have run, its heading may stand earlier."""
    page.wait_for_load_state("domcontentloaded")
    for key in keys:
        page.keyboard.press(key)


def look_closely(page: Page) -> None:
    """Axe finds nothing, and nothing is wider than the screen."""
    with _turned(page) as turn:
        _scan(page, turn, _size(page)["width"])


def look_from_all_sides(page: Page, looks: Sequence[tuple[int, str]] = LOOKS) -> None:
    """As `look_closely`, in each width and scheme: the same page turned, not asked for again."""
    with _turned(page) as turn:
        for width, scheme in reversed(looks):  # the first one last: the scheme is then as it was
            page.emulate_media(color_scheme=scheme)
            _scan(page, turn, width)


def look_at_each_kind(page: Page) -> None:
    """As `look_from_all_sides`, where the same is drawn hundreds of times.

    The whole page fits the screen, and axe finds nothing in one of each kind.
    """
    with _turned(page) as turn:
        for width, _scheme in LOOKS:
            turn(width, ROOMY)
            assert not page.evaluate(TOO_WIDE), f"{page.url} is wider than the screen at {width}"
    page.evaluate(ONE_OF_EACH_KIND)
    look_from_all_sides(page)


@contextmanager
def _turned(page: Page) -> Iterator[Turn]:
    """Give the page other sizes for a while; the window keeps its own, which the page has again in the end.

    Laid out as ever, the page is shown at a tenth of its size: nobody sees it, and drawing it took a fifth of a scan.
    """
    page.wait_for_load_state("load")
    window = _size(page)
    session = page.context.new_cdp_session(page)

    def turn(width: int, height: int, scale: float = 0.1) -> None:
        size = {"width": width, "height": height, "screenWidth": width, "screenHeight": height}
        more = {"deviceScaleFactor": 1, "mobile": window["width"] == PHONE, "scale": scale}
        session.send("Emulation.setDeviceMetricsOverride", size | more)

    yield turn
    turn(window["width"], window["height"], 1)
    session.detach()


def _size(page: Page) -> ViewportSize:
    size = page.viewport_size
    assert size
    return size


def _make_room(page: Page, turn: Turn, width: int) -> None:
    """As high as the page, so that no bar stands over anything: axe does not scroll what a bar covers free.

    No higher: a page as high as any window seems a pixel higher at times.
    """
    high = ROOMY
    turn(width, high)
    while high < HIGH and (end := page.evaluate(WHOLE_HEIGHT)) > high + 1:
        high = min(end + 300, HIGH)
        turn(width, high)


def _scan(page: Page, turn: Turn, width: int) -> None:
    _make_room(page, turn, width)
    axe.bring(page)
    violations, is_too_wide = axe.findings(page)
    assert not violations, "\n".join((f"{page.url} at {width}", *map(_told, violations)))
    assert not is_too_wide, f"{page.url} is wider than the screen at {width}"


def _cookie_of(person: Person, url: str) -> Any:
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": signed_in(person).cookies[name].value, "url": url}


def _note(complaints: list[str], message: Any, forgives: tuple[str, ...]) -> None:
    if any(text in message.text for text in forgives):
        return
    # A refused form answers 4xx, which Chromium writes to its console; that is no fault of the page.
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(f"{message.text} ({message.location.get('url', '')}, on {message.page.url})")


def _stay_here(complaints: list[str], url: str, allowed: tuple[str, ...]) -> None:
    if not url.startswith((*allowed, "data:", "blob:")):
        complaints.append(f"outside request: {url}")


def _told(violation: dict[str, Any]) -> str:
    nodes = "\n  ".join(f"{node['html'][:160]} {node['failureSummary'][:300]}" for node in violation["nodes"][:5])
    return f"{violation['id']}: {violation['help']}\n  {nodes}"
