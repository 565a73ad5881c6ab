"""Authenticator apps and recovery codes: set up, used once, limited, removed, and told about."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel import audit, clock
from candor.kernel.actor import SYSTEM
from candor.kernel.tests.threads import at_once
from candor.people.actions import second_factors
from candor.people.actions.identifiers import Refused
from candor.people.models import Account, AuthenticatorApp, Person, RecoveryCode, Session
from candor.people.passwords import fits, hashed
from candor.people.queries.second_factors import factors_of, has_second_factor
from candor.people.rules import second_factors as rules
from candor.people.rules.recovery import digest_of, new_recovery_codes
from candor.people.tests.conftest import LetterBox
from candor.people.tests.factors import Device, enter, give_app, give_passkey, shown_by, shown_to, step_in
from tests.cast import PASSWORD, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MINE = "/customer/me/second-factors/"


def codes_on(page: str) -> list[str]:
    return re.findall(r"<code>([0-9a-z-]{14})</code>", page)


def test_an_app_counts_when_its_first_code_comes_back(kim: Person, letter_box: LetterBox) -> None:
    browser = signed_in(kim)
    assert browser.post(f"{MINE}app/start/")["Location"] == f"{MINE}app/"
    page = browser.get(f"{MINE}app/").content.decode()
    assert "<svg" in page
    assert 'class="qr"' in page
    assert "style=" not in page
    assert not has_second_factor(kim.account)
    assert browser.post(f"{MINE}app/", {"code": "000000"}).status_code == 422
    done = browser.post(f"{MINE}app/", {"code": shown_to(kim)})
    assert has_second_factor(kim.account)
    assert len(set(codes_on(done.content.decode()))) == 10
    assert letter_box.letters[-1]["template"] == "app_added"
    assert codes_on(browser.get(MINE).content.decode()) == []


def test_the_secret_is_shown_as_text_in_groups_and_kept_sealed(kim: Person) -> None:
    browser = signed_in(kim)
    browser.post(f"{MINE}app/start/")
    app = AuthenticatorApp.objects.get()
    text = rules.secret_as_text(second_factors.secret_of(app))
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", text)
    assert text in browser.get(f"{MINE}app/").content.decode()
    assert second_factors.secret_of(app).hex() not in app.secret


def test_the_code_of_the_rfc(kim: Person) -> None:
    """RFC 6238, appendix B, its last six digits."""
    secret = b"12345678901234567890"
    moments = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {moment: rules.code_of(secret, moment // 30) for moment in moments} == moments


@pytest.mark.parametrize(("steps", "fits_still"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephones_clock_may_be_wrong_by_one_step(steps: int, fits_still: bool, kim: Person) -> None:
    app = give_app(kim)
    secret = second_factors.secret_of(app)
    code = rules.code_of(secret, rules.step_at(clock.now()) + steps)
    assert (rules.step_of(secret, code, clock.now()) is not None) is fits_still


def test_a_code_is_never_taken_twice_and_none_before_it(kim: Person) -> None:
    app = give_app(kim)
    second_factors.use_code(kim.account, shown_by(app), by=SYSTEM)
    for steps in (0, -1):
        with pytest.raises(Refused):
            second_factors.use_code(kim.account, shown_by(app, steps=steps), by=SYSTEM)
    with clock.later(seconds=30):
        assert second_factors.use_code(kim.account, f" {shown_by(app)[:3]} {shown_by(app)[3:]} ", by=SYSTEM) == "app"


def test_the_code_that_set_the_app_up_signs_nobody_in(kim: Person, letter_box: LetterBox) -> None:
    browser = signed_in(kim)
    browser.post(f"{MINE}app/start/")
    code = shown_to(kim)
    browser.post(f"{MINE}app/", {"code": code})
    step = step_in(enter(client := Client(), "kim@nordlicht.example"))
    answer = client.post("/customer/sign-in/second-step/code/", {"step": step, "code": code})
    assert answer.status_code == 422
    assert not client.cookies


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_use_a_recovery_code_at_once_one_wins(kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_factors.notices, "tell_recovery_code_used", lambda *_args, **_more: None)
    code = second_factors.replace_recovery_codes(kim.account, by=SYSTEM)[3]

    def use(_: int) -> bool:
        try:
            second_factors.use_code(kim.account, code, by=SYSTEM)
        except Refused:
            return False
        return True

    assert at_once(50, use).count(True) == 1
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_use_an_apps_code_at_once_one_wins(kim: Person) -> None:
    app = give_app(kim)
    code, account = shown_by(app), Account.objects.get(person=kim)

    def use(_: int) -> bool:
        try:
            second_factors.use_code(account, code, by=SYSTEM)
        except Refused:
            return False
        return True

    assert at_once(50, use).count(True) == 1


def test_a_recovery_code_is_told_by_mail_with_the_number_left(kim: Person, letter_box: LetterBox) -> None:
    give_app(kim)
    codes = second_factors.replace_recovery_codes(kim.account, by=SYSTEM)
    client = Client()
    step = step_in(enter(client, "kim@nordlicht.example"))
    typed = codes[0].upper().replace("-", " ")
    answer = client.post("/customer/sign-in/second-step/code/", {"step": step, "code": typed})
    assert answer.status_code == 303
    assert (letter_box.letters[-1]["template"], letter_box.letters[-1]["context"]["left"]) == ("recovery_code_used", 9)
    assert "9 codes left" in client.get(MINE).content.decode()
    with pytest.raises(Refused):
        second_factors.use_code(kim.account, codes[0], by=SYSTEM)


def test_a_new_set_ends_the_one_before(kim: Person, letter_box: LetterBox) -> None:
    give_app(kim)
    old = second_factors.replace_recovery_codes(kim.account, by=SYSTEM)
    page = signed_in(kim).post(f"{MINE}recovery-codes/").content.decode()
    new = codes_on(page)
    assert len(new) == 10
    assert letter_box.letters[-1]["template"] == "recovery_codes_made"
    with pytest.raises(Refused):
        second_factors.use_code(kim.account, old[0], by=SYSTEM)
    assert second_factors.use_code(kim.account, new[0], by=SYSTEM) == "recovery-code"


def test_recovery_codes_of_one_account_open_no_other(kim: Person, lee: Person) -> None:
    codes = second_factors.replace_recovery_codes(kim.account, by=SYSTEM)
    with pytest.raises(Refused):
        second_factors.use_code(lee.account, codes[0], by=SYSTEM)


@given(st.sampled_from(new_recovery_codes()), st.data())
def test_a_recovery_code_is_the_same_however_it_is_typed(code: str, data: st.DataObject) -> None:
    typed = "".join(data.draw(st.sampled_from([sign, sign.upper(), f" {sign}"])) for sign in code.replace("-", ""))
    assert digest_of("key", 7, typed) == digest_of("key", 7, code)
    assert digest_of("key", 8, code) != digest_of("key", 7, code) != digest_of("other", 7, code)


def test_the_last_factor_goes_with_its_recovery_codes(kim: Person, letter_box: LetterBox) -> None:
    give_app(kim)
    second_factors.replace_recovery_codes(kim.account, by=SYSTEM)
    signed_in(kim).post(f"{MINE}app/removal/")
    assert not factors_of(kim.account).any
    assert not RecoveryCode.objects.exists()
    assert letter_box.letters[-1]["template"] == "app_removed"


def test_a_password_too_short_to_stand_alone_keeps_its_factor(kim: Person, letter_box: LetterBox) -> None:
    give_app(kim)
    browser = signed_in(kim)
    assert browser.post("/customer/me/password/", {"present": PASSWORD, "password": "p7-Zeh-v"}).status_code == 303
    assert Account.objects.get(person=kim).password_is_short
    browser.post(f"{MINE}app/removal/")
    assert "too short to stand alone" in browser.get(MINE).content.decode()
    assert has_second_factor(kim.account)
    long = {"present": "p7-Zeh-v", "password": "sieben gelbe lampen brennen"}
    assert browser.post("/customer/me/password/", long).status_code == 303
    browser.post(f"{MINE}app/removal/")
    assert not has_second_factor(kim.account)


@pytest.mark.parametrize("password", ["p7-Zeh", "password1", "Iloveyou", "trustno1"])
def test_beside_a_factor_short_is_fine_and_common_is_not(password: str, kim: Person) -> None:
    give_app(kim)
    form = {"present": PASSWORD, "password": password}
    assert signed_in(kim).post("/customer/me/password/", form).status_code == 422


def test_without_a_factor_a_short_password_is_refused(kim: Person) -> None:
    form = {"present": PASSWORD, "password": "p7-Zeh-v"}
    assert signed_in(kim).post("/customer/me/password/", form).status_code == 422


@pytest.mark.parametrize("who", ["anna", "kim"])
def test_whoever_lost_everything_is_helped_and_told(
    who: str, adam: Person, request: pytest.FixtureRequest, letter_box: LetterBox
) -> None:
    lost: Person = request.getfixturevalue(who)
    give_app(lost)
    give_passkey(lost, Device())
    theirs = signed_in(lost)
    assert signed_in(adam).post(f"/tech/people/{lost.ref}/second-factors/removal/").status_code == 303
    assert not factors_of(lost.account).any
    assert theirs.get("/customer/me/").status_code == 302
    assert letter_box.letters[-1]["template"] == "factors_removed"
    assert [fact.name for fact in audit.facts_about(lost.account)][-1] == "people.account.factors_removed"


def test_technicians_help_customers_and_no_colleagues(anna: Person, boris: Person, kim: Person, lee: Person) -> None:
    for person in (boris, kim):
        give_app(person)
    browser = signed_in(anna)
    assert browser.post(f"/tech/people/{kim.ref}/second-factors/removal/").status_code == 303
    assert browser.post(f"/tech/people/{boris.ref}/second-factors/removal/").status_code == 404
    assert signed_in(lee).post(f"/tech/people/{kim.ref}/second-factors/removal/").status_code == 404
    assert has_second_factor(boris.account)


def test_a_short_password_ends_with_the_factors_that_it_stood_beside(
    adam: Person, kim: Person, letter_box: LetterBox
) -> None:
    give_app(kim)
    Account.objects.filter(person=kim).update(password=hashed("p7-Zeh-v"), password_is_short=True)
    signed_in(adam).post(f"/tech/people/{kim.ref}/second-factors/removal/")
    assert not fits(Account.objects.get(person=kim), "p7-Zeh-v")
    assert enter(Client(), "kim@nordlicht.example", "p7-Zeh-v").status_code == 422


def test_my_factors_are_nobody_elses(kim: Person, mallory: Person) -> None:
    passkey = give_passkey(kim, Device())
    browser = signed_in(mallory)
    assert browser.get(f"{MINE}passkeys/{passkey.ref}/name/").status_code == 404
    assert browser.post(f"{MINE}passkeys/{passkey.ref}/removal/").status_code == 404
    assert "Telephone" not in browser.get(MINE).content.decode()
    assert Client().get(MINE).status_code == 302


def test_guessing_codes_ends_and_leaves_the_owner_other_ways(kim: Person, letter_box: LetterBox) -> None:
    give_app(kim)
    codes = second_factors.replace_recovery_codes(kim.account, by=SYSTEM)
    attacker = Client(REMOTE_ADDR="203.0.113.7")
    step = step_in(enter(attacker, "kim@nordlicht.example"))
    tries = [
        attacker.post("/customer/sign-in/second-step/code/", {"step": step, "code": f"{number:06}"}).status_code
        for number in range(12)
    ]
    assert tries == [422] * 10 + [429] * 2
    owner = Client(REMOTE_ADDR="198.51.100.9")
    step = step_in(enter(owner, "kim@nordlicht.example"))
    answer = owner.post("/customer/sign-in/second-step/code/", {"step": step, "code": codes[0]})
    assert answer.status_code == 303


def test_guessing_from_many_networks_ends_too(kim: Person) -> None:
    give_app(kim)
    statuses = []
    for network in range(5):
        attacker = Client(REMOTE_ADDR=f"203.0.{network}.7")
        step = step_in(enter(attacker, "kim@nordlicht.example"))
        form = {"step": step, "code": "000000"}
        statuses += [attacker.post("/customer/sign-in/second-step/code/", form).status_code for _ in range(6)]
    assert statuses.count(422) == 20
    assert statuses[20:] == [429] * 10


def test_setting_up_another_telephone_keeps_the_old_one_until_it_is_confirmed(
    kim: Person, letter_box: LetterBox
) -> None:
    old = give_app(kim)
    browser = signed_in(kim)
    browser.post(f"{MINE}app/start/")
    assert second_factors.use_code(kim.account, shown_by(old), by=SYSTEM) == "app"
    new = AuthenticatorApp.objects.get(confirmed_at=None)
    browser.post(f"{MINE}app/", {"code": shown_by(new)})
    assert [app.pk for app in AuthenticatorApp.objects.all()] == [new.pk]


def test_an_app_not_confirmed_within_the_hour_has_to_be_set_up_anew(kim: Person) -> None:
    browser = signed_in(kim)
    browser.post(f"{MINE}app/start/")
    with clock.later(minutes=61), pytest.raises(Refused, match="hour"):
        second_factors.confirm_app(kim.account, shown_to(kim), by=SYSTEM)


def test_a_lost_key_file_locks_nobody_out(kim: Person, settings, letter_box: LetterBox) -> None:
    give_app(kim)
    codes = second_factors.replace_recovery_codes(kim.account, by=SYSTEM)
    AuthenticatorApp.objects.update(secret="sealed-with-another-key")
    client = Client()
    step = step_in(enter(client, "kim@nordlicht.example"))
    address = "/customer/sign-in/second-step/code/"
    refused = client.post(address, {"step": step, "code": "123456"})
    assert "Use a passkey or a recovery code" in refused.content.decode()
    assert client.post(address, {"step": step, "code": codes[0]}).status_code == 303


def test_factors_ask_for_a_fresh_sign_in(kim: Person) -> None:
    browser = signed_in(kim)
    with clock.later(minutes=11):
        assert "confirm-password" in browser.get(MINE)["Location"]
        assert browser.post(f"{MINE}app/start/").status_code == 403
    assert not AuthenticatorApp.objects.exists()
    assert Session.objects.count() == 1
