"""Coming back after years: the three choices before an erasure, and what each of them leaves (mission G8)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.registries.personal_data import keepers
from candor.licences.actions.activating import Machine, activate
from candor.licences.actions.restoring import (
    NoSuchReceipt,
    StillHeld,
    keep_name,
    keep_nothing,
    make_receipt,
    restore_by_name,
    restore_by_receipt,
    take_choice_back,
)
from candor.licences.contracts import contracts_of_holders
from candor.licences.keys.signing import public_keys
from candor.licences.keys.verify_licence import verify
from candor.licences.models import Activation, Licence, LicenceKey, Restoration
from candor.licences.queries import without_choice
from candor.licences.tests.stories import key_of, licence_of
from candor.licences.views.machines import A_MACHINE
from candor.people.models import Organisation, Person
from candor.people.public import Refused
from candor.privacy.actions import erasures
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure
from candor.privacy.models import Erasure, ErasureState
from candor.privacy.public import Standing
from tests.cast import actor, make_customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

LAPSED = date(2021, 1, 31)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UNTIL = date(2031, 11, 22)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What lies on the disk is another proof's matter: nothing is overwritten here."""
    for keeper in keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOW):
        yield


@pytest.fixture
def lapsed(sam: Person, clara: Person) -> Licence:
    licence = licence_of(sam, by=clara, maintenance_until=LAPSED, is_named=True)
    activate(key_of(licence), Machine("machine of Sam", "Sam's laptop"), by=A_MACHINE)
    return licence


def erased(person: Person) -> Erasure:
    """Their data, at their request, by the engine as it is."""
    erasure = plan_erasure(person, Asked(), by=JOB)
    confirm_erasure(erasure, erasure.plan_hash, by=JOB)
    erasure = carry_on(erasure)
    assert erasure.state == ErasureState.DONE, erasure.trouble
    return erasure


def stands_anywhere(text: str) -> set[str]:
    """Tables of this slice in which the text still stands."""
    models = (Licence, LicenceKey, Activation, Restoration)
    return {model.__name__ for model in models for row in model.objects.values_list() if text in str(row)}  # type: ignore[attr-defined]


def test_an_erasure_waits_until_something_is_chosen(lapsed: Licence, sam: Person, paula: Person, clara: Person):
    assert without_choice(sam.pk) == [lapsed]
    erasure = plan_erasure(sam, Asked(reason="by letter"), by=actor(paula))
    with pytest.raises(Refused):
        erasures.confirm(erasure, erasure.plan_hash, by=actor(paula))
    page = signed_in(paula).get(f"/tech/privacy-office/erasures/{erasure.ref}/").content.decode()
    assert "the erasure waits for it" in page
    assert lapsed.ref in page
    keep_nothing(lapsed, by=actor(clara))
    assert without_choice(sam.pk) == []


def test_with_a_receipt_nothing_of_the_person_stays_and_the_code_brings_the_licence_back(
    lapsed: Licence, sam: Person, clara: Person, mallory: Person
):
    key, code = key_of(lapsed), make_receipt(lapsed, by=actor(sam))
    erased(sam)
    assert stands_anywhere("Sam") == stands_anywhere(key) == stands_anywhere(code.replace("-", "").lower()) == set()
    lapsed.refresh_from_db()
    assert (lapsed.person, lapsed.maintenance_until) == (None, LAPSED)
    back = make_customer("Sam Peters", "sam@neu.example", None)
    with pytest.raises(NoSuchReceipt):
        restore_by_receipt(code[:-1] + ("0" if code[-1] != "0" else "1"), mallory, by=actor(mallory))
    assert restore_by_receipt(f" {code.lower()} ", back, by=actor(back)) == lapsed
    lapsed.refresh_from_db()
    said = verify(key_of(lapsed), public_keys())
    assert (lapsed.person, said.revision, said.licensee, lapsed.activations) == (back, 2, "Sam Peters", 0)
    with pytest.raises(NoSuchReceipt):
        restore_by_receipt(code, mallory, by=actor(mallory))


