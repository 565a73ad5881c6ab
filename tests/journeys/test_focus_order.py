"""Every main page by the Tab key alone: each stop is seen, the way is the reader's, and it ends where it began."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import instance
from candor.people.models import Person
from tests.browser import Visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.slow]

MOST_STOPS = 120

WATCH = """
window.stops = [];
const ringed = (it, part) => {
  const look = getComputedStyle(it, part);
  return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
};
const ring = it => {
  const around = [it, it.parentElement, it.closest(".composer")];
  return ringed(it, "::after") || around.some(each => each && ringed(each));
};
document.addEventListener("focusin", ({ target: it }) => {
  const drawn = it.type === "radio" ? it.closest("label") : it;
  const place = drawn.getBoundingClientRect();
  const region = it.closest("dialog, [role=dialog], header, nav, aside, footer, form, section, main, body");
  const fixed = getComputedStyle(region).position === "fixed" || getComputedStyle(region).position === "sticky";
  const shift = fixed ? 0 : scrollY;
  stops.push({
    name: (it.getAttribute("aria-label") || it.innerText || it.name || it.tagName).trim().slice(0, 40),
    region: [...document.querySelectorAll("*")].indexOf(region),
    top: place.top + shift, bottom: place.bottom + shift, left: place.left, right: place.right,
    seen: place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.width * place.height > 1,
    ring: ring(it),
  });
}, true);
"""

FROM_THE_TOP = (
    "const it = document.body; it.tabIndex = -1; it.focus(); it.removeAttribute('tabindex'); stops.length = 0"
)
"""Pages may begin in a field; the way is walked from the first stop on."""

REACHABLE = """
[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(it => !it.disabled && it.tabIndex >= 0 && it.type !== "hidden" && !it.closest("[inert]"))
  .filter(it => it.checkVisibility({ visibilityProperty: true }))
  .filter(it => it.type !== "radio" || it.checked)
  .length
"""


@dataclass(frozen=True)
class Stop:
    """One place where the focus rests, in pixels of the document."""

    name: str
    region: int
    top: float
    bottom: float
    left: float
    right: float
    seen: bool
    ring: bool

    def goes_back_to(self, earlier: Stop) -> bool:
        """Above what came before, and not at the top of a further column."""
        return self.region == earlier.region and self.bottom <= earlier.top + 2 and self.left < earlier.right


@pytest.mark.parametrize("who", ["stranger", "kim", "anna"])
def test_the_tab_key_leads_through_each_page_as_it_is_read(visit: Visit, kim: Person, anna: Person, who: str) -> None:
    instance.finish_set_up("Lindwurm Software")
    ticket = ticket_of(kim)
    page = visit({"kim": kim, "anna": anna}.get(who))
    page.add_init_script(WATCH)
    wrong: list[str] = []
    for path in {
        "stranger": ["/contact/", "/customer/sign-in/"],
        "kim": ["/customer/cases/", f"/customer/cases/{ticket.ref}/"],
        "anna": ["/tech/cases/", f"/tech/cases/{ticket.ref}/", "/tech/cases/new/"],
    }[who]:
        page.goto(path)
        page.wait_for_load_state("networkidle")  # a panel that comes by itself is there before anything is counted
        wrong += [f"{path}: {problem}" for problem in problems(page)]
    assert not wrong, "\n".join(wrong)


def problems(page: Page) -> list[str]:
    """What is wrong with the way through the page."""
    page.evaluate(FROM_THE_TOP)
    there = page.evaluate(REACHABLE)
    stops = walk(page)
    told = [f"“{stop.name}” is not to be seen" for stop in stops if not stop.seen]
    told += [f"“{stop.name}” has no ring" for stop in stops if not stop.ring]
    told += [f"“{b.name}” follows “{a.name}” below it" for a, b in pairwise(stops) if b.goes_back_to(a)]
    if not stops or not stops[0].name.startswith("Skip"):
        told.append(f"begins with “{stops[0].name if stops else 'nothing'}”")
    if len(stops) < there or len(stops) >= MOST_STOPS:
        told.append(f"{len(stops)} stops for {there} things")
    return told


def walk(page: Page) -> list[Stop]:
    """Press Tab until the focus leaves the page, or comes round."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        if page.evaluate(
            "stops.length > 1 && stops.at(-1).name === stops[0].name && stops.at(-1).top === stops[0].top"
        ):
            page.evaluate("stops.pop()")
            break
    return [Stop(**each) for each in page.evaluate("stops")]


def test_a_question_keeps_the_focus_and_gives_it_back(visit: Visit, kim: Person, adam: Person) -> None:
    page = visit(adam)
    page.goto(reverse("tech:person", args=[kim.ref]))
    page.get_by_role("button", name="Lock account").focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog")
    expect(question).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('dialog') || document.activeElement === document.body")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(page.get_by_role("button", name="Lock account")).to_be_focused()


def test_the_skip_link_leads_past_everything_above_the_content(visit: Visit, anna: Person) -> None:
    page = visit(anna)
    page.goto("/tech/cases/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")
