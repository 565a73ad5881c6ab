"""The second step: no way in steps over it, and nothing tells who has one until the first thing shown is right.

The walk over every way in is made from the routes: a route that a visitor may POST to, and that begins a session, has
to stand in WAYS_IN, or the walk fails.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import candor
from candor.kernel import audit, clock, instance, tokens
from candor.kernel.actor import SYSTEM
from candor.kernel.check import all_routes
from candor.kernel.models import Instance
from candor.people.actions import second_factors, second_step
from candor.people.actions.staff import INVITATION
from candor.people.models import Account, Person, Session, SignInRules, StaffInvitation
from candor.people.queries.second_factors import has_second_factor
from candor.people.roles import Role
from candor.people.tests.conftest import LetterBox
from candor.people.tests.factors import Device, enter, give_app, give_passkey, shown_to, step_in
from tests.cast import PASSWORD, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW = "sieben gelbe lampen brennen"
STEP = "/tech/sign-in/second-step/code/"
SET_UP = "/tech/sign-in/set-up/app/"
DAY = timedelta(days=1)


def by_password(anna: Person, _letters: LetterBox, client: Client) -> Any:
    return enter(client, "anna@lindwurm.example", face="tech")


def by_code_in_the_mailbox(anna: Person, letters: LetterBox, client: Client) -> Any:
    page = client.post("/tech/reset-password/", {"email": "anna@lindwurm.example"})["Location"]
    return client.post(page, {"code": letters.code_for("anna@lindwurm.example"), "password": NEW})


def by_invitation(anna: Person, _letters: LetterBox, client: Client) -> Any:
    now = clock.now()
    row = StaffInvitation.objects.create(person=anna, role=Role.SALES, invited_at=now, expires_at=now + DAY)
    entry = anna.identifiers.get()
    secret = tokens.issue_link(INVITATION, anna.pk, lives=DAY, invitation=row.pk, identifier=entry.pk)
    return client.post(f"/tech/invitation/{secret}/", {"password": NEW})


def by_set_up(_anna: Person, _letters: LetterBox, client: Client) -> Any:
    """A new instance's first administrator: nobody has a second factor yet, so the rule alone can ask for one."""
    Instance.objects.all().delete()
    instance.forget()
    secret = tokens.issue_link(instance.SET_UP, None, lives=DAY)
    form = {
        "organisation_name": "Lindwurm", "language": "en", "time_zone": "Europe/Berlin", "name": "Ada Erst",
        "email": "ada@lindwurm.example", "password": NEW,
    }  # fmt: skip
    return client.post(f"/set-up/{secret}/", form)


WAYS_IN: dict[str, Callable[[Person, LetterBox, Client], Any]] = {
    "sign-in": by_password,
    "new-password": by_code_in_the_mailbox,
    "accept-invitation": by_invitation,
    "set-up": by_set_up,
}
"""Every way that shows one thing. Those below show two at once, or are the second step itself."""

BOTH_AT_ONCE = {"passkey", "step-code", "step-passkey", "set-up-app", "set-up-passkey"}


@pytest.fixture
def required(db: None) -> None:
    SignInRules.objects.create(staff_second_factor="required")


@pytest.mark.parametrize("way", [name for name in WAYS_IN if name != "set-up"])
def test_no_way_in_steps_over_the_second_factor(way: str, anna: Person, letter_box: LetterBox) -> None:
    give_app(anna)
    client = Client()
    answer = WAYS_IN[way](anna, letter_box, client)
    assert answer.status_code == 200
    assert not client.cookies
    assert not Session.objects.exists()
    assert has_second_factor(anna.account)
    done = client.post(STEP, {"step": step_in(answer), "code": shown_to(anna)})
    assert client.get(done["Location"])["Location"] == "/tech/"
    assert Session.objects.get().account_id == anna.account.pk


@pytest.mark.parametrize("way", WAYS_IN)
def test_where_it_is_required_every_way_leads_to_setting_one_up_first(
    way: str, anna: Person, letter_box: LetterBox, required: None
) -> None:
    client = Client()
    answer = WAYS_IN[way](anna, letter_box, client)
    assert "Set up a second factor" in answer.content.decode()
    assert not client.cookies
    assert not Session.objects.exists()
    person = Person.objects.get(name="Ada Erst") if way == "set-up" else anna
    step = step_in(answer)
    assert client.post(STEP, {"step": step, "code": shown_to(person)}).status_code == 410
    done = client.post(SET_UP, {"step": step, "code": shown_to(person)})
    assert "Your recovery codes" in done.content.decode()
    assert client.get("/tech/me/").status_code == 200
    assert has_second_factor(person.account)


