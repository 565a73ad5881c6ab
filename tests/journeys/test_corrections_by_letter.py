"""Paula puts right what a letter calls wrong, and answers by post: the whole way, in both languages, on every width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from candor.kernel.actor import SYSTEM
from candor.people.models import Person
from candor.people.public import NewPerson, add_person
from candor.privacy.actions.contests import enter
from candor.privacy.actions.own_requests import Wrong
from candor.privacy.actions.requests import NewRequest, receive
from candor.privacy.models import IdentityProof, PaperLetter, RequestChannel, RequestKind, SubjectRequest
from tests.browser import Visit, look_from_all_sides
from tests.cast import actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OFFICE = "/tech/privacy-office/"


def konrads_letter() -> SubjectRequest:
    """From somebody without an e-mail address."""
    konrad = add_person(NewPerson("Konrad Kruse", phone="+49 4681 55010"), by=SYSTEM)
    new = NewRequest(
        RequestKind.RECTIFICATION, RequestChannel.LETTER, "My number ends with 11.", "Konrad Kruse", person=konrad,
        postal_address="Süderstraße 12\n25938 Wyk", language="en", identity=IdentityProof.KNOWN,
    )  # fmt: skip
    return receive(new, by=SYSTEM)


@pytest.mark.journey
def test_paula_corrects_what_a_letter_says_and_posts_the_answer(visit: Visit, paula: Person) -> None:
    request = konrads_letter()
    page = visit(paula)
    page.goto(f"{OFFICE}requests/{request.ref}/")
    page.get_by_role("link", name="Enter what is wrong").click()
    find_his_number(page)
    page.get_by_label("Telephone").fill("+49 4681 55011")
    page.get_by_role("button", name="Go on to the decision").click()
    page.get_by_label("Corrected", exact=True).check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("“+49 4681 55010” → “+49 4681 55011”")).to_be_visible()
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_role("link", name="Letters", exact=True).click()
    page.get_by_role("link", name="is fulfilled").click()
    expect(page.get_by_role("link", name="Open as PDF")).to_be_visible()
    page.get_by_role("button", name="It is posted").click()
    expect(page.get_by_text("It is noted that the letter was posted.")).to_be_visible()
    letter = PaperLetter.objects.get(request=request, template="privacy/mail/request_fulfilled")
    assert letter.settled_by == paula


def find_his_number(page: Page) -> None:
    page.get_by_role("link", name="Address or number").first.click()
    page.get_by_role("link", name="This is wrong").first.click()


@pytest.mark.axe
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pages_of_corrections_and_letters_are_accessible(visit: Visit, paula: Person, language: str) -> None:
    request = konrads_letter()
    konrad = Person.objects.get(pk=request.subject_number)
    phone = konrad.identifiers.get()
    enter(request, Wrong("10", "11", "people_identifier", str(phone.pk), "Telephone"), by=actor(paula))
    letter = PaperLetter.objects.get(request=request)
    Person.objects.filter(pk=paula.pk).update(language=language)
    page = visit(paula, locale=language)
    here = f"{OFFICE}requests/{request.ref}/"
    for address in (
        here,
        f"{here}corrections/",
        f"{here}corrections/?kind=people_identifier",
        f"{here}corrections/new/?place=people_person&key={konrad.pk}",
        f"{here}letters/",
        f"{OFFICE}letters-by-post/{letter.ref}/",
    ):
        page.goto(address)
        look_from_all_sides(page)
