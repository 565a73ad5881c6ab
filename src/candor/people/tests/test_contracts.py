"""Contracts that end: who hears of it when, and how one press extends them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel import audit, clock
from candor.people.actions.tokens import NewToken, create_token
from candor.people.models import Person, StaffMember
from candor.people.rules.contracts import extended, is_told_of
from candor.people.scopes import Scope
from candor.people.tasks import end_contracts, remind_of_ending_contracts
from candor.people.tests.conftest import LetterBox
from candor.people.tests.factors import Device, enter, give_passkey, step_in
from tests.cast import PASSWORD, actor, signed_in

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DAYS, DAYS)
def test_an_extension_is_three_calendar_months(ends_on: date, today: date) -> None:
    begin, then = max(ends_on, today), extended(ends_on, today)
    assert 89 <= (then - begin).days <= 92
    assert then.day == begin.day or (then + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("ends_on", "then"),
    [("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29"), ("2026-10-05", "2027-01-05")],
)
def test_months_of_other_lengths(ends_on: str, then: str) -> None:
    assert extended(date.fromisoformat(ends_on), date(2026, 1, 1)) == date.fromisoformat(then)


def test_the_reminder_comes_seven_days_ahead() -> None:
    today = date(2026, 11, 20)
    told = [days for days in range(-2, 10) if is_told_of(today + timedelta(days=days), today)]
    assert told == list(range(8))


def ends_in(person: Person, days: int) -> StaffMember:
    member = StaffMember.objects.get(account=person.account)
    member.ends_on = clock.now().date() + timedelta(days=days)
    member.save()
    return member


@pytest.mark.django_db
def test_administrators_are_reminded_once_for_each_last_day(
    adam: Person, boris: Person, anna: Person, mara: Person, letter_box: LetterBox
) -> None:
    ends_in(anna, 30)
    member = ends_in(boris, 7)
    remind_of_ending_contracts()
    remind_of_ending_contracts()
    assert [(letter["template"], letter["to"]) for letter in letter_box.letters] == [
        ("contract_ends", "adam@lindwurm.example")
    ]
    link = letter_box.letters[0]["context"]["link"].removeprefix("http://localhost:8000")
    browser = signed_in(adam)
    assert "Extend the contract of Boris Tal" in browser.get(link).content.decode()
    assert browser.post(link).status_code == 303
    member.refresh_from_db()
    assert member.ends_on == extended(clock.now().date() + timedelta(days=7), clock.now().date())
    names = [fact.name for fact in audit.facts_about(member)]
    assert names == ["people.staff.end_announced", "people.staff.last_day_changed"]
    with clock.at(clock.now() + (member.ends_on - clock.now().date())):
        remind_of_ending_contracts()
    assert len(letter_box.letters) == 2


@pytest.mark.django_db
def test_the_staff_page_lists_who_ends_when(adam: Person, boris: Person, anna: Person) -> None:
    ends_in(anna, 40)
    ends_in(boris, 3)
    page = signed_in(adam).get("/tech/configuration/staff/").content.decode()
    listed = page[page.index("Who ends when") :]
    assert listed.index("Boris Tal") < listed.index("Anna Berg")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["mara", "anna", "kim"])
def test_nobody_else_extends(who: str, request: pytest.FixtureRequest, boris: Person) -> None:
    member = ends_in(boris, 3)
    browser = signed_in(request.getfixturevalue(who))
    assert browser.post(f"/tech/configuration/staff/{boris.ref}/extension/").status_code == 404
    member.refresh_from_db()
    assert member.ends_on == clock.now().date() + timedelta(days=3)


@pytest.mark.django_db
def test_who_has_no_last_day_gets_none_by_extending(adam: Person, boris: Person) -> None:
    assert signed_in(adam).post(f"/tech/configuration/staff/{boris.ref}/extension/").status_code == 303
    assert StaffMember.objects.get(account=boris.account).ends_on is None


@pytest.mark.django_db
def test_an_ended_contract_closes_every_door_that_was_open(boris: Person) -> None:
    """At the door by the date itself, before any job has run; the job ends what is left."""
    ends_in(boris, 0)
    old = signed_in(boris)
    assert old.get("/tech/people/").status_code == 200
    with clock.at(clock.now().replace(hour=0, minute=0) + timedelta(days=1, minutes=1)):
        assert old.get("/tech/people/").status_code in {302, 404}
        fresh = Client()
        answer = fresh.post("/tech/sign-in/", {"email": "boris@lindwurm.example", "password": PASSWORD})
        assert fresh.get(answer["Location"])["Location"] == "/customer/"
        assert fresh.get("/tech/people/").status_code == 404
        end_contracts()
        assert fresh.get("/customer/me/").status_code == 302


DOORS = ("people/", "cases/", "people/new/", "imports/", "exports/", "configuration/", "search/?q=kim")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["session", "passkey alone", "password and passkey"])
def test_a_contractor_whose_last_day_has_passed_gets_nowhere_inside(boris: Person, kim: Person, kind: str) -> None:
    """By whatever they had before: the way in may open their own customer pages, nothing else."""
    ends_in(boris, 0)
    device, browser = Device(), signed_in(boris)
    if kind != "session":
        give_passkey(boris, device)
    with clock.at(clock.now().replace(hour=0, minute=0) + timedelta(days=1, minutes=1)):
        if kind != "session":
            browser = Client()
            answer = ENTER[kind](browser, device)
            assert browser.get(answer["Location"])["Location"] == "/customer/"
        for door in (*DOORS, f"people/{kim.ref}/"):
            assert browser.get(f"/tech/{door}").status_code in {302, 404}, door
        assert browser.post(f"/tech/people/{kim.ref}/details/", {"name": "K"}).status_code in {401, 404}


def _with_passkey_alone(browser: Client, device: Device) -> Any:
    asked = browser.post("/tech/sign-in/passkey/question/").json()
    return browser.post("/tech/sign-in/passkey/", {"credential": device.get(asked)})


def _with_password_and_passkey(browser: Client, device: Device) -> Any:
    step = step_in(enter(browser, "boris@lindwurm.example", face="tech"))
    page = "/tech/sign-in/second-step/passkey/"
    asked = browser.post(f"{page}question/", {"step": step}).json()
    return browser.post(page, {"step": step, "credential": device.get(asked)})


ENTER = {"passkey alone": _with_passkey_alone, "password and passkey": _with_password_and_passkey}


@pytest.mark.django_db
def test_a_contractor_whose_last_day_has_passed_gets_nowhere_with_a_token(boris: Person, kim: Person) -> None:
    """By the date itself, and still after the job has let them go: the token does not become a customer's."""
    ends_in(boris, 0)
    _token, text = create_token(
        boris.account, NewToken("Sync", [Scope.PEOPLE_READ, Scope.TICKETS_READ]), by=actor(boris)
    )
    program = {"Authorization": f"Bearer {text}"}
    assert Client().get("/api/v1/people", headers=program).status_code == 200
    for days in (1, 2):
        with clock.at(clock.now().replace(hour=0, minute=0) + timedelta(days=days, minutes=1)):
            for door in ("people", f"people/{kim.ref}", "tickets", "organisations"):
                assert Client().get(f"/api/v1/{door}", headers=program).status_code == 401, door
            end_contracts()


@pytest.mark.django_db
def test_who_gets_another_role_is_told(adam: Person, anna: Person, letter_box: LetterBox) -> None:
    browser = signed_in(adam)
    for _ in range(2):
        browser.post(f"/tech/configuration/staff/{anna.ref}/role/", {"role": "sales"})
    told = [(letter["template"], letter["to"], str(letter["context"]["role"])) for letter in letter_box.letters]
    assert told == [("role_changed", "anna@lindwurm.example", "Sales")]
