"""Take the pictures of the README anew: a demo of its own, real Chromium, PNG files in `docs/images`.

    .venv-test/bin/python tools/screenshots.py

The environment is the tests' (`./candor test` makes it); Chromium is Debian's.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from small_png import small

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PASSWORD = "candor-demo-2026"  # noqa: S105 - printed on purpose: nothing in a demo is worth guarding
PATIENCE = 60.0
MOST_BYTES = 150_000
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Picture:
    """A page, who looks at it, and how. `link` is clicked on the page first."""

    name: str
    path: str
    email: str = ""
    link: str = ""
    is_phone: bool = False
    scheme: str = "light"

    @property
    def file(self) -> Path:
        return IMAGES / f"{self.name}.png"


TECH, CUSTOMER = "tech@demo.example", "customer@demo.example"
SALES, MANAGER = "sales@demo.example", "manager@demo.example"
ASKED, SLOW = "Scanners in the warehouse lose the connection", "Customer list is slow since 8.4"
PICTURES = (
    Picture("case-list", "/tech/cases/", TECH),
    Picture("case", "/tech/cases/", TECH, ASKED),
    Picture("case-dark", "/tech/cases/", TECH, ASKED, scheme="dark"),
    Picture("start", "/tech/", TECH),
    Picture("welcome", "/"),
    Picture("business-start", "/business/", SALES),
    Picture("figures", "/business/figures/", MANAGER),
    Picture("invoices-phone", "/business/invoices/", SALES, is_phone=True),
    Picture("contact-phone", "/contact/", is_phone=True),
    Picture("customer-case-phone", "/customer/cases/", CUSTOMER, SLOW, is_phone=True),
)


def main() -> int:
    """Take all pictures; answer the exit code."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is not installed. On Debian: apt install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demo() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for picture in PICTURES:
            take(picture, browser, site)
        browser.close()
    heavy = [picture.file.name for picture in PICTURES if picture.file.stat().st_size > MOST_BYTES]
    if heavy:
        print(f"heavier than {MOST_BYTES // 1000} kB: {', '.join(heavy)}", file=sys.stderr)
    return 1 if heavy else 0


@contextmanager
def demo() -> Iterator[str]:
    """Run a demo in a home and on a port of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"CANDOR_HOME": home, "CANDOR_BASE_URL": site}
        command = [sys.executable, "-m", "candor", "up", "--demo", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, cwd=ROOT)
        try:
            wait_for(port, process)
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once the web server listens."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("localhost", port), timeout=5):
            return
        time.sleep(0.2)
    raise SystemExit("The demo did not start.")


def take(picture: Picture, browser: Browser, site: str) -> None:
    """Take one picture."""
    with window(picture, browser, site) as context:
        page = context.new_page()
        if picture.email:
            sign_in(page, picture)
        page.goto(picture.path)
        if picture.link:
            page.get_by_role("link", name=picture.link).first.click()
            page.wait_for_load_state("networkidle")
            page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
        picture.file.write_bytes(small(page.screenshot(animations="disabled")))
    print(f"{picture.file.name}  {picture.file.stat().st_size // 1000} kB")


@contextmanager
def window(picture: Picture, browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A window of the wanted size and look."""
    context = browser.new_context(
        base_url=site,
        viewport=PHONE if picture.is_phone else DESK,  # type: ignore[arg-type] # a plain mapping of the right keys
        is_mobile=picture.is_phone,
        color_scheme="dark" if picture.scheme == "dark" else "light",
        locale="en-GB",
        timezone_id="Europe/Berlin",
    )
    yield context
    context.close()


def sign_in(page: Page, picture: Picture) -> None:
    """Sign in at the door of the page's center."""
    center = picture.path.split("/")[1]
    page.goto("/tech/" if center == "business" else f"/{center}/")
    page.get_by_label("E-mail").fill(picture.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()


if __name__ == "__main__":
    sys.exit(main())
