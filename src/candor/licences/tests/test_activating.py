"""Activations: places, machines that come back, answers that verify without us, and what refuses."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candor.kernel import clock
from candor.licences.actions import changing
from candor.licences.actions.activating import Machine, Refusal, Why, activate, free_place
from candor.licences.keys.signing import public_keys
from candor.licences.keys.verify_licence import REVOCATIONS as LIST
from candor.licences.keys.verify_licence import NotValid, verify, verify_activation, verify_file
from candor.licences.models import Activation, EndedBy, Licence, RevokeReason
from candor.licences.tests.stories import key_of, licence_of
from candor.licences.views import machines as views
from candor.licences.views.machines import A_MACHINE
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ACTIVATIONS, DEACTIVATIONS = "/api/v1/licences/activations/", "/api/v1/licences/deactivations/"


@pytest.fixture(autouse=True)
def noon() -> Any:
    views.of_a_network.forget()
    views.refused_of_a_network.forget()
    with clock.at(NOW):
        yield


@pytest.fixture
def licence(kim: Person, clara: Person) -> Licence:
    return licence_of(kim, by=clara, activation_limit=2)


def ask(address: str, **content: Any) -> Any:
    return Client().post(address, json.dumps(content), content_type="application/json")


def places(licence: Licence) -> int:
    """As it is kept, which must be as it is counted."""
    licence.refresh_from_db()
    assert licence.activations == Activation.objects.counting().filter(licence=licence).count()
    return licence.activations


def test_a_machine_is_answered_with_a_file_that_verifies_without_us(licence: Licence):
    key = key_of(licence)
    answer = ask(ACTIVATIONS, key=key, machine="board-7 4711", label="Reception")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    said = verify(key, public_keys())
    verify_activation(answer.content, said, "board-7 4711", public_keys(), NOW + timedelta(days=29))
    for machine, later in (("another machine", 1), ("board-7 4711", 30), ("board-7 4711", -1)):
        with pytest.raises(NotValid):
            verify_activation(answer.content, said, machine, public_keys(), NOW + timedelta(days=later))
    with pytest.raises(NotValid, match="altered or forged"):
        verify_activation(answer.content.replace(b"2026-12", b"2036-12"), said, "board-7 4711", public_keys(), NOW)
    assert "4711" not in Activation.objects.get().machine


def test_the_same_machine_takes_one_place(licence: Licence):
    for _ in range(3):
        activate(key_of(licence), Machine("one and the same"), by=A_MACHINE)
    assert places(licence) == 1


def test_no_more_machines_than_agreed_and_a_freed_place_can_be_taken(licence: Licence):
    key = key_of(licence)
    for name in ("machine one", "machine two"):
        activate(key, Machine(name), by=A_MACHINE)
    refused = ask(ACTIVATIONS, key=key, machine="machine three")
    assert (refused.status_code, refused.json()["code"]) == (409, "limit")
    assert ask(DEACTIVATIONS, key=key, machine="machine one").status_code == 204
    assert ask(DEACTIVATIONS, key=key, machine="machine one").status_code == 204
    assert ask(ACTIVATIONS, key=key, machine="machine three").status_code == 200
    assert places(licence) == 2


def test_a_machine_that_was_never_seen_again_gives_its_place_to_the_next(licence: Licence):
    key = key_of(licence)
    for name in ("machine one", "machine two"):
        activate(key, Machine(name), by=A_MACHINE)
    with clock.at(NOW + timedelta(days=31)):
        activate(key, Machine("machine three"), by=A_MACHINE)
    assert places(licence) == 1
    assert set(Activation.objects.filter(ended_at__isnull=False).values_list("ended_by", flat=True)) == {EndedBy.TIME}


def test_who_holds_a_licence_frees_the_place_of_a_lost_machine(licence: Licence, kim: Person, sam: Person):
    activate(key_of(licence), Machine("lost machine"), by=A_MACHINE)
    row = Activation.objects.get()
    address = f"/customer/licences/{licence.ref}/machines/{row.ref}/end/"
    assert signed_in(sam).post(address).status_code == 404
    assert free_place(row, by=actor(kim))
    assert not free_place(row, by=actor(kim))
    assert places(licence) == 0


def test_every_refusal_has_a_name(licence: Licence, clara: Person, sam: Person):
    key, machine = key_of(licence), Machine("some machine")

    def why(text: str = key) -> Why:
        with pytest.raises(Refusal) as refusal:
            activate(text, machine, by=A_MACHINE)
        return refusal.value.why

    assert why("0" + key[1:] if key[0] != "0" else "1" + key[1:]) is Why.MISTYPED
    assert why("nonsense") is Why.MISTYPED
    assert why("") is Why.FORGED
    changing.revoke(licence, RevokeReason.LEAKED, by=actor(clara))
    assert why() is Why.REVOKED
    changing.reinstate(licence, by=actor(clara))
    changing.transfer(licence, sam, None, by=actor(clara))
    assert why() is Why.SUPERSEDED
    Licence.objects.update(person=None)
    assert why() is Why.UNHELD
    Licence.objects.update(expires_on=date(2026, 11, 21))
    assert why() is Why.ENDED
    Licence.objects.all().delete()
    assert why() is Why.UNKNOWN


def test_the_last_answer_ends_with_the_licence(licence: Licence):
    Licence.objects.update(expires_on=date(2026, 11, 25))
    activate(key_of(licence), Machine("some machine"), by=A_MACHINE)
    assert Activation.objects.get().valid_until == datetime(2026, 11, 25, 23, 0, tzinfo=UTC)


def test_a_renewed_machine_is_given_the_newest_key(licence: Licence, clara: Person):
    old = key_of(licence)
    changing.extend_maintenance(licence, date(2028, 11, 21), by=actor(clara))
    assert json.loads(activate(old, Machine("some machine"), by=A_MACHINE))["key"] == key_of(licence)


def test_revoked_licences_stand_on_a_signed_list(licence: Licence, clara: Person):
    changing.revoke(licence, RevokeReason.REFUNDED, by=actor(clara))
    told = Client().get("/api/v1/licences/revocations/")
    assert verify_file(told.content, LIST, public_keys())["licences"] == [licence.number]
    keys = Client().get("/api/v1/licences/keys/").json()["keys"]
    assert {each["id"]: bytes.fromhex(each["public_key"]) for each in keys} == public_keys()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400), (b"[]", 422), (b'{"key": 1, "machine": "abcd"}', 422), (b'{"key": "x", "machine": "abc"}', 422),
        (b'{"key": "x", "machine": "abcd", "more": 1}', 422), (b'{"key": "x", "machine": "ab\\u0000d"}', 422),
        (b'{"key": "x", "machine": "ab\\ud800cd"}', 422), (b" " * 20_000, 413), (b"[" * 15_000, 400),
    ],
)  # fmt: skip
def test_requests_that_are_none_are_told_what_is_wrong(content: bytes, status: int):
    answer = Client().post(ACTIVATIONS, content, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_who_tries_keys_out_is_stopped():
    statuses = {ask(ACTIVATIONS, key="nonsense", machine="some machine").status_code for _ in range(70)}
    assert statuses == {422, 429}


def test_a_machine_without_a_network_is_activated_by_a_file(licence: Licence, kim: Person, sam: Person):
    content = json.dumps({"key": key_of(licence), "machine": "an island", "label": "Vault"}).encode()
    address = f"/customer/licences/{licence.ref}/offline/"
    answer = signed_in(kim).post(address, {"file": SimpleUploadedFile("request.json", content)})
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="activation-{licence.number}.json"'
    verify_activation(answer.content, verify(key_of(licence), public_keys()), "an island", public_keys(), NOW)
    assert signed_in(sam).post(address, {"file": SimpleUploadedFile("request.json", content)}).status_code == 404
    wrong = signed_in(kim).post(address, {"file": SimpleUploadedFile("request.json", b"nonsense")})
    assert (wrong.status_code, b"This is no request file" in wrong.content) == (422, True)
