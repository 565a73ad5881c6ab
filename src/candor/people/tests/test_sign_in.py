"""The door: who gets in, what an attacker learns (nothing), and how nobody is locked out."""

from __future__ import annotations

import html
import re
import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.kernel import audit, clock
from candor.people import passwords
from candor.people.models import Account, Identifier, Person, Session
from candor.people.passwords import Argon2
from tests.cast import PASSWORD, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

WRONG = "wrong-horse-battery"


def enter(client: Client, email: str, password: str = PASSWORD, face: str = "customer", **more: str):
    return client.post(f"/{face}/sign-in/", {"email": email, "password": password, **more})


def cookie_of(client: Client) -> str:
    return next((cookie.value for cookie in client.cookies.values()), "")


def test_a_customer_signs_in_and_arrives_where_they_wanted(kim: Person, client: Client) -> None:
    answer = enter(client, "Kim@Nordlicht.example", next="/customer/me/")
    assert (answer.status_code, answer["Location"]) == (303, "/customer/sign-in/done/?next=%2Fcustomer%2Fme%2F")
    assert client.get(answer["Location"])["Location"] == "/customer/me/"
    assert [fact.name for fact in audit.facts_about(kim.account)] == ["people.account.signed_in"]


def test_staff_use_both_doors_with_the_same_account(anna: Person) -> None:
    for face in ("tech", "customer"):
        client = Client()
        answer = enter(client, "anna@lindwurm.example", face=face)
        assert client.get(answer["Location"])["Location"] == f"/{face}/"


def test_a_customer_at_the_technicians_door_is_shown_their_own_center(kim: Person, client: Client) -> None:
    answer = enter(client, "kim@nordlicht.example", face="tech")
    assert client.get(answer["Location"])["Location"] == "/customer/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/customer/\\evil", "/tech/people/"])
def test_signing_in_leads_nowhere_else(wanted: str, kim: Person, client: Client) -> None:
    answer = enter(client, "kim@nordlicht.example", next=wanted)
    assert client.get(answer["Location"])["Location"] == "/customer/"


def test_the_cookie_ends_with_the_browser_and_holds_a_key_alone(kim: Person, client: Client) -> None:
    enter(client, "kim@nordlicht.example")
    assert len(client.cookies) == 1
    cookie = next(iter(client.cookies.values()))
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_looking_at_the_door_sets_no_cookie(client: Client, db: None) -> None:
    for address in ("/customer/sign-in/", "/tech/sign-in/", "/customer/reset-password/"):
        assert client.get(address).status_code == 200
    assert not client.cookies


