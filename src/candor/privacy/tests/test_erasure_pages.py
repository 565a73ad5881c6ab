"""The pages of erasing people as stories: planned, refused, confirmed by name, watched, done with a certificate."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.db.compaction import let_only_at_night
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AuditFact, Job
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.registries.personal_data import DATABASE, Purpose, StoreUnavailable
from candor.people.models import Person
from candor.privacy import contracts, ledger
from candor.privacy.actions.holds import Target, lift_hold, set_hold
from candor.privacy.certificates import verify_certificate
from candor.privacy.certificates.keys import public_key
from candor.privacy.contracts import register_contracts
from candor.privacy.erasing import Asked, executing, finishing, plan_erasure, planning
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.models import Erasure, ErasurePiece, ErasureState, HoldReason, Trouble
from candor.privacy.rules.deciding import Contract, Standing
from candor.privacy.tasks import erasures_go_on, go_on_with_erasures
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ERASURES = "/tech/privacy-office/erasures/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    monkeypatch.setattr(contracts, "_sources", {})
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOW):
        yield


@pytest.fixture
def otto() -> Person:
    person = make_person("Otto Alt", "otto@alt.example")
    open_ticket(NewTicket(requester=person, subject="Broken", text="Ring me", channel=Channel.PHONE), by=SYSTEM)
    return person


@pytest.fixture
def office(paula: Person) -> Client:
    return signed_in(paula)


def asked(office: Client, **form: str) -> Any:
    return office.post(
        f"{ERASURES}new/", {"right": "erasure", "which": "otto@alt.example", "reason": "asked by letter", **form}
    )


def planned(office: Client, **form: str) -> Any:
    answer = asked(office, **form)
    run_all_due()
    return answer


def confirmed(office: Client, address: str, name: str = "Otto Alt", plan: str = "") -> Any:
    plan = plan or Erasure.objects.get().plan_hash
    return office.post(f"{address}confirmation/", {"name": name, "plan": plan})


def text(office: Client, address: str) -> str:
    return office.get(address).content.decode()


def test_paula_plans_confirms_and_takes_the_certificate(otto: Person, office: Client, paula: Person) -> None:
    assert "No request was planned yet" in text(office, ERASURES)
    assert f"{ERASURES}new/?which={otto.ref}" in text(office, f"/tech/people/{otto.ref}/")
    address = planned(office, which=otto.ref)["Location"]
    shown = text(office, address)
    for words in ("Planned, not confirmed", "Otto Alt", "Cases and the letters in them", "You confirm it as Paula"):
        assert words in shown
    assert Person.objects.get(pk=otto.pk).name == "Otto Alt", "nothing has changed"
    assert "Otto Alt" in text(office, f"{ERASURES}?state=planned")
    assert address in text(office, f"/tech/people/{otto.ref}/")
    assert confirmed(office, address, " otto  ALT ").status_code == 303
    assert "It begins in a moment." in text(office, address)
    assert 'hx-trigger="every 2s"' in text(office, address)
    assert office.get(f"{address}certificate/")["Location"] == address, "there is none yet"
    run_all_due()
    shown = text(office, address)
    assert "Done and verified" in shown
    assert "every 2s" not in shown
    assert "Nothing had to stay." in shown
    assert "Otto" not in shown + text(office, ERASURES)
    assert Erasure.objects.get().confirmed_by == paula
    proof = office.get(f"{address}certificate/")
    assert proof["Content-Disposition"].startswith("attachment")
    assert "Otto" not in proof.content.decode()
    assert json.loads(proof.content)
    assert not verify_certificate.verify(proof.content, public_key())


def test_what_has_to_stay_is_named_with_its_ground_and_its_end(otto: Person, office: Client) -> None:
    contract = Contract(Standing.PARTY, frozenset({Purpose.CONTRACT}), date(2026, 12, 31))
    register_contracts("test", of=lambda _people: {otto.pk: [contract]})
    address = planned(office)["Location"]
    shown = text(office, address)
    assert "your contract with us needs it" in shown.replace("&#39;", "'")
    assert "December" in shown
    confirmed(office, address)
    run_all_due()
    shown = text(office, address)
    assert "What stayed" in shown
    assert "your contract with us needs it" in shown
    assert "Otto" not in shown, "their row stays, the page of what was done names nobody"


WALKS = [
    ("objection", "Objection", "Art. 21(1) GDPR", "Carry out the objection"),
    ("marketing", "Objection to advertising", "Art. 21(2) and (3) GDPR", "End the advertising"),
    ("withdrawal", "Withdrawal of consent", "Art. 7(3) GDPR", "Carry out the withdrawal"),
]


@pytest.mark.once
@pytest.mark.parametrize(("right", "name", "law", "button"), WALKS)
def test_another_right_walks_the_same_way_under_its_own_name(
    right: str, name: str, law: str, button: str, otto: Person, office: Client
) -> None:
    assert f"{name} ({law})" in text(office, f"{ERASURES}new/")
    address = planned(office, right=right)["Location"]
    shown = text(office, address)
    for words in (f">{name}</h1>", law, button, "Nobody will advertise to 1 address any more.", "not touched"):
        assert words in shown
    assert "Erase for good" not in shown
    assert name in text(office, ERASURES)
    assert f"{name}: planned or under way" in text(office, f"/tech/people/{otto.ref}/")
    confirmed(office, address)
    run_all_due()
    shown = text(office, address)
    for words in ("Done and verified", "Nobody advertises to 1 address any more.", "Otto Alt"):
        assert words in shown
    assert f"{name} ({law})" in office.get(f"{address}certificate/").content.decode()
    assert Person.objects.get(pk=otto.pk).name == "Otto Alt"
    assert not allowed(Ask.ADVERTISE_TO, "otto@alt.example")


def test_what_is_confirmed_is_not_lost_to_another_right(otto: Person, office: Client) -> None:
    address = planned(office, right="marketing")["Location"]
    confirmed(office, address)
    answer = asked(office)
    assert answer.status_code == 409
    assert "Another request of this person is being carried out" in answer.content.decode()
    run_all_due()
    assert "Done and verified" in text(office, address)
    assert planned(office).status_code == 303


@pytest.mark.once
def test_a_wrong_name_erases_nobody_and_comes_back(otto: Person, office: Client) -> None:
    address = planned(office)["Location"]
    answer = confirmed(office, address, "Otto Neu")
    assert answer.status_code == 422
    assert "This is not the name of this person" in answer.content.decode()
    assert 'value="Otto Neu"' in answer.content.decode()
    assert Erasure.objects.get().state == ErasureState.PLANNED
    assert not Job.objects.filter(state="waiting", unique_key__startswith="privacy.erasure:").exists()


def test_a_plan_that_is_another_one_by_now_is_refused(otto: Person, office: Client, paula: Person) -> None:
    address = planned(office)["Location"]
    answer = confirmed(office, address, plan="0" * 64)
    assert answer.status_code == 409
    assert "The plan has changed since you looked at it" in answer.content.decode()
    with clock.later(minutes=1):
        set_hold(Target(person=otto.pk), HoldReason.CLAIM, NOW.date() + timedelta(days=9), by=actor(paula), note="")
        answer = confirmed(office, address)
    assert answer.status_code == 409
    assert "A legal hold was set since this was planned" in answer.content.decode()
    Erasure.objects.update(map_version="0" * 64)
    assert "Candor was updated since this was planned" in confirmed(office, address).content.decode()
    assert Erasure.objects.get().state == ErasureState.PLANNED


@pytest.mark.once
def test_whoever_works_here_is_refused_and_what_was_typed_comes_back(office: Client, anna: Person) -> None:
    answer = planned(office, which="anna@lindwurm.example", reason="she left")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "This person works here. End their access first" in shown
    assert 'value="anna@lindwurm.example"' in shown
    assert 'value="she left"' in shown
    assert not Erasure.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"which": "nobody@x.example"}, "belongs to nobody here"),
        ({"reason": ""}, "required"),
        ({"right": ""}, "required"),
        ({"right": "rectification"}, "is not one of the available choices"),
        ({"received_on": "2026-11-21"}, "Choose today or a day in the past"),
    ],
)
def test_what_is_typed_wrong_is_said(form: dict[str, str], told: str, otto: Person, office: Client) -> None:
    answer = planned(office, **form)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Erasure.objects.exists()


def test_a_plan_is_made_once_and_dropped(otto: Person, office: Client) -> None:
    address = planned(office)["Location"]
    assert planned(office)["Location"] == address, "pressed twice"
    assert office.post(f"{address}withdrawal/")["Location"] == ERASURES
    assert "The plan is dropped." in text(office, ERASURES)
    assert office.get(address).status_code == 404
    assert address not in text(office, f"/tech/people/{otto.ref}/")
    run_all_due()
    assert not Erasure.objects.exists()
    assert not ErasurePiece.objects.exists()


def test_the_page_follows_the_plan_while_it_is_made(otto: Person, office: Client, monkeypatch: Any) -> None:
    """Nothing is looked for within the request; the job can be cut off anywhere and is taken up again."""
    address = asked(office)["Location"]
    shown = text(office, address)
    for words in ("Being planned", 'hx-trigger="every 1s"', "Drop the plan"):
        assert words in shown
    assert "What is expected to go" not in shown
    assert asked(office)["Location"] == address, "pressed twice"
    assert Job.objects.filter(state="waiting", unique_key__startswith="privacy.erasure:").count() == 1

    seen: list[str] = []
    original = planning.spare_what_is_pointed_to

    def and_then_it_is_killed(erasure: Erasure) -> None:
        seen.append(text(office, address))
        if len(seen) == 1:
            raise SystemExit
        original(erasure)

    monkeypatch.setattr(planning, "spare_what_is_pointed_to", and_then_it_is_killed)
    run_all_due()
    assert "Entries found so far: " in seen[0]
    assert "Places looked at" in seen[0]
    found = ErasurePiece.objects.count()
    with clock.later(minutes=2):
        run_all_due()
    assert ErasurePiece.objects.count() == found, "none twice"
    assert "Planned, not confirmed" in text(office, address)


def test_one_whose_job_got_lost_is_taken_up_by_the_clock(otto: Person, office: Client) -> None:
    address = asked(office)["Location"]
    Job.objects.all().delete()
    assert erasures_go_on()
    go_on_with_erasures()
    assert not Job.objects.exists(), "it may be on its way still"
    with clock.later(minutes=2):
        go_on_with_erasures()
        run_all_due()
    assert "Planned, not confirmed" in text(office, address)
    assert not erasures_go_on()


def test_a_plan_that_fails_says_why_and_is_tried_again(otto: Person, office: Client) -> None:
    with mock.patch.object(planning, "freeze", side_effect=StoreUnavailable("search-index")) as down:
        address = planned(office)["Location"]
        shown = text(office, address)
        assert "It could not be planned" in shown
        assert "could not be asked just now" in shown
        assert "every 1s" not in shown
        down.side_effect = ValueError
        office.post(f"{address}again/")
        assert "Being planned" in text(office, address)
        run_all_due()
        assert "that Candor did not expect" in text(office, address)
    office.post(f"{address}again/")
    run_all_due()
    assert Erasure.objects.get().state == ErasureState.PLANNED


def test_a_plan_that_is_dropped_while_it_is_made_ends_there(otto: Person, office: Client, monkeypatch: Any) -> None:
    address = asked(office)["Location"]
    original = planning.freeze

    def then_it_is_dropped(erasure: Erasure, tally: Any) -> None:
        office.post(f"{address}withdrawal/")
        original(erasure, tally)

    monkeypatch.setattr(planning, "freeze", then_it_is_dropped)
    run_all_due()
    assert not Erasure.objects.exists()
    assert not Job.objects.filter(state="failed").exists()


def test_one_that_was_cut_off_behind_its_ledger_entry_and_refused_leaves_none_open(
    otto: Person, office: Client, paula: Person
) -> None:
    """Killed between the ledger's entry and the first step; then a hold is set, and the plan is refused."""
    address = planned(office)["Location"]
    confirmed(office, address)
    ref = Erasure.objects.get().ref
    with mock.patch.object(executing, "_shut_the_door", side_effect=SystemExit):
        run_all_due()
    assert ref in [entry.deed_id for entry in ledger.still_open()]
    with clock.later(minutes=1):
        set_hold(Target(person=otto.pk), HoldReason.CLAIM, NOW.date() + timedelta(days=9), by=actor(paula), note="")
        run_all_due()
    assert not Erasure.objects.exists()
    assert ref not in [entry.deed_id for entry in ledger.still_open()]
    assert ref not in [one.ref for one in check_erasures()], "it never came about"