def test_every_door_that_begins_a_session_is_walked_here(anna: Person, letter_box: LetterBox) -> None:
    """Doors open to visitors that are not walked above begin no session, whatever is sent to them."""
    known = WAYS_IN.keys() | BOTH_AT_ONCE
    open_to_visitors = {
        (pattern, entry.name)
        for pattern, entry in all_routes()
        if entry.callback.policy.name in {"anyone", "visitor"}  # type: ignore[attr-defined] # every route has one
    }
    assert known <= {name for _pattern, name in open_to_visitors}
    form = {"email": "anna@lindwurm.example", "password": PASSWORD, "present": PASSWORD, "code": "123456"}
    for pattern, name in sorted(open_to_visitors):
        if name not in known and "<" not in pattern:
            client = Client()
            client.raise_request_exception = False
            client.post(f"/{pattern}", form)
            assert not Session.objects.exists(), pattern
            assert not client.cookies, pattern


@pytest.mark.once
def test_only_the_one_place_makes_what_a_session_takes() -> None:
    """`Admitted` is made in `actions/second_step.py` alone, and a session begins in `actions/sign_in.py` alone."""
    made, begun = set(), set()
    root = Path(candor.__file__).parent
    for path in root.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                call = ast.unparse(node.func)
                made |= {path.name} if call.split(".")[-1] == "Admitted" else set()
                begun |= {path.name} if call == "session.sign_in" else set()
    assert (made, begun) == ({"second_step.py"}, {"sign_in.py"})


def test_without_a_sandbox_nobody_comes_in_by_one_click(kim: Person) -> None:
    with pytest.raises(RuntimeError, match="sandbox"):
        second_step.by_one_click(kim.account)


def test_a_new_password_by_code_leaves_the_second_factor(kim: Person, letter_box: LetterBox) -> None:
    give_app(kim)
    client = Client()
    page = client.post("/customer/reset-password/", {"email": "kim@nordlicht.example"})["Location"]
    client.post(page, {"code": letter_box.code_for("kim@nordlicht.example"), "password": NEW})
    assert has_second_factor(kim.account)
    assert "One more step" in enter(Client(), "kim@nordlicht.example", NEW).content.decode()


def test_the_step_in_hand_opens_one_session(anna: Person) -> None:
    give_app(anna)
    codes = second_factors.replace_recovery_codes(anna.account, by=SYSTEM)
    step = step_in(enter(Client(), "anna@lindwurm.example", face="tech"))
    assert Client().post(STEP, {"step": step, "code": codes[0]}).status_code == 303
    assert Client().post(STEP, {"step": step, "code": codes[1]}).status_code == 410
    assert Session.objects.count() == 1


def test_the_step_in_hand_ends_with_time_and_with_a_new_password(anna: Person, letter_box: LetterBox) -> None:
    give_app(anna)
    step = step_in(enter(Client(), "anna@lindwurm.example", face="tech"))
    with clock.later(minutes=16):
        late = Client().post(STEP, {"step": step, "code": shown_to(anna)})
        assert (late.status_code, "took too long" in late.content.decode()) == (410, True)
    signed_in(anna).post("/tech/me/password/", {"present": PASSWORD, "password": NEW})
    assert Client().post(STEP, {"step": step, "code": shown_to(anna)}).status_code == 410


def test_a_locked_account_is_locked_at_the_second_step_too(anna: Person) -> None:
    give_app(anna)
    step = step_in(enter(Client(), "anna@lindwurm.example", face="tech"))
    Account.objects.filter(person=anna).update(is_active=False)
    assert Client().post(STEP, {"step": step, "code": shown_to(anna)}).status_code == 410


def test_the_second_step_makes_a_new_key(anna: Person, settings) -> None:
    give_app(anna)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted-by-mallory-0123456789abcd"
    step = step_in(enter(client, "anna@lindwurm.example", face="tech"))
    client.post(STEP, {"step": step, "code": shown_to(anna)})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "planted-by-mallory-0123456789abcd"
    assert Session.objects.count() == 1


