"""Where people make, see and end tokens for programs."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from candor.kernel.audit import facts_about
from candor.mail.models import OutboxMessage
from candor.people.models import Account, ApiToken, Person, StaffMember
from candor.people.roles import Role
from tests.api.programs import Program, make_token
from tests.cast import signed_in

pytestmark = pytest.mark.django_db

FORM = {"name": "Accounting", "scopes": ["tickets:read"], "days": "30"}


def test_a_customer_makes_a_token_that_is_shown_once_and_told_by_mail(kim: Person) -> None:
    browser = signed_in(kim)
    page = browser.post("/customer/me/tokens/new/", FORM).content.decode()
    text = re.search(r"candor_[\w-]{43}", page)
    assert text is not None
    program = Program(None)
    program.text = text[0]
    assert program.get("token").json()["scopes"] == ["tickets:read"]
    assert text[0] not in browser.get("/customer/me/tokens/").content.decode()
    told = OutboxMessage.objects.latest("pk")
    assert "token" in told.text
    assert text[0] not in told.text


def test_nobody_is_offered_more_than_their_role_has(clara: Person, kim: Person) -> None:
    offered = signed_in(clara).get("/tech/me/tokens/new/").content.decode()
    assert "people:read" in offered
    assert "tickets:read" not in offered
    refused = signed_in(kim).post("/customer/me/tokens/new/", {**FORM, "scopes": ["organisations:write"]})
    assert refused.status_code == 422
    assert not ApiToken.objects.exists()


def test_making_a_token_asks_for_the_password_again(kim: Person) -> None:
    from candor.kernel import clock

    browser = signed_in(kim)
    with clock.later(minutes=15):
        answer = browser.get("/customer/me/tokens/new/")
        assert (answer.status_code, "confirm" in answer.headers["Location"]) == (302, True)
        assert browser.get("/customer/me/tokens/").status_code == 200


def test_who_revokes_their_own_token_sees_that_it_ended(anna: Person) -> None:
    browser, program = signed_in(anna), Program(anna)
    browser.post(f"/tech/me/tokens/{program.row.ref}/revocation/")
    assert program.get("token").status_code == 401
    page = html.unescape(browser.get("/tech/me/tokens/").content.decode())
    assert "revoked" in page
    assert "tried after its end" in page


def test_a_stranger_revokes_nothing(anna: Person, boris: Person) -> None:
    token, _text = make_token(anna)
    assert signed_in(boris).post(f"/tech/me/tokens/{token.ref}/revocation/").status_code == 404
    assert signed_in(boris).post(f"/tech/configuration/tokens/{token.ref}/revocation/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_an_administrator_sees_everybodys_tokens_and_ends_one(adam: Person, anna: Person, mara: Person) -> None:
    token, _text = make_token(anna)
    browser = signed_in(adam)
    assert "Anna Berg" in browser.get("/tech/configuration/tokens/").content.decode()
    browser.post(f"/tech/configuration/tokens/{token.ref}/revocation/")
    assert [fact.name for fact in facts_about(token)] == ["people.token.created", "people.token.revoked"]
    assert signed_in(mara).get("/tech/configuration/tokens/").status_code == 404


def test_the_list_of_all_tokens_comes_a_page_at_a_time(adam: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from candor.people.queries import tokens

    monkeypatch.setattr(tokens, "PAGE", 2)
    made = [make_token(adam)[0].beginning for _ in range(3)]
    browser = signed_in(adam)
    first = browser.get("/tech/configuration/tokens/").content.decode()
    later = re.search(r"\?after=\w+", first)
    assert later is not None
    second = browser.get(f"/tech/configuration/tokens/{later[0]}").content.decode()
    assert [name in first for name in made] == [False, True, True]
    assert [name in second for name in made] == [True, False, False]


def test_a_program_gets_a_token_and_an_account_with_which_nobody_signs_in(capsys: Any) -> None:
    call_command("token_create", "--role", "technician", "--name", "Night import")
    text = capsys.readouterr().out.strip()
    program = Program(None)
    program.text = text
    told = program.get("token").json()
    assert (told["person"]["name"], told["role"]) == ("Night import", "technician")
    account = Account.objects.get(person__name="Night import")
    assert not account.password
    assert not account.person.identifiers.exists()
    call_command("token_create", "--role", "technician", "--name", "Night import", "--scope", "people:read", "--json")
    again = json.loads(capsys.readouterr().out)
    assert again["scopes"] == ["people:read"]
    assert StaffMember.objects.count() == 1, "the same program keeps its account"
    program.text = text
    assert program.get("token").status_code == 200, "and its first token"
    call_command("token_list", "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows] == ["Night import", "Night import"]
    call_command("token_revoke", rows[1]["ref"])
    assert program.get("token").status_code == 401


def test_a_program_gets_no_scope_beyond_its_role() -> None:
    with pytest.raises(CommandError):
        call_command("token_create", "--role", Role.SALES.value, "--name", "x", "--scope", "tickets:write")
    with pytest.raises(CommandError):
        call_command("token_revoke", "candor_abc")