def test_one_that_stopped_says_why_and_is_tried_again(otto: Person, office: Client, paula: Person) -> None:
    address = planned(office)["Location"]
    confirmed(office, address)
    Erasure.objects.update(state=ErasureState.EXECUTING, begun_at=NOW)
    answer = office.post(f"{address}withdrawal/", follow=True)
    assert "It has begun and cannot be taken back" in answer.content.decode()
    Erasure.objects.update(state=ErasureState.FAILED, trouble=Trouble.HELD)
    with clock.later(minutes=1):
        day = NOW.date() + timedelta(days=9)
        hold = set_hold(Target(person=otto.pk), HoldReason.CLAIM, day, by=actor(paula), note="")
    assert "An erasure or objection has stopped" in text(office, "/tech/privacy-office/")
    assert "A legal hold was set meanwhile" in text(office, address)
    answer = office.post(f"{address}again/", follow=True)
    assert "The legal hold still stands" in answer.content.decode()
    lift_hold(hold, by=actor(paula))
    office.post(f"{address}again/")
    assert Erasure.objects.get().state == ErasureState.EXECUTING
    assert AuditFact.objects.filter(name="privacy.erasure.retried").count() == 1


@pytest.mark.once
def test_nobody_but_the_office_plans_sees_or_confirms(
    otto: Person, paula: Person, anna: Person, mara: Person, kim: Person
) -> None:
    erasure = plan_erasure(otto, Asked(), by=actor(paula))
    address = f"{ERASURES}{erasure.ref}/"
    for browser in (signed_in(anna), signed_in(mara), signed_in(kim), Client()):
        for page in (ERASURES, f"{ERASURES}new/", address, f"{address}certificate/"):
            answer = browser.get(page)
            assert answer.status_code in {302, 303, 403, 404}
            assert "Otto" not in answer.content.decode()
        for verb in ("confirmation", "withdrawal", "again"):
            browser.post(f"{address}{verb}/", {"name": "Otto Alt", "plan": erasure.plan_hash})
        browser.post(f"{ERASURES}new/", {"right": "erasure", "which": "otto@alt.example", "reason": "x"})
    assert Erasure.objects.get().state == ErasureState.PLANNED
    assert list(Erasure.objects.visible_to(actor(mara))) == []