def test_a_wrong_password_looks_the_same_whether_there_is_a_second_factor(kim: Person, lee: Person) -> None:
    """The same words and the same questions to the database, so the same time, until the password is right."""
    give_app(kim)
    give_passkey(kim, Device())
    enter(Client(), "first@fjord.example", "wrong")  # opens the network's count
    seen = []
    for email in ("kim@nordlicht.example", "lee@nordlicht.example", "nobody@fjord.example"):
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            answer = enter(client, email, "wrong-horse-battery")
        seen.append((answer.status_code, answer.content.decode().replace(email, "*"), len(queries)))
    nonce = re.compile(r'nonce="[^"]+"')
    pages = [(status, count, *nonce.sub("", page).splitlines()) for status, page, count in seen]
    assert pages[0] == pages[1] == pages[2]


def test_a_code_by_mail_tells_nothing_about_a_second_factor_before_it_is_right(
    kim: Person, lee: Person, letter_box: LetterBox
) -> None:
    """Eight characters do beside a second factor; whether there is one shows only to who has the code."""
    give_app(kim)
    pages = []
    for email in ("kim@nordlicht.example", "lee@nordlicht.example"):
        page = Client().post("/customer/reset-password/", {"email": email})["Location"]
        answer = Client().post(page, {"code": "0000-0000", "password": "p7-Zeh-v"}).content.decode()
        pages.append(re.search(r'id="id_(code|password)_error".*?</p>', answer, re.DOTALL))
    assert pages[0] is not None
    assert pages[1] is not None
    assert pages[0][0] == pages[1][0]


def test_what_was_typed_survives_the_second_step(kim: Person) -> None:
    give_app(kim)
    client = Client()
    kept = client.post("/customer/me/details/", {"body": "words that were typed with care"}).content.decode()
    typed = html.unescape(re.search(r'name="typed" value="([^"]*)"', kept)[1])  # type: ignore[index] # fails if gone
    step = enter(client, "kim@nordlicht.example", typed=typed)
    form = {"step": step_in(step), "typed": typed}
    wrong = client.post("/customer/sign-in/second-step/code/", {**form, "code": "no"}).content.decode()
    assert "typed with care" in wrong
    done = client.post("/customer/sign-in/second-step/code/", {**form, "code": shown_to(kim)})
    assert "Send what I typed" in done.content.decode()


def test_what_a_technician_typed_is_given_back_on_the_page_that_ends_the_sign_in(anna: Person) -> None:
    client = Client()
    kept = client.post("/tech/me/signature/", {"signature": "Kind regards\nfrom Anna Berg"}).content.decode()
    typed = html.unescape(re.search(r'name="typed" value="([^"]*)"', kept)[1])  # type: ignore[index] # fails if gone
    done = enter(client, "anna@lindwurm.example", face="tech", typed=typed)
    assert "Send what I typed" in done.content.decode()


def test_a_sign_in_says_by_which_factor(anna: Person) -> None:
    give_app(anna)
    client = Client()
    step = step_in(enter(client, "anna@lindwurm.example", face="tech"))
    client.post(STEP, {"step": step, "code": shown_to(anna)})
    fact = audit.facts_about(anna.account).get(name="people.account.signed_in")
    assert fact.details == {"second_factor": "app"}


def test_whoever_has_a_factor_confirms_with_it_and_not_with_the_password(anna: Person) -> None:
    give_app(anna)
    browser = signed_in(anna)
    old = browser.cookies["candor-main"].value
    with clock.later(minutes=11):
        assert browser.post("/tech/confirm-password/", {"password": PASSWORD}).status_code == 422
        page = browser.get("/tech/confirm-password/").content.decode()
        assert 'name="password"' not in page
        answer = browser.post("/tech/confirm-password/", {"code": shown_to(anna), "next": "/tech/me/second-factors/"})
        assert answer["Location"] == "/tech/me/second-factors/"
        assert browser.cookies["candor-main"].value != old
        assert browser.get("/tech/me/second-factors/").status_code == 200


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/tech/me/second-factors/app/start/", {}),
        ("/tech/me/password/", {"present": PASSWORD, "password": NEW}),
        ("/tech/configuration/sign-in/", {"version": "0", "staff_second_factor": "required"}),
        ("/tech/configuration/organisation/", {"version": "0", "organisation_name": "Elsewhere"}),
        ("/tech/configuration/staff/invite/", {"name": "Ivo", "email": "ivo@x.example", "role": "sales"}),
        ("/tech/configuration/mail/new/", {"name": "Billing"}),
    ],
)
def test_what_matters_asks_for_a_fresh_sign_in(address: str, form: dict[str, str], adam: Person) -> None:
    browser = signed_in(adam)
    with clock.later(minutes=11):
        assert browser.post(address, form).status_code == 403
    assert not SignInRules.objects.exists()
    assert not has_second_factor(adam.account)


