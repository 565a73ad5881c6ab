"""My details: what people change about themselves, and that nobody else does."""

from __future__ import annotations

import pytest
from django.test import Client

from candor.kernel import clock
from candor.people import public
from candor.people.models import Account, Person, PostalAddress, Session
from candor.people.tests.conftest import LetterBox
from tests.cast import PASSWORD, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW = "sieben gelbe lampen brennen"
HERE = {"lines": "Elbchaussee 1", "postcode": "22765", "city": "Hamburg", "country": "DE", "label": ""}


def add_email(browser: Client, email: str) -> int:
    return browser.post("/customer/me/e-mails/new/", {"email": email}).status_code


def test_adding_an_address_asks_for_the_password_when_it_was_given_long_ago(kim: Person, letter_box: LetterBox) -> None:
    browser = signed_in(kim)
    with clock.later(minutes=11):
        answer = browser.post("/customer/me/e-mails/new/", {"email": "kim@home.example"})
        assert answer.status_code == 403
        assert "kim@home.example" in answer.content.decode()
        answer = browser.post("/customer/confirm-password/", {"password": PASSWORD, "next": "/customer/me/"})
        assert answer.status_code == 303
        assert add_email(browser, "kim@home.example") == 303


def test_an_address_is_used_first_and_removed_but_never_the_last(kim: Person) -> None:
    other = public.add_identifier(kim, "email", "kim@home.example", by=public.actor_of(kim.account))
    browser, first = signed_in(kim), kim.identifiers.get(value="kim@nordlicht.example")
    browser.post(f"/customer/me/email/{other.ref}/preference/")
    assert public.primary_email(kim) == "kim@home.example"
    browser.post(f"/customer/me/email/{other.ref}/removal/")
    assert public.primary_email(kim) == "kim@nordlicht.example"
    answer = browser.post(f"/customer/me/email/{first.ref}/removal/", follow=False)
    assert answer.status_code == 303
    assert kim.identifiers.filter(pk=first.pk).exists()


@pytest.mark.parametrize("verb", ["preference", "removal"])
def test_mallory_touches_nobody_elses_address(verb: str, kim: Person, mallory: Person) -> None:
    entry = kim.identifiers.get()
    assert signed_in(mallory).post(f"/customer/me/email/{entry.ref}/{verb}/").status_code == 404
    assert Client().post(f"/customer/me/email/{entry.ref}/{verb}/").status_code == 401
    assert kim.identifiers.filter(pk=entry.pk, is_primary=True).exists()


def test_telephones_and_postal_addresses_come_change_and_go(kim: Person, sam: Person) -> None:
    browser = signed_in(kim)
    browser.post("/customer/me/telephones/new/", {"phone": "040 1234567", "label": "at work"})
    phone = kim.identifiers.get(kind="phone")
    assert (phone.value, phone.written, phone.label) == ("+49401234567", "040 1234567", "at work")
    assert browser.post("/customer/me/telephones/new/", {"phone": "no number", "label": ""}).status_code == 422
    browser.post("/customer/me/addresses/new/", HERE)
    address = PostalAddress.objects.get(person=kim)
    browser.post(f"/customer/me/addresses/{address.ref}/details/", {**HERE, "city": "Altona"})
    assert PostalAddress.objects.get(person=kim).city == "Altona"
    assert signed_in(sam).post(f"/customer/me/addresses/{address.ref}/removal/").status_code == 404
    browser.post(f"/customer/me/addresses/{address.ref}/removal/")
    browser.post(f"/customer/me/phone/{phone.ref}/removal/")
    assert not PostalAddress.objects.exists()
    assert not kim.identifiers.filter(kind="phone").exists()


def test_name_and_language_change_and_the_page_follows(kim: Person) -> None:
    browser = signed_in(kim)
    asked = {"version": 0, "name": "Kim Jansen-Holm 🌊", "language": "de", "time_zone": "Europe/Berlin"}
    assert browser.post("/customer/me/details/", asked).status_code == 303
    assert Person.objects.get(pk=kim.pk).name == "Kim Jansen-Holm 🌊"
    assert 'lang="de"' in browser.get("/customer/me/").content.decode()


def test_two_windows_never_overwrite_each_other(kim: Person) -> None:
    browser = signed_in(kim)
    asked = {"version": 0, "name": "Kim One", "language": "en", "time_zone": "UTC"}
    browser.post("/customer/me/details/", asked)
    answer = browser.post("/customer/me/details/", {**asked, "name": "Kim Two"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Kim One" in page
    assert "Kim Two" in page
    assert Person.objects.get(pk=kim.pk).name == "Kim One"
    assert browser.post("/customer/me/details/", {**asked, "name": "Kim Two", "version": 1}).status_code == 303


@pytest.mark.parametrize(
    "asked",
    [
        {"version": "x", "name": "Kim", "language": "en", "time_zone": "UTC"},
        {"version": 0, "name": "", "language": "en", "time_zone": "UTC"},
        {"version": 0, "name": "K" * 500, "language": "en", "time_zone": "UTC"},
        {"version": 0, "name": "Kim", "language": "xx", "time_zone": "UTC"},
        {"version": 0, "name": "Kim", "language": "en", "time_zone": "../../etc/passwd"},
        {"version": 10**30, "name": "\x00\x07", "language": "en", "time_zone": "UTC"},
    ],
)
def test_wrong_values_are_refused_with_what_was_typed(asked: dict[str, str], kim: Person) -> None:
    assert signed_in(kim).post("/customer/me/details/", asked).status_code == 422
    assert Person.objects.get(pk=kim.pk).name == "Kim Jansen"


def test_a_new_password_needs_the_present_one_and_ends_other_browsers(kim: Person, letter_box: LetterBox) -> None:
    here, elsewhere = signed_in(kim), signed_in(kim)
    old = next(iter(here.cookies.values())).value
    assert here.post("/customer/me/password/", {"present": "wrong", "password": NEW}).status_code == 422
    assert (
        here.post("/customer/me/password/", {"present": PASSWORD, "password": "kim jansen nordlicht"}).status_code
        == 422
    )
    assert here.post("/customer/me/password/", {"present": PASSWORD, "password": NEW}).status_code == 303
    assert next(iter(here.cookies.values())).value != old
    assert here.get("/customer/me/").status_code == 200
    assert elsewhere.get("/customer/me/").status_code == 302
    assert letter_box.letters[-1]["template"] == "password_changed"


def test_signing_out_everywhere_else_leaves_this_browser(kim: Person) -> None:
    here, elsewhere = signed_in(kim), signed_in(kim)
    here.post("/customer/me/sessions/end/")
    assert here.get("/customer/me/").status_code == 200
    assert elsewhere.get("/customer/me/").status_code == 302
    assert Session.objects.count() == 1
    assert Account.objects.get(person=kim).epoch == 1


def test_staff_write_the_signature_below_their_answers(anna: Person) -> None:
    signed_in(anna).post("/tech/me/signature/", {"signature": "Anna Berg\r\nLindwurm"})
    anna.account.staff.refresh_from_db()
    assert anna.account.staff.signature == "Anna Berg\nLindwurm"
