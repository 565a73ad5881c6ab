"""An erasure that had to keep something comes back by itself when nothing keeps it any more. The clock is moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.models import AuditFact
from candor.kernel.registries.personal_data import Purpose
from candor.mail.models import RawMessage
from candor.people.models import Identifier, Person
from candor.privacy import contracts
from candor.privacy.actions.holds import Target, lift_hold, set_hold
from candor.privacy.contracts import register_contracts
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, finishing, plan_erasure
from candor.privacy.erasing.resuming import resume_erasures
from candor.privacy.models import Erasure, ErasurePiece, ErasureState, HoldReason
from candor.privacy.rules.deciding import Contract, Standing
from candor.privacy.tasks import erasures_go_on, go_on_with_erasures
from tests.cast import actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAST_DAY = date(2026, 12, 31)
NEW_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)


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
    return make_person("Otto Alt", "otto@alt.example")


def case_of(person: Person) -> Ticket:
    new = NewTicket(requester=person, subject="Broken", text="Ring me", channel=Channel.PHONE)
    return open_ticket(new, by=SYSTEM)


def erased(person: Person, by: Person) -> Erasure:
    erasure = plan_erasure(person, Asked(reason="by letter"), by=actor(by))
    confirm_erasure(erasure, erasure.plan_hash, by=actor(by))
    return carry_on(erasure)


def party_to_a_contract(person: Person, ends_on: date | None = LAST_DAY) -> None:
    contract = Contract(Standing.PARTY, frozenset({Purpose.CONTRACT}), ends_on)
    register_contracts("test", of=lambda _people: {person.pk: [contract]})


def test_the_erasure_resumes_by_itself_when_the_contract_has_ended(paula: Person, otto: Person) -> None:
    party_to_a_contract(otto)
    ticket = case_of(otto)
    first = erased(otto, paula)
    assert ticket.messages.get().text != "Ring me", "the contract does not need it"
    assert Person.objects.get(pk=otto.pk).name == "Otto Alt"
    assert {kept["ground"] for kept in first.kept} == {"contract"}
    assert resume_erasures() == 0
    first.refresh_from_db()
    assert first.again_on == date(2027, 1, 1)
    with clock.at(NEW_YEAR - timedelta(days=1)):
        assert resume_erasures() == 0
    with clock.at(NEW_YEAR):
        assert resume_erasures() == 1
        assert erasures_go_on()
        go_on_with_erasures()
        assert resume_erasures() == 0, "once"
    second = Erasure.objects.latest("pk")
    assert (second.state, second.kept, second.reason) == (ErasureState.DONE, [], "by letter")
    assert second.received_on == first.received_on
    assert not Person.objects.filter(name="Otto Alt").exists()
    assert not Identifier.objects.filter(value="otto@alt.example").exists()
    assert not ErasurePiece.objects.exists()
    assert AuditFact.objects.filter(name="privacy.erasure.resumed").count() == 1


def test_a_contract_without_an_end_is_asked_about_every_day(paula: Person, otto: Person) -> None:
    party_to_a_contract(otto, None)
    erasure = erased(otto, paula)
    resume_erasures()
    erasure.refresh_from_db()
    assert erasure.again_on == NOW.date() + timedelta(days=1)
    party_to_a_contract(otto, NOW.date())
    with clock.at(NOW + timedelta(days=1)):
        assert resume_erasures() == 1


def test_what_a_hold_kept_goes_though_its_address_is_gone(paula: Person, otto: Person, kim: Person) -> None:
    """The mail was found by an address that was erased meanwhile; what was kept is known by itself."""
    case = case_of(kim)
    mail = RawMessage.objects.create(
        way="pipe", sender="otto@alt.example", subject="From Otto", received_at=NOW, became_kind="helpdesk.message",
        became_id=case.messages.get().pk,
    )  # fmt: skip
    own = case_of(otto)
    hold = set_hold(
        Target(object_kind="helpdesk.ticket", object_id=case.pk), HoldReason.CLAIM, date(2027, 3, 1), by=actor(paula)
    )
    first = erased(otto, paula)
    assert {kept["ground"] for kept in first.kept} == {"hold"}
    assert not Identifier.objects.filter(value="otto@alt.example").exists()
    assert Ticket.objects.get(pk=own.pk).requester_id != otto.pk
    lift_hold(hold, by=actor(paula))
    with clock.at(NOW + timedelta(days=1)):
        assert resume_erasures() == 1
        go_on_with_erasures()
    assert not RawMessage.objects.filter(pk=mail.pk).exists()
    assert case.messages.get().text == "Ring me"
    assert not Person.objects.filter(pk=otto.pk).exists()


def test_an_erasure_that_kept_nothing_and_one_that_an_officer_plans_are_left_alone(
    paula: Person, otto: Person, sam: Person
) -> None:
    erased(sam, paula)
    party_to_a_contract(otto)
    erased(otto, paula)
    planned = plan_erasure(otto, Asked(), by=actor(paula))
    with clock.at(NEW_YEAR):
        assert resume_erasures() == 0
        planned.refresh_from_db()
        assert planned.state == ErasureState.PLANNED