def test_a_requirement_counts_from_its_day_and_for_staff_alone(anna: Person, kim: Person, adam: Person) -> None:
    rules = "/tech/configuration/sign-in/"
    day = clock.now().date() + timedelta(days=3)
    form = {"version": "0", "staff_second_factor": "required", "required_from": day.isoformat()}
    assert signed_in(adam).post(rules, form).status_code == 303
    assert enter(Client(), "anna@lindwurm.example", face="tech").status_code == 303
    with clock.later(days=4):
        assert enter(Client(), "anna@lindwurm.example", face="tech").status_code == 200
        assert enter(Client(), "anna@lindwurm.example", face="customer").status_code == 200
        assert enter(Client(), "kim@nordlicht.example").status_code == 303


def test_who_needs_a_factor_keeps_the_last_one(anna: Person, required: None, letter_box: LetterBox) -> None:
    give_app(anna)
    browser = signed_in(anna)
    browser.post("/tech/me/second-factors/app/removal/")
    assert "needs a second factor" in browser.get("/tech/me/second-factors/").content.decode()
    assert has_second_factor(anna.account)


def test_a_first_factor_by_passkey_on_the_way_in(anna: Person, required: None, letter_box: LetterBox) -> None:
    client, device = Client(), Device()
    step = step_in(enter(client, "anna@lindwurm.example", face="tech"))
    asked = client.post("/tech/sign-in/set-up/passkey/question/", {"step": step}).json()
    form = {"step": step, "name": "Blue key", "credential": device.create(asked)}
    done = client.post("/tech/sign-in/set-up/passkey/", form)
    assert "Your recovery codes" in done.content.decode()
    assert client.get("/tech/me/").status_code == 200
    assert letter_box.letters[-1]["template"] == "passkey_added"


def test_a_set_up_begun_twice_adds_a_factor_once(anna: Person, required: None, letter_box: LetterBox) -> None:
    """Somebody who learned the password earlier and waits with an open page comes too late."""
    waiting = step_in(enter(Client(), "anna@lindwurm.example", face="tech"))
    step = step_in(enter(owner := Client(), "anna@lindwurm.example", face="tech"))
    assert owner.post(SET_UP, {"step": step, "code": shown_to(anna)}).status_code == 200
    with clock.later(seconds=60):
        late = Client().post(SET_UP, {"step": waiting, "code": shown_to(anna)})
        assert late.status_code == 422
    assert Session.objects.count() == 1


def test_two_administrators_at_the_rules_are_told(adam: Person) -> None:
    browser = signed_in(adam)
    form = {"version": "0", "staff_second_factor": "required", "required_from": ""}
    assert browser.post("/tech/configuration/sign-in/", form).status_code == 303
    assert browser.post("/tech/configuration/sign-in/", {**form, "staff_second_factor": "offered"}).status_code == 409


def test_only_administrators_set_the_rules(mara: Person, kim: Person) -> None:
    for person in (mara, kim):
        assert signed_in(person).get("/tech/configuration/sign-in/").status_code == 404
    assert Client().get("/tech/configuration/sign-in/").status_code == 302


def test_the_rules_name_who_has_none_yet(adam: Person, anna: Person, boris: Person) -> None:
    give_app(anna)
    page = signed_in(adam).get("/tech/configuration/sign-in/").content.decode()
    assert "Boris Tal" in page
    assert "Anna Berg" not in page


def test_a_stranger_at_the_second_step_is_sent_to_the_door(db: None) -> None:
    make_person("Nele", "nele@fjord.example")
    for address in (STEP, SET_UP, "/customer/sign-in/second-step/passkey/", "/tech/sign-in/set-up/passkey/"):
        assert Client().post(address, {"step": "made-up", "code": "123456"}).status_code == 410
    for address in ("/tech/sign-in/second-step/passkey/question/", "/tech/sign-in/set-up/passkey/question/"):
        assert Client().post(address, {"step": "made-up"}).status_code == 410


def test_the_day_is_a_date() -> None:
    from candor.people.rules.second_factors import is_required

    today = date(2026, 11, 21)
    cases = [(False, None), (True, None), (True, today), (True, today + DAY)]
    assert [is_required(required=on, since=since, today=today) for on, since in cases] == [False, True, True, False]
