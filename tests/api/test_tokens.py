"""A token counts exactly as long as it should, and for what its owner may do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.kernel import clock
from candor.kernel.audit import facts_about
from candor.people import bearer
from candor.people.actions import accounts, staff, tokens
from candor.people.actions.identifiers import Refused
from candor.people.models import Account, ApiToken, Person
from candor.people.roles import Role
from candor.people.scopes import Scope
from tests.api.programs import Program, make_token, problem
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_token_says_whose_it_is_and_what_it_may_do(anna: Person) -> None:
    told = Program(anna).get("token").json()
    assert told["person"]["name"] == "Anna Berg"
    assert told["role"] == "technician"
    assert "tickets:write" in told["scopes"]


def test_a_token_is_found_in_one_query_and_its_text_is_stored_nowhere(anna: Person) -> None:
    program = Program(anna)
    with clock.at(clock.now()):  # within one window of the limit, whatever the minute
        program.get("token")
        with CaptureQueriesContext(connection) as asked:
            program.get("token")
    assert len(asked) == 1, [entry["sql"] for entry in asked]
    row = ApiToken.objects.filter(pk=program.row.pk).values().get()
    assert program.text not in str(row)
    assert program.text.startswith(row["beginning"])


def test_after_it_is_revoked_two_places_are_refused_and_it_is_recorded(anna: Person) -> None:
    program, elsewhere = Program(anna), Program(None)
    elsewhere.text = program.text
    assert program.get("token").status_code == 200
    tokens.revoke_token(program.row, by=actor(anna))
    for each in (program, elsewhere):
        answer = each.get("token")
        assert (answer.status_code, problem(answer)) == (401, "token-ended")
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    refused = facts_about(program.row).filter(name="people.token.refused")
    assert [fact.details for fact in refused] == [{"reason": "revoked"}]
    assert program.row.refused_at is not None


@pytest.mark.parametrize(
    ("told", "end"),
    [
        ("expired", lambda row, _by: ApiToken.objects.filter(pk=row.pk).update(expires_at=clock.now())),
        ("role changed", lambda row, by: staff.change_role(row.account.staff, Role.SALES, by=by)),
        ("left", lambda row, by: staff.let_go(row.account.staff, by=by)),
        ("locked", lambda row, by: accounts.lock_account(row.account, by=by)),
        ("signed out everywhere", lambda row, by: accounts.end_all_sessions(row.account, by=by)),
        ("last day", lambda row, by: staff.change_last_day(row.account.staff, date(2026, 2, 1), by=by)),
    ],
)
def test_what_ends_its_owners_rights_ends_the_token(anna: Person, adam: Person, told: str, end: Any) -> None:
    program = Program(anna)
    end(program.row, actor(adam))
    assert problem(program.get("tickets")) == "token-ended", told


def test_a_token_never_has_more_than_its_owners_role(clara: Person) -> None:
    with pytest.raises(Refused):
        make_token(clara, [Scope.TICKETS_READ])
    token, text = make_token(clara, [Scope.PEOPLE_READ])
    ApiToken.objects.filter(pk=token.pk).update(scopes=["tickets:read", "people:read", "people.staff.change"])
    program = Program(None)
    program.text = text
    assert problem(program.get("tickets")) == "scope"
    assert program.get("token").json()["scopes"] == ["people:read"]


def test_reading_does_not_give_writing(anna: Person) -> None:
    program = Program(anna, [Scope.PEOPLE_READ])
    assert program.get("people").status_code == 200
    answer = program.post("people", {"name": "Rolf", "email": "rolf@sand.example"})
    assert (answer.status_code, problem(answer)) == (403, "scope")
    assert not Person.objects.filter(name="Rolf").exists()


def test_no_cookie_and_no_address_opens_the_api(anna: Person) -> None:
    program, browser = Program(anna), signed_in(anna)
    assert problem(browser.get("/api/v1/token")) == "no-token"
    assert problem(Program(None).get(f"token?access_token={program.text}&token={program.text}")) == "no-token"
    answer = browser.get("/api/v1/token", headers={"Authorization": f"Basic {program.text}"})
    assert problem(answer) == "no-token"
    assert settings.SESSION_COOKIE_NAME not in answer.cookies, "the browser stays signed in"


@pytest.mark.parametrize("text", ["", "candor_", "candor_" + "x" * 43, "ä", "\x00", "x" * 5_000, "a b c"])
def test_what_is_no_token_is_refused(anna: Person, text: str) -> None:
    program = Program(None)
    program.text = text
    assert problem(program.get("token")) == "no-token"


def test_a_network_that_tries_many_wrong_tokens_is_told_to_wait(anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    bearer.wrong_tokens.forget()
    monkeypatch.setattr(bearer.wrong_tokens, "most", 10)
    guess, program = Program(None), Program(anna)
    guess.text = "candor_" + "x" * 43
    with clock.at(clock.now()):
        answers = [guess.get("token") for _ in range(12)]
    assert [answer.status_code for answer in answers[:10]] == [401] * 10
    assert (answers[-1].status_code, problem(answers[-1])) == (429, "too-many")
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert program.get("token").status_code == 200, "who has a token is not kept out"
    bearer.wrong_tokens.forget()


def test_no_other_site_is_told_that_it_may_call(anna: Person) -> None:
    answer = Program(anna).get("token", Origin="https://evil.example")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_its_last_use_is_written_once_a_minute(anna: Person) -> None:
    program = Program(anna)
    program.get("token")
    first = program.row.last_used_at
    program.get("token")
    assert program.row.last_used_at == first
    with clock.later(minutes=2):
        program.get("token")
    assert program.row.last_used_at != first


def test_a_token_lives_ninety_days_and_never_longer_than_a_year(anna: Person) -> None:
    account = Account.objects.select_related("staff").get(person=anna)
    usual, _text = make_token(anna)
    assert usual.expires_at - usual.created_at == timedelta(days=90)
    wish = tokens.NewToken("Long", [Scope.TICKETS_READ], timedelta(days=5_000))
    longest, _text = tokens.create_token(account, wish, by=actor(anna))
    assert longest.expires_at - longest.created_at == timedelta(days=365)


def test_too_many_requests_are_told_when_to_come_back(anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from candor.kernel.api.operations import requests_of_a_token

    requests_of_a_token.forget()
    monkeypatch.setattr(requests_of_a_token, "most", 40)
    program = Program(anna)
    with clock.at(clock.now()):  # within one window, however slow the machine is
        answers = [program.get("token") for _ in range(41)]
    assert [answer.status_code for answer in answers] == [200] * 40 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"token";q=40;w=60'
    assert ";r=39;" in answers[0].headers["RateLimit"]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    requests_of_a_token.forget()