def test_wrong_password_unknown_address_and_no_password_look_the_same(kim: Person) -> None:
    make_person("Nele", "nele@fjord.example")
    without = make_person("Ole", "ole@fjord.example")
    Account.objects.create(person=without, password="", created_at=clock.now())
    enter(Client(), "first@fjord.example", WRONG)  # opens the network's count, which all others share
    pages = []
    for email in (
        "kim@nordlicht.example",
        "nobody@fjord.example",
        "nele@fjord.example",
        "ole@fjord.example",
        "no address",
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = enter(Client(), email, WRONG)
        pages.append((answer.status_code, answer.content.decode().replace(email, "*"), len(queries)))
    seen = {(status, page.count("do not belong together"), queries) for status, page, queries in pages}
    assert len(seen) == 1


@pytest.mark.once
def test_an_unknown_address_takes_as_long_as_a_wrong_password(kim: Person, settings) -> None:
    settings.PASSWORD_HASHERS = ["candor.people.passwords.Argon2"]
    Account.objects.filter(person=kim).update(password=make_password(PASSWORD))
    account = Account.objects.get(person=kim)

    def work(subject: Account | None) -> float:
        """Processor time, which other programs on the machine do not change."""
        began = time.process_time()
        assert not passwords.fits(subject, WRONG)
        return time.process_time() - began

    pairs = [(work(account), work(None)) for _ in range(9)]
    known, unknown = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    assert 0.7 < unknown / known < 1.4, f"known {known * 1000:.0f} ms, unknown {unknown * 1000:.0f} ms"


def test_passwords_are_hashed_with_argon2id_above_the_minimum(settings) -> None:
    settings.PASSWORD_HASHERS = ["candor.people.passwords.Argon2"]
    encoded = passwords.hashed(PASSWORD)
    assert encoded.startswith("argon2$argon2id$v=19$m=32768,t=3,p=1$")
    assert Argon2().decode(encoded)["memory_cost"] >= 19_456


def test_a_hash_of_other_parameters_is_renewed_at_sign_in(kim: Person, client: Client, settings) -> None:
    old = Account.objects.get(person=kim).password
    settings.PASSWORD_HASHERS = ["candor.people.passwords.Argon2"]
    assert enter(client, "kim@nordlicht.example").status_code == 303
    assert Account.objects.get(person=kim).password != old
    assert enter(Client(), "kim@nordlicht.example").status_code == 303


def test_an_accent_typed_as_one_or_two_characters_is_the_same_password(kim: Person) -> None:
    Account.objects.filter(person=kim).update(password=passwords.hashed("caf\u00e9-und-kuchen-heute"))
    assert passwords.fits(Account.objects.get(person=kim), "cafe\u0301-und-kuchen-heute")


def test_signing_in_makes_a_new_key_and_ends_the_old_one(kim: Person) -> None:
    client = signed_in(kim)
    old = cookie_of(client)
    answer = client.post("/customer/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"', "the browser drops what it may still hold"
    enter(client, "kim@nordlicht.example")
    assert cookie_of(client) not in {"", old}
    thief = Client()
    thief.cookies["candor-main"] = old
    assert thief.get("/customer/confirm-password/").status_code == 302


def test_a_key_planted_before_sign_in_is_not_taken_over(kim: Person, client: Client, settings) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted-by-mallory-0123456789abcd"
    enter(client, "kim@nordlicht.example")
    assert cookie_of(client) != "planted-by-mallory-0123456789abcd"


def test_confirming_the_password_changes_the_key(adam: Person, settings) -> None:
    client = signed_in(adam)
    old = cookie_of(client)
    with clock.later(minutes=20):
        answer = client.post("/tech/confirm-password/", {"password": PASSWORD, "next": "/tech/staff/"})
    assert answer["Location"] == "/tech/staff/"
    assert cookie_of(client) != old
    assert Session.objects.filter(account=adam.account).count() == 1


def test_signing_out_ends_the_session_and_the_cookie(kim: Person) -> None:
    client = signed_in(kim)
    answer = client.post("/customer/sign-out/")
    assert answer["Location"] == "/customer/sign-in/?signed-out=1"
    assert not Session.objects.exists()
    assert cookie_of(client) == ""
    assert "You have signed out" in client.get(answer["Location"]).content.decode()


def test_signing_out_takes_a_post(kim: Person) -> None:
    client = signed_in(kim)
    assert client.get("/customer/sign-out/").status_code == 405
    assert Session.objects.count() == 1


def test_a_browser_without_cookies_is_told_what_to_do(kim: Person) -> None:
    answer = enter(Client(), "kim@nordlicht.example")
    told = Client().get(answer["Location"])
    assert told["Location"] == "/cookies/"


def test_too_many_tries_end_for_the_attackers_network_alone(kim: Person) -> None:
    attacker, owner = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="198.51.100.9")
    statuses = [enter(attacker, "kim@nordlicht.example", WRONG).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    assert enter(attacker, "kim@nordlicht.example").status_code == 429
    assert enter(owner, "kim@nordlicht.example").status_code == 303
    with clock.later(minutes=16):
        assert enter(attacker, "kim@nordlicht.example").status_code == 303


def test_an_address_that_opens_two_accounts_opens_none(kim: Person, lee: Person, client: Client) -> None:
    Identifier.objects.create(
        person=lee, kind="email", value="kim@nordlicht.example", written="kim@nordlicht.example", created_at=clock.now()
    )
    assert enter(client, "kim@nordlicht.example").status_code == 422
    assert enter(client, "lee@nordlicht.example").status_code == 303


def test_a_locked_account_does_not_open(kim: Person, client: Client) -> None:
    Account.objects.filter(person=kim).update(is_active=False)
    assert enter(client, "kim@nordlicht.example").status_code == 422


@pytest.mark.parametrize("email", ["", "\x00", "a" * 5_000, "💥@\u202e", "'; drop table people_account; --"])
def test_hostile_addresses_get_the_same_door_back(email: str, db: None, client: Client) -> None:
    assert enter(client, email, WRONG).status_code == 422


def test_what_was_typed_survives_the_end_of_the_session(kim: Person, client: Client) -> None:
    text = "A long and careful description\nof what went wrong."
    came_from = {"Referer": "http://testserver/customer/me/?q=1"}
    answer = client.post("/customer/me/details/", {"body": text, "password": "secret"}, headers=came_from)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "careful description" in page
    assert "secret" not in page
    back = enter(client, "kim@nordlicht.example", typed=_hidden(page, "typed"))
    assert back.status_code == 200
    assert "Send what I typed" in back.content.decode()
    assert 'href="/customer/me/?q=1"' in back.content.decode()
    assert _hidden(back.content.decode(), "body").split() == text.split()


def test_a_wrong_password_does_not_lose_what_was_typed(kim: Person, client: Client) -> None:
    typed = _hidden(client.post("/customer/me/details/", {"body": "words " * 9}).content.decode(), "typed")
    again = enter(client, "kim@nordlicht.example", WRONG, typed=typed)
    assert _hidden(again.content.decode(), "typed") == typed


@pytest.mark.parametrize("typed", ["{", "[]", '{"path": "//evil.example/", "fields": []}', '{"path": 1}', "null"])
def test_a_forged_text_is_not_given_back(typed: str, kim: Person, client: Client) -> None:
    assert enter(client, "kim@nordlicht.example", typed=typed).status_code == 303


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, page
    return html.unescape(found.group(1))
