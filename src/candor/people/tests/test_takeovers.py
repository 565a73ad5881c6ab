"""Taking somebody's account over: by a key that was planted, by a code that was meant for another, by a forged host."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from candor.kernel import clock
from candor.people import passwords
from candor.people.actions.identifiers import Refused, add_email_for
from candor.people.models import Account, Identifier, Person
from candor.people.tests.conftest import LetterBox
from tests.cast import PASSWORD, actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW = "sieben gelbe lampen brennen"


def key_of(browser: Client) -> str:
    return next((cookie.value for cookie in browser.cookies.values()), "")


def ask(browser: Client, email: str) -> str:
    return str(browser.post("/customer/reset-password/", {"email": email})["Location"])


def _change_password(browser: Client) -> None:
    browser.post("/customer/me/password/", {"present": PASSWORD, "password": NEW})


def _confirm(browser: Client) -> None:
    browser.post("/customer/confirm-password/", {"password": PASSWORD})


def _end_others(browser: Client) -> None:
    browser.post("/customer/me/sessions/end/")


def _sign_out_and_in(browser: Client) -> None:
    browser.post("/customer/sign-out/")
    browser.post("/customer/sign-in/", {"email": "kim@nordlicht.example", "password": PASSWORD})


@pytest.mark.parametrize("event", [_change_password, _confirm, _end_others, _sign_out_and_in])
def test_a_key_known_to_somebody_else_is_worth_nothing_after(
    event: Callable[[Client], None], kim: Person, letter_box: LetterBox, settings: Any
) -> None:
    browser, thief = signed_in(kim), Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key_of(browser)
    assert thief.get("/customer/me/").status_code == 200
    event(browser)
    assert browser.get("/customer/me/").status_code == 200
    assert thief.get("/customer/me/").status_code == 302


def test_a_reset_in_a_browser_with_a_planted_key_makes_a_new_one(
    kim: Person, mallory: Person, letter_box: LetterBox, settings: Any
) -> None:
    for planted in ("planted-by-mallory-0123456789abcd", "arriving-planted-by-mallory-0123456789"):
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = planted
        page = ask(browser, "kim@nordlicht.example")
        form = {"code": letter_box.code_for("kim@nordlicht.example"), "password": f"{NEW} {len(planted)}"}
        assert browser.post(page, form).status_code == 303
        assert key_of(browser) not in {"", planted}
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = planted
        assert thief.get("/customer/me/").status_code == 302


def test_a_code_for_one_address_opens_no_other(kim: Person, mallory: Person, letter_box: LetterBox) -> None:
    browser = Client()
    ask(browser, "mallory@elsewhere.example")
    own_code = letter_box.code_for("mallory@elsewhere.example")
    page = ask(browser, "kim@nordlicht.example")
    assert browser.post(page, {"code": own_code, "password": NEW}).status_code == 422
    assert passwords.fits(Account.objects.get(person=kim), PASSWORD)


def test_a_code_ends_when_the_address_changes_hands(kim: Person, lee: Person, letter_box: LetterBox) -> None:
    browser = Client()
    page = ask(browser, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    Identifier.objects.filter(person=kim).update(person=lee, is_primary=False)
    assert browser.post(page, {"code": code, "password": NEW}).status_code == 422
    for person in (kim, lee):
        assert passwords.fits(Account.objects.get(person=person), PASSWORD)


def test_codes_asked_for_before_a_new_password_end_with_the_old_one(kim: Person, letter_box: LetterBox) -> None:
    thief, owner = Client(), signed_in(kim)
    page = ask(thief, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    _change_password(owner)
    assert thief.post(page, {"code": code, "password": f"{NEW} again"}).status_code == 410
    assert passwords.fits(Account.objects.get(person=kim), NEW)


def test_no_mail_names_the_host_that_a_request_claims(kim: Person, adam: Person, letter_box: LetterBox) -> None:
    Account.objects.update(last_login=clock.now())
    for address in ("198.51.100.9", "203.0.113.7"):
        browser = Client(REMOTE_ADDR=address, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        browser.post("/customer/reset-password/", {"email": "kim@nordlicht.example"})
        browser.post("/customer/sign-in/", {"email": "kim@nordlicht.example", "password": PASSWORD})
    letters = json.dumps(letter_box.delivered(), default=str)
    assert "evil.example" not in letters


def test_staff_give_their_own_record_no_address_without_its_link(
    anna: Person, kim: Person, letter_box: LetterBox
) -> None:
    browser = signed_in(anna)
    answer = browser.post(f"/tech/people/{anna.ref}/e-mails/new/", {"email": "victim@hafen.example", "label": ""})
    assert answer["Location"] == "/tech/me/e-mails/new/"
    with pytest.raises(Refused, match="a link shows that it is yours"):
        add_email_for(anna, "victim@hafen.example", by=actor(anna))
    assert [entry.value for entry in anna.identifiers.all()] == ["anna@lindwurm.example"]


def test_staff_give_their_own_record_no_address_by_merging(anna: Person, letter_box: LetterBox) -> None:
    """A made-up record with somebody's address, merged into one's own, would be a way around the code."""
    other = make_person("Anna B.", "victim@hafen.example")
    browser, page = signed_in(anna), f"/tech/people/{anna.ref}/merge/{other.ref}/"
    answer = browser.post(page, {"name": "stayed"})
    assert answer.status_code == 422
    assert "an address that you have not confirmed" in answer.content.decode()
    Identifier.objects.create(
        person=anna, kind="email", value="victim@hafen.example", written="victim@hafen.example",
        verified_at=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    assert browser.post(page, {"name": "stayed"}).status_code == 303


def test_who_gets_an_address_that_could_hand_an_account_over_is_protected_by_the_password(
    anna: Person, kim: Person, letter_box: LetterBox
) -> None:
    nobody, browser = make_person("Ole Lund"), signed_in(anna)
    twin = make_person("Kim J.", "mallory@elsewhere.example")
    with clock.later(minutes=11):
        page = f"/tech/people/{kim.ref}/e-mails/new/"
        assert browser.get(page)["Location"].startswith("/tech/confirm-password/?next=")
        assert browser.post(page, {"email": "mallory@elsewhere.example", "label": ""}).status_code == 403
        assert browser.post(f"/tech/people/{kim.ref}/merge/{twin.ref}/", {"name": "stayed"}).status_code == 403
        assert browser.post(f"/tech/people/{nobody.ref}/e-mails/new/", {"email": "ole@x.example"}).status_code == 303
    assert [entry.value for entry in kim.identifiers.all()] == ["kim@nordlicht.example"]


def test_a_public_sandbox_gives_no_account_another_address(anna: Person, kim: Person, settings: Any) -> None:
    browser = signed_in(anna)
    settings.INSTANCE = replace(settings.INSTANCE, sandbox_until=clock.now())
    answer = browser.post(f"/tech/people/{kim.ref}/e-mails/new/", {"email": "mallory@elsewhere.example"})
    assert answer.status_code == 403
    assert kim.identifiers.count() == 1
