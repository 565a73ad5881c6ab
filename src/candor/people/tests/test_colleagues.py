"""An organisation's people in the Customer Center: seen, invited and let go by super customers alone."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from candor.helpdesk.models import Ticket
from candor.kernel import audit, clock
from candor.people import passwords
from candor.people.actions.colleagues import forget_old_invitations
from candor.people.models import (
    Account,
    ColleagueInvitation,
    Identifier,
    Membership,
    Organisation,
    Person,
    SuperRequest,
)
from candor.people.tests.conftest import LetterBox
from tests.cast import PASSWORD, make_customer, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW = "sieben gelbe lampen brennen"
NEU = "neu@fjord.example"


def page_of(organisation: Organisation) -> str:
    return f"/customer/organisations/{organisation.ref}/"


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def invite(browser: Client, organisation: Organisation, email: str = NEU) -> Any:
    return browser.post(f"{page_of(organisation)}invitations/new/", {"email": email, "language": "de"})


def link_in(box: LetterBox, email: str = NEU) -> str:
    links = [letter["context"]["link"] for letter in box.delivered() if letter["to"] == email]
    return "/join/" + links[-1].partition("/join/")[2]


def belongs(email: str, organisation: Organisation) -> bool:
    held = Membership.objects.filter(organisation=organisation, ended_on=None)
    return held.filter(person__identifiers__value=email).exists()


def test_a_super_customer_sees_the_people_and_nothing_more_of_them(
    kim: Person, lee: Person, nordlicht: Organisation
) -> None:
    make_customer("Nils Ohne", "", nordlicht).account.delete()
    kim.note = "Pays late."
    kim.save()
    text = text_of(signed_in(lee).get(page_of(nordlicht)))
    assert "Kim Jansen" in text
    assert "kim@nordlicht.example · can sign in" in text
    assert "no e-mail address · cannot sign in yet" in text
    assert "Pays late" not in text


def test_a_member_sees_their_own_place_and_strangers_see_nothing(
    kim: Person, lee: Person, sam: Person, mallory: Person, nordlicht: Organisation
) -> None:
    text = text_of(signed_in(kim).get(page_of(nordlicht)))
    assert "Ask to become super customer" in text
    assert "Lee Olsen" not in text
    assert invite(signed_in(kim), nordlicht).status_code == 404
    for outsider in (sam, mallory):
        assert signed_in(outsider).get(page_of(nordlicht)).status_code == 404
        assert invite(signed_in(outsider), nordlicht).status_code == 404
    assert Client().get(page_of(nordlicht)).status_code == 302


def test_who_has_proven_no_address_sees_nobody(lee: Person, nordlicht: Organisation) -> None:
    Identifier.objects.filter(person=lee).update(verified_at=None)
    assert signed_in(lee).get(page_of(nordlicht)).status_code == 404


def test_a_new_colleague_accepts_and_is_in(lee: Person, nordlicht: Organisation, letter_box: LetterBox) -> None:
    assert invite(signed_in(lee), nordlicht).status_code == 303
    assert NEU in text_of(signed_in(lee).get(page_of(nordlicht)))
    letter = letter_box.delivered()[-1]
    assert (letter["template"], letter["language"]) == ("colleague_invitation", "de")
    assert "Lee" not in str(letter["context"])
    visitor = Client()
    link = link_in(letter_box)
    assert "Nordlicht GmbH" in text_of(visitor.get(link))
    assert not belongs(NEU, nordlicht)
    answer = visitor.post(link, {"name": "Neu Hier", "password": NEW})
    assert visitor.get(answer["Location"])["Location"] == "/customer/"
    neu = Person.objects.get(name="Neu Hier")
    assert (neu.language, neu.source) == ("de", "colleague")
    assert neu.memberships.get().role == "member"
    assert passwords.fits(neu.account, NEW)
    assert not ColleagueInvitation.objects.exists()
    assert Client().get(link).status_code == 410


def test_a_known_customer_joins_without_being_signed_in_or_changed(
    lee: Person, mallory: Person, nordlicht: Organisation, letter_box: LetterBox
) -> None:
    invite(signed_in(lee), nordlicht, "mallory@elsewhere.example")
    visitor = Client()
    link = link_in(letter_box, "mallory@elsewhere.example")
    assert "password" not in text_of(visitor.get(link)).lower()
    answer = visitor.post(link, {"password": NEW, "name": "Another Name"})
    assert answer["Location"] == "/joined/"
    assert not answer.cookies
    assert belongs("mallory@elsewhere.example", nordlicht)
    mallory.refresh_from_db()
    assert mallory.name == "Mallory Quick"
    assert passwords.fits(Account.objects.get(person=mallory), PASSWORD)


def test_an_invitation_says_the_same_for_every_address(
    kim: Person, lee: Person, nordlicht: Organisation, letter_box: LetterBox
) -> None:
    make_person("First", "shared@fjord.example")
    make_person("Second", "shared@fjord.example")
    browser = signed_in(lee)
    told = set()
    for email in (NEU, "kim@nordlicht.example", "shared@fjord.example"):
        answer = invite(browser, nordlicht, email)
        told.add((answer.status_code, text_of(browser.get(answer["Location"])).count("is on its way")))
    assert told == {(303, 1)}
    sent = {letter["to"]: letter["template"] for letter in letter_box.delivered()}
    assert sent == {NEU: "colleague_invitation", "shared@fjord.example": "colleague_no_way"}


def test_an_invitation_ends_with_its_time_its_withdrawal_and_its_makers_role(
    lee: Person, nordlicht: Organisation, letter_box: LetterBox
) -> None:
    browser = signed_in(lee)
    invite(browser, nordlicht)
    first = link_in(letter_box)
    invite(browser, nordlicht)
    assert link_in(letter_box) == first, "pressed twice"
    with clock.later(minutes=1):
        invite(browser, nordlicht)
        second = link_in(letter_box)
    assert Client().get(first).status_code == 410, "a newer one was mailed"
    assert ColleagueInvitation.objects.count() == 1
    with clock.later(days=8):
        assert Client().get(second).status_code == 410
        assert forget_old_invitations() == 1
    invite(browser, nordlicht, "another@fjord.example")
    third = link_in(letter_box, "another@fjord.example")
    Membership.objects.filter(person=lee).update(role="member")
    assert Client().get(third).status_code == 410
    Membership.objects.filter(person=lee).update(role="super")
    browser.post(f"{page_of(nordlicht)}invitations/{ColleagueInvitation.objects.get().ref}/withdrawal/")
    assert Client().post(third, {"name": "Neu", "password": NEW}).status_code == 410
    assert not belongs("another@fjord.example", nordlicht)


def test_invitations_are_few(lee: Person, nordlicht: Organisation, letter_box: LetterBox) -> None:
    browser = signed_in(lee)
    with clock.at(clock.now()):
        to_one = [invite(browser, nordlicht).status_code for _ in range(4)]
        to_many = [invite(browser, nordlicht, f"neu{number}@fjord.example").status_code for number in range(8)]
    assert to_one == [303] * 3 + [422]
    assert to_many == [303] * 6 + [422] * 2


def test_ending_access_leaves_account_and_own_cases_alone(
    kim: Person, lee: Person, nordlicht: Organisation, letter_box: LetterBox
) -> None:
    browser, hers = signed_in(lee), signed_in(kim)
    address = f"{page_of(nordlicht)}members/{kim.ref}/end/"
    assert "stay theirs" in text_of(browser.get(address))
    assert belongs("kim@nordlicht.example", nordlicht)
    assert browser.post(address).status_code == 303
    assert not belongs("kim@nordlicht.example", nordlicht)
    assert hers.get("/customer/cases/").status_code == 200
    assert hers.get(page_of(nordlicht)).status_code == 404
    assert [letter["template"] for letter in letter_box.delivered()] == ["membership_ended"]
    membership = Membership.objects.get(person=kim)
    assert [fact.name for fact in audit.facts_about(membership)] == ["people.membership.ended"]
    assert browser.post(address).status_code == 404


def test_nobody_ends_their_own_access_or_a_strangers(
    kim: Person, lee: Person, sam: Person, nordlicht: Organisation, hafen: Organisation
) -> None:
    browser = signed_in(lee)
    for organisation, person in ((nordlicht, lee), (nordlicht, sam), (hafen, sam)):
        assert browser.post(f"{page_of(organisation)}members/{person.ref}/end/").status_code == 404
    assert signed_in(kim).post(f"{page_of(nordlicht)}members/{lee.ref}/end/").status_code == 404
    assert Membership.objects.filter(ended_on=None).count() == 3


def test_a_member_asks_and_a_super_customer_decides(
    kim: Person, lee: Person, nordlicht: Organisation, letter_box: LetterBox
) -> None:
    browser = signed_in(kim)
    for _ in range(2):
        browser.post(f"{page_of(nordlicht)}super/request/")
    assert "You have asked" in text_of(browser.get(page_of(nordlicht)))
    assert [letter["template"] for letter in letter_box.delivered()] == ["super_asked"]
    wish = SuperRequest.objects.get()
    assert browser.post(f"{page_of(nordlicht)}requests/{wish.ref}/grant/").status_code == 404
    assert "Kim Jansen" in text_of(signed_in(lee).get(page_of(nordlicht)))
    for _ in range(2):
        signed_in(lee).post(f"{page_of(nordlicht)}requests/{wish.ref}/grant/")
    assert Membership.objects.get(person=kim).role == "super"
    assert [letter["template"] for letter in letter_box.delivered()] == ["super_asked", "super_granted"]
    assert "Lee Olsen" in text_of(browser.get(page_of(nordlicht)))


def test_staff_see_the_request_on_the_organisations_page_and_as_a_case(
    sam: Person, anna: Person, paula: Person, hafen: Organisation, letter_box: LetterBox
) -> None:
    signed_in(sam).post(f"{page_of(hafen)}super/request/")
    assert Ticket.objects.get(requester=sam).subject == "Wish to become super customer of Hafen AG"
    assert "Would like to become super customer" in text_of(signed_in(anna).get(f"/tech/organisations/{hafen.ref}/"))
    wish = SuperRequest.objects.get()
    address = f"/tech/organisations/{hafen.ref}/requests/{wish.ref}"
    assert signed_in(paula).post(f"{address}/decline/").status_code == 404
    assert signed_in(anna).post(f"{address}/decline/").status_code == 303
    assert signed_in(anna).post(f"{address}/grant/").status_code == 303, "the first decision counts"
    assert Membership.objects.get(person=sam).role == "member"
    assert "Ask to become super customer" in text_of(signed_in(sam).get(page_of(hafen)))


def test_the_way_to_the_organisation_stands_in_the_navigation_of_super_customers(
    kim: Person, lee: Person, mallory: Person, nordlicht: Organisation, hafen: Organisation
) -> None:
    assert "/customer/organisations/" in text_of(signed_in(lee).get("/customer/cases/"))
    assert "/customer/organisations/" not in text_of(signed_in(kim).get("/customer/cases/"))
    assert page_of(nordlicht) in text_of(signed_in(kim).get("/customer/me/"))
    assert signed_in(lee).get("/customer/organisations/")["Location"] == page_of(nordlicht)
    Membership.objects.create(person=lee, organisation=hafen, since=clock.now().date())
    assert "Hafen AG" in text_of(signed_in(lee).get("/customer/organisations/"))
    assert "No organisation" in text_of(signed_in(mallory).get("/customer/organisations/"))


def test_a_long_list_comes_in_pages(lee: Person, nordlicht: Organisation) -> None:
    for number in range(30):
        make_customer(f"Colleague {number:02}", f"c{number}@nordlicht.example", nordlicht)
    browser = signed_in(lee)
    first = text_of(browser.get(page_of(nordlicht)))
    assert "Colleague 24" in first
    assert "Colleague 25" not in first
    last = Person.objects.get(name="Colleague 24")
    assert f"?after={last.ref}" in first
    assert "Colleague 25" in text_of(browser.get(f"{page_of(nordlicht)}?after={last.ref}"))