def test_a_name_that_was_kept_says_why_and_until_when_and_goes_when_it_is_taken_back(
    lapsed: Licence, sam: Person, clara: Person
):
    row = keep_name(lapsed, UNTIL, by=actor(sam))
    assert keep_name(lapsed, UNTIL, by=actor(sam)) == row
    contract = contracts_of_holders([sam.pk])[sam.pk]
    assert [(each.standing, set(each.needs), each.ends_on) for each in contract if each.ends_on == UNTIL] == [
        (Standing.PARTY, {"restoration"}, UNTIL)
    ]
    erasure = erased(sam)
    assert erasure.kept
    assert stands_anywhere("Sam Peters") == stands_anywhere("sam@hafen.example") == {"Restoration"}
    sam.refresh_from_db()
    assert "Peters" not in sam.name
    row.refresh_from_db()
    assert (row.name, row.email, row.until) == ("Sam Peters", "sam@hafen.example", UNTIL)
    assert take_choice_back(row, by=actor(clara))
    assert stands_anywhere("Sam Peters") == set()


def test_sales_restores_by_the_name_that_was_kept(lapsed: Licence, sam: Person, clara: Person, anna: Person):
    row = keep_name(lapsed, UNTIL, by=actor(sam))
    with pytest.raises(StillHeld):
        restore_by_name(row, sam, by=actor(clara))
    erased(sam)
    back = make_customer("Sam Peters", "sam@neu.example", None)
    page = signed_in(clara).get(f"/business/licences/restoration/?person={back.ref}&q=sam").content.decode()
    assert "sam@hafen.example" in page
    address = f"/business/licences/kept/{row.ref}/restoration/"
    assert signed_in(anna).post(address, {"person": back.ref}).status_code == 404
    signed_in(clara).post(address, {"person": back.ref})
    lapsed.refresh_from_db()
    assert lapsed.person == back
    assert stands_anywhere("sam@hafen.example") == set()


def test_without_a_choice_nobody_finds_the_way_back(lapsed: Licence, sam: Person):
    keep_nothing(lapsed, by=actor(sam))
    erased(sam)
    assert stands_anywhere("Sam") == set()
    assert Restoration.objects.filter(digest__isnull=False).count() == 0


def test_maintenance_keeps_what_the_contract_needs_until_its_last_day(kim: Person, clara: Person):
    licence = licence_of(kim, by=clara, maintenance_until=date(2027, 1, 31))
    assert without_choice(kim.pk) == [], "the contract still stands"
    assert erased(kim).kept
    licence.refresh_from_db()
    assert licence.person == kim
    assert LicenceKey.objects.filter(licence=licence).exists()


def test_a_companys_licence_stays_with_the_company(kim: Person, lee: Person, clara: Person, nordlicht: Organisation):
    licence = licence_of(kim, by=clara, organisation=nordlicht, maintenance_until=LAPSED)
    activate(key_of(licence), Machine("server of Nordlicht"), by=A_MACHINE)
    erased(kim)
    licence.refresh_from_db()
    assert (licence.person, licence.organisation, licence.activations) == (None, nordlicht, 1)
    assert Licence.objects.visible_to(actor(lee)).get() == licence
    assert key_of(licence)


def test_a_customer_chooses_sees_the_code_once_and_comes_back(lapsed: Licence, sam: Person, kim: Person):
    address = f"/customer/licences/{lapsed.ref}/after-erasure/"
    assert signed_in(kim).get(address).status_code == 404
    page = signed_in(sam).post(address, {"restore_by": "receipt"}).content.decode()
    code = page.partition("<pre")[2].partition(">")[2].partition("<")[0]
    assert code not in signed_in(sam).get(address).content.decode()
    erased(sam)
    back = make_customer("Sam Peters", "sam@neu.example", None)
    answer = signed_in(back).post("/customer/licences/restoration/", {"code": code})
    assert (answer.status_code, answer["Location"]) == (303, "/customer/licences/")
    assert Licence.objects.get().person == back


def test_who_tries_codes_out_is_stopped(mallory: Person):
    browser = signed_in(mallory)
    codes = [browser.post("/customer/licences/restoration/", {"code": "AAAAA-AAAAA"}).status_code for _ in range(12)]
    assert codes == [422] * 10 + [429] * 2
