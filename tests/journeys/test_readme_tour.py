"""The README's "Five-minute tour", followed word for word: addresses, log-ins and names of buttons are read from it."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candor.helpdesk.demo import fill
from candor.kernel import search
from tests.browser import Visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.slow(20)]

README = Path(__file__).parents[2] / "README.md"
A_PERSONS_PACE = 2_100
"""Milliseconds: nobody fills the form in faster."""


@dataclass(frozen=True)
class Step:
    """One step of the tour: the pages it sends us to, who we sign in as, and the names it puts in quotation marks."""

    paths: list[str]
    emails: list[str]
    names: list[str]


def the_tour() -> tuple[str, list[Step]]:
    """The password that the tour tells, and its steps."""
    tour = re.search(r"^## Five-minute tour$(.*?)^## ", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert tour, "the README has a tour"
    beginning, *steps = re.split(r"^\d\. ", tour[1], flags=re.MULTILINE)
    password = re.search(r"password `([^`]+)`", beginning)
    assert password, "the tour tells the password"
    return password[1], [_read(" ".join(step.split())) for step in steps]


def _read(step: str) -> Step:
    return Step(
        paths=re.findall(r"<http://localhost:8000([^>]*)>", step),
        emails=re.findall(r"`([^`]+@[^`]+)`", step),
        names=re.findall(r'"([^"]+)"', step),
    )


@pytest.fixture
def demo(transactional_db: Any, settings: Any) -> None:
    # Told to be a demo already, it notes nothing in the home that all tests share.
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, demo=True)
    assert fill()
    search.index_pending()


def test_the_tour_is_true_word_for_word(visit: Visit, demo: None) -> None:
    password, (asks, answers, rings, reads, looks_after) = the_tour()
    a_customer_asks(visit(), asks)
    desk = sign_in(visit(), answers, password)
    a_technician_answers(desk, answers)
    the_telephone_rings(desk, rings)
    the_customer_reads(sign_in(visit(), reads, password), reads)
    the_super_customer_reads(sign_in(visit(), reads, password, email=reads.emails[1]), reads)
    the_administrator_looks_after_it(sign_in(visit(), looks_after, password), looks_after)


def sign_in(page: Page, step: Step, password: str, *, email: str = "") -> Page:
    page.goto(step.paths[0])
    page.get_by_label("E-mail").fill(email or step.emails[0])
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    return page


def a_customer_asks(page: Page, step: Step) -> None:
    ask, send = step.names
    page.goto(step.paths[0] or "/")
    page.locator("main").get_by_role("link", name=ask).click()
    page.get_by_label("Subject").fill("The tour begins")
    page.get_by_label("Your message").fill("What does Kontor cost for two?")
    page.get_by_label("Your name").fill("Ines Falk")
    page.get_by_label("Your e-mail address").fill("ines@falk.example")
    page.wait_for_timeout(A_PERSONS_PACE)
    page.get_by_role("button", name=send).click()
    expect(page.locator("main")).to_contain_text(re.compile(r"case \d+ "))
    assert not page.context.cookies()


def a_technician_answers(page: Page, step: Step) -> None:
    cases, send, note, save = step.names
    page.get_by_role("link", name=cases, exact=True).click()
    first = page.locator("main").get_by_role("row").filter(has=page.get_by_role("time")).first
    expect(first).to_contain_text("The tour begins")
    page.get_by_role("link", name="The tour begins").click()
    box = page.locator(".composer-text")
    box.fill("The same as for one.")
    page.get_by_role("button", name=send).click()
    expect(page.locator(".message-ours")).to_contain_text("The same as for one.")
    box.click()
    page.get_by_role("radio", name=note).check(force=True)
    box.fill("Sounds like a new customer.")
    page.get_by_role("button", name=save).click()
    expect(page.locator(".message-note")).to_contain_text("Sounds like a new customer.")


def the_telephone_rings(page: Page, step: Step) -> None:
    open_a_case, open_case = step.names
    page.get_by_role("link", name=open_a_case, exact=True).click()
    page.get_by_label("Find the caller").press_sequentially("prI", delay=30)
    page.get_by_role("link", name=re.compile("^Priya ")).click()
    expect(page.locator("#caller")).to_contain_text("Priya")
    page.get_by_label("Subject").fill("She cannot print")
    page.get_by_label("What they say").fill("Since this morning.")
    page.get_by_role("button", name=open_case).click()
    expect(page.get_by_role("heading", name="She cannot print")).to_be_visible()


def the_customer_reads(page: Page, step: Step) -> None:
    send, close, reopen, _all_cases = step.names
    page.get_by_role("link", name="Label printer prints every label twice").click()
    expect(page.locator(".letter").first).to_be_visible()
    page.get_by_label("Your message").fill("It happens with paper, too.")
    page.get_by_role("button", name=send).click()
    expect(page.locator(".letter").last).to_contain_text("It happens with paper, too.")
    page.get_by_role("button", name=close).click()
    page.get_by_role("button", name=reopen).click()
    expect(page.get_by_role("button", name=close)).to_be_visible()


def the_super_customer_reads(page: Page, step: Step) -> None:
    page.get_by_role("link", name=step.names[-1]).click()
    expect(page.get_by_role("link", name="Label printer prints every label twice")).to_be_visible()


def the_administrator_looks_after_it(page: Page, step: Step) -> None:
    configuration, *entries, jobs = step.names
    page.get_by_role("link", name=configuration, exact=True).click()
    for entry in entries:
        page.locator("main").get_by_role("link", name=re.compile(f"^{entry} ")).first.click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(configuration)
        page.go_back()
    page.get_by_role("link", name=jobs, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(jobs)
