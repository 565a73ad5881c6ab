"""Tech Mobile and Customer Mobile (mission APP4, APP5): the same addresses on a phone, worked with a thumb."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candor.helpdesk.demo.pictures import picture
from candor.helpdesk.tests.stories import ticket_of
from candor.people.models import Person
from tests.browser import PHONE, Visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.slow]

THUMB = 44
"""CSS pixels: what a thumb hits without looking (the look's own measure; WCAG 2.5.5)."""

# What is drawn and can be pressed, with the size of what takes the press: a box's label, a row's whole link. Links in
# running text are read, not aimed at (WCAG 2.5.8 leaves them out).
SMALL_TARGETS = """most => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(it => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter(it => !it.closest('.visually-hidden, [aria-hidden=true], [inert]') && it.type != 'hidden')
  .filter(it => !(it.tagName == 'A' && getComputedStyle(it).display == 'inline'))
  .map(it => {
    const whole = getComputedStyle(it, '::after').position == 'absolute' ? it.closest('li, tr, .row') ?? it : it
    const box = (it.matches('[type=checkbox], [type=radio]') && it.closest('label') || whole).getBoundingClientRect()
    return { what: `${it.tagName} ${it.className} "${it.textContent.trim().slice(0, 30)}"`, box }
  })
  .filter(({ box }) => box.width > 1 && box.height > 1 && box.right > 0 && Math.round(box.height) < most)
  .map(({ what, box }) => `${what}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""


@pytest.fixture
def phone(visit: Visit) -> Any:
    """Open a phone in somebody's hand."""
    return lambda person=None, **more: visit(person, width=PHONE, height=740, has_touch=True, **more)


def test_a_technician_answers_with_a_photo_and_the_customer_sees_it(
    phone: Any, anna: Person, kim: Person, nordlicht: Any, settings: Any
) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, undo_seconds=0)
    ticket = ticket_of(kim, "The label printer blinks")
    hand = phone(anna)
    hand.goto("/tech/")
    hand.get_by_role("navigation", name="Bottom bar").get_by_role("link", name="Cases").tap()
    hand.get_by_role("link", name="The label printer blinks").tap()
    hand.locator("textarea[name=body]").first.tap()
    hand.keyboard.type("Press the button that you see here.")
    photo = hand.locator("input[type=file][capture]")
    assert photo.get_attribute("accept") == "image/*", "one press opens the camera"
    expect(hand.locator(".composer-photo")).to_be_visible()
    photo.set_input_files({"name": "button.png", "mimeType": "image/png", "buffer": picture("etikett.png")})
    hand.get_by_role("button", name="Send reply").first.tap()
    expect(hand.get_by_role("main")).to_contain_text("button.png")

    customers = phone(kim)
    customers.goto("/customer/")
    customers.get_by_role("link", name="The label printer blinks").tap()
    expect(customers.get_by_role("main")).to_contain_text("Press the button that you see here.")
    expect(customers.get_by_role("link", name="button.png").first).to_be_visible()
    assert ticket.messages.count() == 2


def test_everything_else_waits_behind_more_in_a_sheet_from_below(phone: Any, anna: Person) -> None:
    hand = phone(anna)
    hand.goto("/tech/")
    hand.get_by_role("button", name="More").tap()
    sheet = hand.locator("#dock-more")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box is not None
    assert (round(box["x"]), round(box["y"] + box["height"])) == (0, 740), "it stands at the lower edge, as wide as all"
    sheet.get_by_role("link", name="Open a case").tap()
    hand.wait_for_url("**/tech/cases/new/")


@pytest.mark.parametrize(
    ("face", "paths"),
    [
        ("tech", ("", "cases/", "cases/{ref}/", "cases/new/", "people/", "search/?q=printer", "notifications/", "me/")),
        ("customer", ("cases/", "cases/{ref}/", "cases/new/", "me/")),
        ("", ("", "contact/", "customer/sign-in/")),
    ],
    ids=["tech", "customer", "public"],
)
def test_a_thumb_hits_every_target(
    face: str, paths: tuple[str, ...], phone: Any, anna: Person, kim: Person, nordlicht: Any
) -> None:
    ref = ticket_of(kim, "The label printer blinks").ref
    hand: Page = phone({"tech": anna, "customer": kim}.get(face))
    small = {}
    for path in paths:
        hand.goto("/" + f"{face}/{path}".lstrip("/").format(ref=ref))
        small[path] = hand.evaluate(SMALL_TARGETS, THUMB)
    assert not any(small.values()), small