def test_the_list_goes_on_to_a_next_page(office: Client, paula: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("candor.privacy.queries.erasures.PAGE", 2)
    for name in ("Ada", "Bo", "Cy"):
        plan_erasure(make_person(name, f"{name}@alt.example"), Asked(), by=actor(paula))
    first = text(office, f"{ERASURES}?state=planned")
    assert "Cy" in first
    assert "Bo" in first
    assert ">Ada<" not in first
    second = Erasure.objects.order_by("pk")[1]
    assert f"?after={second.ref}&amp;state=planned" in first
    assert ">Ada<" in text(office, f"{ERASURES}?after={second.ref}&state=planned")
    assert "No request is in this state" in text(office, f"{ERASURES}?state=done")


def test_what_is_large_is_overwritten_at_night_for_all_at_once(
    otto: Person, office: Client, paula: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwritten: list[frozenset[str]] = []

    def at_night(_self: object, places: Collection[str]) -> bool:
        let_only_at_night()
        overwritten.append(frozenset(places))
        return True

    monkeypatch.setattr(type(finishing.keepers()[DATABASE]), "compact", at_night)
    addresses = []
    for person in (otto, make_person("Olga Alt", "olga@alt.example")):
        addresses.append(planned(office, which=person.ref)["Location"])
        plan = Erasure.objects.get(state=ErasureState.PLANNED).plan_hash
        confirmed(office, addresses[-1], person.name, plan)
        run_all_due()
    shown = text(office, addresses[0])
    assert "Removed; the rest waits for the night" in shown
    assert "21 Nov" in shown, "when it goes on"
    assert not Person.objects.filter(name="Otto Alt").exists()
    assert not erasures_go_on(), "nobody looks every few seconds"
    with clock.at(NOW + timedelta(hours=14)):
        run_all_due()
        assert len(overwritten) == 1, "both at once"
        again = signed_in(paula)
        assert all("Done and verified" in text(again, address) for address in addresses)
