"""Passkeys: added, used alone and as second step, and every lie about them refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.models import AuditFact
from candor.kernel.tests.threads import at_once
from candor.people import webauthn
from candor.people.actions import passkeys
from candor.people.actions.identifiers import Refused
from candor.people.models import Account, Passkey, Person, Session
from candor.people.rules.second_factors import passkeys_possible
from candor.people.tests.conftest import LetterBox
from candor.people.tests.factors import Device, enter, give_app, give_passkey, step_in
from tests.cast import make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MINE = "/customer/me/second-factors/passkeys/"
DOOR = "/customer/sign-in/passkey/"
STEP = "/customer/sign-in/second-step/passkey/"


def alone(client: Client, device: Device, **lies: object):
    """Sign in with the passkey alone."""
    return client.post(DOOR, {"credential": device.get(client.post(f"{DOOR}question/").json(), **lies)})


def test_a_passkey_is_added_named_and_renamed(kim: Person, letter_box: LetterBox) -> None:
    browser, device = signed_in(kim), Device()
    made = device.create(browser.post(f"{MINE}question/").json())
    assert "Recovery codes" in browser.post(f"{MINE}new/", {"name": "Blue key", "credential": made}).content.decode()
    passkey = Passkey.objects.get(account__person=kim)
    assert passkey.name == "Blue key"
    assert letter_box.letters[-1]["template"] == "passkey_added"
    browser.post(f"{MINE}{passkey.ref}/name/", {"name": "Green key"})
    assert "Green key" in browser.get("/customer/me/").content.decode()


def test_the_question_names_neither_address_nor_number_of_a_person(kim: Person) -> None:
    asked = signed_in(kim).post(f"{MINE}question/").json()
    assert websafe_decode(asked["user"]["id"]).decode() == kim.ref
    assert asked["rp"]["id"] == "localhost"
    assert len(websafe_decode(asked["challenge"])) == 32


def test_a_passkey_alone_signs_in_under_a_new_key(kim: Person) -> None:
    device, client = Device(), Client()
    give_passkey(kim, device)
    answer = alone(client, device)
    assert client.get(answer["Location"])["Location"] == "/customer/"
    assert Session.objects.get().account == kim.account
    assert Passkey.objects.get().last_used_at is not None


def test_alone_it_has_to_verify_its_person(kim: Person) -> None:
    device, client = Device(verifies=False), Client()
    give_passkey(kim, device)
    assert alone(client, device).status_code == 422
    assert not client.cookies


def test_as_second_step_being_there_is_enough(kim: Person) -> None:
    device, client = Device(verifies=False), Client()
    give_passkey(kim, device)
    step = step_in(enter(client, "kim@nordlicht.example"))
    assert not client.cookies
    asked = client.post(f"{STEP}question/", {"step": step}).json()
    assert [entry["id"] for entry in asked["allowCredentials"]] == [websafe_encode(device.credential_id)]
    assert client.post(STEP, {"step": step, "credential": device.get(asked)}).status_code == 303
    assert Session.objects.filter(account=kim.account).exists()


def test_a_question_is_answered_once(kim: Person) -> None:
    device = Device()
    give_passkey(kim, device)
    asked = Client().post(f"{DOOR}question/").json()
    first, second = device.get(asked), replace(device, counts=2).get(asked)
    assert Client().post(DOOR, {"credential": first}).status_code == 303
    assert Client().post(DOOR, {"credential": second}).status_code == 422


def test_a_question_that_was_answered_wrongly_is_over_too(kim: Person) -> None:
    device = Device()
    give_passkey(kim, device)
    asked = Client().post(f"{DOOR}question/").json()
    assert Client().post(DOOR, {"credential": device.get(asked, signature=b"no")}).status_code == 422
    assert Client().post(DOOR, {"credential": device.get(asked)}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_of_fifty_answers_to_one_question_one_wins(kim: Person) -> None:
    devices = [Device(counts=number + 1) for number in range(50)]
    give_passkey(kim, devices[0])
    asked = passkeys.questions_for(passkeys.signing_in())
    answers = [replace(device, key=devices[0].key, handle=kim.ref).get(asked) for device in devices]

    def use(number: int) -> bool:
        try:
            passkeys.use_passkey(passkeys.signing_in(), answers[number])
        except Refused:
            return False
        return True

    assert at_once(50, use).count(True) == 1


def test_a_question_is_bound_to_what_it_was_asked_for(kim: Person, lee: Person) -> None:
    device = Device()
    give_passkey(kim, device)
    asked = [
        (passkeys.second_step(kim.account, "step-1"), passkeys.second_step(kim.account, "step-2")),
        (passkeys.second_step(kim.account, "step-1"), passkeys.signing_in()),
        (passkeys.signing_in(), passkeys.second_step(kim.account, "step-1")),
        (passkeys.confirming(kim.account, "a"), passkeys.confirming(kim.account, "b")),
        (passkeys.second_step(lee.account, "step-1"), passkeys.second_step(kim.account, "step-1")),
    ]
    for asked_for, used_for in asked:
        answer = device.get(passkeys.questions_for(asked_for))
        with pytest.raises(Refused):
            passkeys.use_passkey(used_for, answer)


def test_a_question_lives_for_minutes(kim: Person) -> None:
    device = Device()
    give_passkey(kim, device)
    answer = device.get(passkeys.questions_for(passkeys.signing_in()))
    with clock.later(minutes=6), pytest.raises(Refused):
        passkeys.use_passkey(passkeys.signing_in(), answer)


def test_somebody_elses_passkey_is_no_second_step(kim: Person, lee: Person) -> None:
    mine, theirs, client = Device(), Device(credential_id=b"another-device-01234567"), Client()
    give_passkey(kim, mine)
    give_passkey(lee, theirs)
    step = step_in(enter(client, "kim@nordlicht.example"))
    asked = client.post(f"{STEP}question/", {"step": step}).json()
    assert client.post(STEP, {"step": step, "credential": theirs.get(asked)}).status_code == 422
    assert not client.cookies


@pytest.mark.parametrize(
    "lie",
    [
        {"signature": b"MEUCIQ"},
        {"userHandle": b"somebody-else"},
        {"userHandle": b""},
        {"authenticatorData": b"short"},
        {"clientDataJSON": b"{}"},
        {"clientDataJSON": b"\xff\xfe"},
    ],
    ids=str,
)
def test_every_lie_about_an_answer_is_refused(lie: dict[str, bytes], kim: Person) -> None:
    device, client = Device(), Client()
    give_passkey(kim, device)
    assert alone(client, device, **lie).status_code == 422
    assert not client.cookies


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:8001", "http://localhost.evil.example"])
def test_an_answer_given_to_another_site_is_refused(origin: str, kim: Person) -> None:
    device, client = Device(origin=origin), Client()
    give_passkey(kim, device)
    assert alone(client, device).status_code == 422


def test_a_counter_that_goes_back_is_refused_and_recorded(kim: Person) -> None:
    device = Device(counts=7)
    give_passkey(kim, device)
    assert alone(Client(), device).status_code == 303
    for count in (7, 3, 0):
        assert alone(Client(), replace(device, counts=count)).status_code == 422
    names = list(AuditFact.objects.filter(object_kind="people.passkey").values_list("name", flat=True))
    assert names == ["people.passkey.counter_went_back"] * 3
    assert alone(Client(), replace(device, counts=8)).status_code == 303


def test_a_device_that_does_not_count_may_be_used_again(kim: Person) -> None:
    device = Device(counts=0)
    passkey = give_passkey(kim, device)
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=0)
    assert [alone(Client(), device).status_code for _ in range(2)] == [303, 303]


def test_a_locked_account_does_not_open_by_passkey(kim: Person) -> None:
    device = Device()
    give_passkey(kim, device)
    Account.objects.filter(person=kim).update(is_active=False)
    assert alone(Client(), device).status_code == 422


def test_a_passkey_goes_over_with_its_account_to_a_merged_record(kim: Person, letter_box: LetterBox) -> None:
    """The device goes on saying whom it was made for; a second passkey of the account says the same."""
    device, client = Device(), Client()
    give_passkey(kim, device)
    Account.objects.filter(person=kim).update(person=make_person("Kim Jansen", "kim@home.example"))
    assert alone(client, device).status_code == 303
    account = Account.objects.get()
    asked = passkeys.questions_for_new(passkeys.adding(account, "x"))
    assert websafe_decode(asked["user"]["id"]).decode() == kim.ref


def test_a_removed_passkey_opens_nothing(kim: Person, letter_box: LetterBox) -> None:
    device = Device()
    passkey = give_passkey(kim, device)
    give_app(kim)
    signed_in(kim).post(f"{MINE}{passkey.ref}/removal/")
    assert letter_box.letters[-1]["template"] == "passkey_removed"
    assert alone(Client(), device).status_code == 422


def test_the_same_passkey_is_not_added_twice_nor_by_somebody_else(
    kim: Person, lee: Person, letter_box: LetterBox
) -> None:
    device = Device()
    give_passkey(kim, device)
    for person in (kim, lee):
        browser = signed_in(person)
        made = device.create(browser.post(f"{MINE}question/").json())
        assert browser.post(f"{MINE}new/", {"name": "Copy", "credential": made}).status_code == 422
    assert Passkey.objects.count() == 1


def test_a_question_of_one_session_adds_nothing_in_another(kim: Person) -> None:
    here, there = signed_in(kim), signed_in(kim)
    made = Device().create(here.post(f"{MINE}question/").json())
    assert there.post(f"{MINE}new/", {"name": "Key", "credential": made}).status_code == 422
    assert not Passkey.objects.exists()


def test_confirming_by_passkey_changes_the_key_of_the_session(kim: Person) -> None:
    device, browser = Device(), signed_in(kim)
    give_passkey(kim, device)
    old = browser.cookies["candor-main"].value
    with clock.later(minutes=11):
        asked = browser.post("/customer/confirm-password/passkey/question/").json()
        form = {"credential": device.get(asked), "next": "/customer/me/second-factors/"}
        answer = browser.post("/customer/confirm-password/passkey/", form)
        assert answer["Location"] == "/customer/me/second-factors/"
        assert browser.cookies["candor-main"].value != old
        assert browser.get("/customer/me/second-factors/").status_code == 200


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://help.example.com", True),
        ("http://localhost:8000", True),
        ("http://help.example.com", False),
        ("https://192.0.2.7", False),
        ("http://127.0.0.1:8000", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_passkeys_need_a_name_and_a_safe_way(address: str, possible: bool) -> None:
    assert passkeys_possible(address) is possible


def test_at_a_bare_number_nobody_is_offered_a_passkey(kim: Person, settings) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, base_url="http://127.0.0.1:8000")
    assert "passkey" not in Client().get("/customer/sign-in/").content.decode()
    browser = signed_in(kim)
    assert "need a name instead of a number" in browser.get("/customer/me/second-factors/").content.decode()
    assert browser.get(f"{MINE}new/").status_code == 404


def test_without_scripts_the_page_says_so_and_offers_the_other_ways() -> None:
    page = Client().get("/customer/sign-in/").content.decode()
    assert "<noscript><p" in page
    assert "Passkeys need JavaScript" in page
    assert 'name="password"' in page


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_is_sent_as_an_answer_is_refused_in_words(kim: Person, data: st.DataObject) -> None:
    """A real answer with any part replaced: refused, never an error of ours."""
    device = Device(handle=kim.ref)
    if not Passkey.objects.exists():
        give_passkey(kim, device)
    answer = json.loads(device.get(passkeys.questions_for(passkeys.signing_in())))
    wrong = st.one_of(
        st.none(), st.integers(), st.text(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())
    )
    where = data.draw(st.sampled_from(["rawId", "type", "response", *answer["response"]]))
    place = answer["response"] if where in answer["response"] else answer
    place[where] = data.draw(wrong | st.binary(max_size=90).map(websafe_encode))
    with pytest.raises(Refused):
        passkeys.use_passkey(passkeys.signing_in(), json.dumps(answer))


def test_a_number_where_bytes_belong_takes_no_memory(kim: Person) -> None:
    device = Device(handle=kim.ref)
    give_passkey(kim, device)
    answer = json.loads(device.get(passkeys.questions_for(passkeys.signing_in())))
    answer["response"]["signature"] = 25_293_234_155
    with pytest.raises(Refused):
        passkeys.use_passkey(passkeys.signing_in(), json.dumps(answer))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "{}", "[" * 15_000, "x" * 30_000, '{"rawId": "\\ud800"}'])
def test_what_is_no_answer_at_all_is_refused(text: str, kim: Person) -> None:
    for read in (webauthn.answer_of, webauthn.challenge_of_new_key):
        with pytest.raises(webauthn.NotAnAnswer):
            read(text)
    with pytest.raises(Refused):
        passkeys.new_key(passkeys.adding(kim.account, "x"), text)


def test_twenty_passkeys_are_the_most(kim: Person, letter_box: LetterBox) -> None:
    for number in range(passkeys.MOST):
        give_passkey(kim, Device(credential_id=f"device-{number:016}".encode()))
    with pytest.raises(Refused, match="Twenty"):
        passkeys.new_key(passkeys.adding(kim.account, "x"), "{}")


def test_keeping_a_passkey_is_one_fact(kim: Person, letter_box: LetterBox) -> None:
    occasion = passkeys.adding(kim.account, "x")
    key = passkeys.new_key(occasion, Device().create(passkeys.questions_for_new(occasion)))
    passkeys.keep_passkey(kim.account, "Key", key, by=SYSTEM)
    assert [fact.name for fact in AuditFact.objects.filter(object_kind="people.passkey")] == ["people.passkey.added"]
