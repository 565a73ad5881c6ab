"""New places, own sessions, and limits that slow an attacker without locking the owner out."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.contrib.auth import hashers
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.kernel import audit, clock
from candor.people import passwords
from candor.people.models import Account, KnownPlace, Person, Session
from candor.people.rules.arrivals import REMEMBERED
from candor.people.tasks import forget_old_places
from candor.people.tests.conftest import LetterBox
from tests.cast import PASSWORD, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

HOME, OFFICE = "198.51.100.9", "203.0.113.7"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
NEW = "sieben gelbe lampen brennen"


def enter(email: str, password: str = PASSWORD, *, address: str = HOME, device: str = FIREFOX, face: str = "customer"):
    browser = Client(REMOTE_ADDR=address, headers={"User-Agent": device})
    return browser, browser.post(f"/{face}/sign-in/", {"email": email, "password": password}).status_code


def told(letter_box: LetterBox) -> list[str]:
    return [str(letter["to"]) for letter in letter_box.letters if letter["template"] == "new_sign_in"]


# Notices of sign-ins.


def test_the_first_sign_in_is_quiet_and_a_new_place_is_told(kim: Person, letter_box: LetterBox) -> None:
    for _ in range(2):
        enter("kim@nordlicht.example")
    assert told(letter_box) == []
    enter("kim@nordlicht.example", address=OFFICE)
    assert told(letter_box) == ["kim@nordlicht.example"]
    enter("kim@nordlicht.example", device=IPHONE)
    assert len(told(letter_box)) == 2
    enter("kim@nordlicht.example", address=OFFICE, device=IPHONE)
    assert len(told(letter_box)) == 2
    assert letter_box.letters[0]["context"]["device"] == "Firefox, Windows"


def test_nothing_that_is_kept_names_the_address(kim: Person, letter_box: LetterBox) -> None:
    enter("kim@nordlicht.example")
    enter("kim@nordlicht.example", address=OFFICE)
    kept = serializers.serialize("json", [*KnownPlace.objects.all(), *Session.objects.all()])
    kept += json.dumps(letter_box.letters, default=str)
    assert HOME not in kept
    assert OFFICE not in kept
    assert {session.network for session in Session.objects.all()} == {"198.51.100.0/24", "203.0.113.0/24"}
    assert "203.0.113" not in json.dumps(letter_box.letters, default=str)


def test_places_are_forgotten_and_a_dormant_account_hears_of_its_opening(kim: Person, letter_box: LetterBox) -> None:
    enter("kim@nordlicht.example")
    with clock.later(days=REMEMBERED.days + 1):
        forget_old_places()
        forget_old_places()
        assert not KnownPlace.objects.exists()
        enter("kim@nordlicht.example")
    assert told(letter_box) == ["kim@nordlicht.example"]


def test_an_account_of_an_older_candor_is_not_told_of_its_usual_place(kim: Person, letter_box: LetterBox) -> None:
    Account.objects.update(last_login=clock.now())
    enter("kim@nordlicht.example")
    assert told(letter_box) == []


def test_who_says_not_me_throws_the_intruder_out_and_gets_a_code(kim: Person, letter_box: LetterBox) -> None:
    enter("kim@nordlicht.example")
    intruder, _status = enter("kim@nordlicht.example", address=OFFICE)
    link = letter_box.letters[-1]["context"]["link"].removeprefix("http://localhost:8000")
    owner = Client(REMOTE_ADDR=HOME)
    assert "Was it not you" in owner.get(link).content.decode()
    assert intruder.get("/customer/me/").status_code == 200
    code_page = owner.post(link)["Location"]
    assert intruder.get("/customer/me/").status_code == 302
    assert enter("kim@nordlicht.example", address=OFFICE)[1] == 422
    form = {"code": letter_box.code_for("kim@nordlicht.example"), "password": NEW}
    assert owner.post(code_page, form).status_code == 303
    assert enter("kim@nordlicht.example", NEW)[1] == 303
    assert owner.get(link).status_code == 410
    assert Client().post(link).status_code == 410
    names = [fact.name for fact in audit.facts_about(kim.account)]
    assert names.count("people.account.sign_in_disowned") == 1


def test_staff_are_told_with_a_link_into_their_own_face(anna: Person, letter_box: LetterBox) -> None:
    enter("anna@lindwurm.example", face="tech")
    enter("anna@lindwurm.example", face="tech", address=OFFICE)
    assert letter_box.letters[-1]["context"]["link"].startswith("http://localhost:8000/tech/not-me/")


@pytest.mark.parametrize("secret", ["guess", "x" * 500])
def test_a_guessed_link_does_nothing(secret: str, kim: Person) -> None:
    assert Client().get(f"/customer/not-me/{secret}/").status_code == 410
    assert Client().post(f"/customer/not-me/{secret}/").status_code == 410
    assert passwords.fits(Account.objects.get(person=kim), PASSWORD)


# One's own sessions.


def test_people_see_their_sessions_and_end_one(kim: Person) -> None:
    here, _status = enter("kim@nordlicht.example")
    there, _status = enter("kim@nordlicht.example", address=OFFICE, device=IPHONE)
    page = here.get("/customer/me/").content.decode()
    assert "Safari, iPhone" in page
    assert "203.0.113.0/24" in page
    assert page.count("this one") == 1
    mine, theirs = Session.objects.order_by("id")
    here.post(f"/customer/me/sessions/{mine.pk}/end/")
    assert here.get("/customer/me/").status_code == 200
    here.post(f"/customer/me/sessions/{theirs.pk}/end/")
    here.post(f"/customer/me/sessions/{theirs.pk}/end/")
    assert there.get("/customer/me/").status_code == 302
    names = [fact.name for fact in audit.facts_about(kim.account)]
    assert names.count("people.account.session_ended") == 1


def test_nobody_ends_somebody_elses_session(kim: Person, mallory: Person) -> None:
    theirs = signed_in(kim)
    number = Session.objects.get().pk
    signed_in(mallory).post(f"/customer/me/sessions/{number}/end/")
    assert theirs.get("/customer/me/").status_code == 200


def test_an_administrator_signs_a_colleague_out_everywhere(adam: Person, anna: Person, mara: Person) -> None:
    old = signed_in(anna)
    page = f"/tech/configuration/staff/{anna.ref}/sessions/end/"
    assert signed_in(mara).post(page).status_code == 404
    assert old.get("/tech/people/").status_code == 200
    assert signed_in(adam).post(page).status_code == 303
    assert old.get("/tech/people/").status_code == 302


# Limits.


@pytest.fixture
def _at_noon() -> Iterator[None]:
    """Windows of limits begin at full hours; a story that crosses one would count in two."""
    with clock.at(clock.now().replace(hour=12, minute=1)):
        yield


@pytest.mark.usefixtures("_at_noon")
def test_an_attacker_from_fifty_networks_slows_down_and_the_owner_gets_in(kim: Person, letter_box: LetterBox) -> None:
    enter("kim@nordlicht.example")
    tried = 0
    for number in range(50):
        for guess in range(2):
            _browser, status = enter("kim@nordlicht.example", f"guess-{guess}-long-enough", address=f"192.0.{number}.1")
            tried += status == 422
    assert tried == 49, "fifty an hour in all, the owner's first one included"
    assert enter("kim@nordlicht.example", address="192.0.99.1")[1] == 429
    assert enter("kim@nordlicht.example")[1] == 303
    away = Client(REMOTE_ADDR="100.64.7.1")
    code_page = away.post("/customer/reset-password/", {"email": "kim@nordlicht.example"})["Location"]
    form = {"code": letter_box.code_for("kim@nordlicht.example"), "password": NEW}
    assert away.post(code_page, form).status_code == 303


@pytest.mark.usefixtures("_at_noon")
def test_an_attacker_who_asks_for_codes_does_not_take_them_from_the_owner(kim: Person, letter_box: LetterBox) -> None:
    enter("kim@nordlicht.example")
    asked = [
        Client(REMOTE_ADDR=f"192.0.{number}.1")
        .post("/customer/reset-password/", {"email": "kim@nordlicht.example"})
        .status_code
        for number in range(40)
    ]
    assert asked == [303] * 30 + [429] * 10
    owner = Client(REMOTE_ADDR=HOME)
    page = owner.post("/customer/reset-password/", {"email": "kim@nordlicht.example"})["Location"]
    form = {"code": letter_box.code_for("kim@nordlicht.example"), "password": NEW}
    assert owner.post(page, form).status_code == 303


@pytest.mark.usefixtures("_at_noon")
def test_a_known_network_does_not_help_with_other_accounts(kim: Person, lee: Person) -> None:
    enter("kim@nordlicht.example")
    statuses = [enter("kim@nordlicht.example", "wrong-horse-battery")[1] for _ in range(10)]
    assert statuses.count(429) == 1
    assert enter("lee@nordlicht.example")[1] == 303


def test_known_and_unknown_addresses_cost_the_same_hashes_and_queries(
    kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an attacker's clock could measure, counted instead of timed."""
    make_person("Nele", "nele@fjord.example")
    enter("kim@nordlicht.example")
    hashed, hasher = [], type(hashers.get_hasher())
    for name in ("encode", "verify"):
        monkeypatch.setattr(hasher, name, _counting(getattr(hasher, name), hashed))
    costs = {HOME: set(), OFFICE: set()}
    for address, seen in costs.items():
        enter("first@fjord.example", "wrong-horse-battery", address=address)  # opens the network's count
        enter("kim@nordlicht.example", "wrong-horse-battery", address=address)  # and the one of a known place
        for email in ("kim@nordlicht.example", "nele@fjord.example", "nobody@fjord.example"):
            enter(email, "wrong-horse-battery", address=address)
            hashed.clear()
            with CaptureQueriesContext(connection) as queries:
                _browser, status = enter(email, "wrong-horse-battery", address=address)
            seen.add((status, hashed.count("outermost"), len(queries)))
    assert len(costs[HOME] | costs[OFFICE]) == 1, costs


def _counting(work, calls: list[str]):
    """The same work, noted once for each call that is not part of another."""

    def counted(*arguments, **named):
        calls.append("inner" if calls and calls[-1] == "begun" else "outermost")
        calls.append("begun")
        try:
            return work(*arguments, **named)
        finally:
            calls.append("done")

    return counted
