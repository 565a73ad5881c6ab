"""Rights beside erasure, carried out: what was asked for ends, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Ticket
from candor.kernel import clock
from candor.kernel.actor import JOB, SYSTEM, Channel
from candor.kernel.registries import restricted
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.registries.personal_data import Purpose
from candor.people.models import Account, Identifier, Organisation, Person, PersonName
from candor.people.public import add_identifier
from candor.privacy import contracts, ledger
from candor.privacy.actions.holds import Target, set_hold
from candor.privacy.contracts import register_contracts
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, finishing, plan_erasure
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.erasing.resuming import resume_erasures
from candor.privacy.models import Erasure, ErasureState, HoldReason, Lock, Suppression
from candor.privacy.rules.deciding import Contract, Right, Standing
from candor.privacy.tasks import go_on_with_erasures
from tests.cast import actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NARROW = [Right.OBJECTION, Right.MARKETING, Right.WITHDRAWAL]
REASONS = {Right.OBJECTION: "objection", Right.MARKETING: "objection", Right.WITHDRAWAL: "withdrawal"}
DEEDS = {
    Right.OBJECTION: "objection", Right.MARKETING: "objection-to-advertising", Right.WITHDRAWAL: "withdrawal",
    Right.ERASURE: "erasure",
}  # fmt: skip


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


def carried_out(person: Person, right: Right, by: Person | None = None) -> Erasure:
    who = actor(by) if by else SYSTEM
    erasure = plan_erasure(person, Asked(right, reason="by letter"), by=who)
    confirm_erasure(erasure, erasure.plan_hash, by=who)
    erasure = carry_on(erasure)
    assert erasure.state == ErasureState.DONE, erasure.trouble
    return erasure


@pytest.mark.parametrize("right", [*NARROW, Right.ERASURE])
def test_the_ledger_and_the_certificate_name_the_right(otto: Person, right: Right) -> None:
    erasure = carried_out(otto, right)
    told = [ledger.read_line(line) for line in ledger.our_files().lines() if erasure.ref.encode() in line]
    assert [(entry.deed, entry.state) for entry in told] == [(DEEDS[right], "begun"), (DEEDS[right], "done")]
    assert f'"deed": "{DEEDS[right]}"' in erasure.certificate
    laws = {"erasure": "Art. 17", "objection": "Art. 21(1)", "marketing": "Art. 21(2)", "withdrawal": "Art. 7(3)"}
    assert f"({laws[right]}" in erasure.certificate
    assert ("Nobody advertises to 1 address any more" in erasure.certificate) == (right is not Right.ERASURE)


@pytest.mark.parametrize("right", NARROW)
def test_every_address_is_silenced_with_its_reason_a_shared_one_too(otto: Person, right: Right) -> None:
    twin = make_person("Olga Alt", "olga@alt.example")
    for person in (otto, twin):
        add_identifier(person, "email", "desk@alt.example", by=SYSTEM)
    add_identifier(otto, "phone", "+49 431 123456", by=SYSTEM)
    carried_out(otto, right)
    assert [row.reason for row in Suppression.objects.all()] == [REASONS[right]] * 3
    for address in ("otto@alt.example", "desk@alt.example", "+49431123456"):
        assert not allowed(Ask.ADVERTISE_TO, address)
    assert allowed(Ask.ADVERTISE_TO, "olga@alt.example")
    assert carried_out(otto, right).counts["silenced"] == 3, "asked for again"
    assert Suppression.objects.count() == 3


def test_erasing_somebody_silences_nobody(otto: Person) -> None:
    carried_out(otto, Right.ERASURE)
    assert not Suppression.objects.exists()


def test_what_was_not_asked_for_is_in_no_plan_though_its_period_is_over_or_a_hold_stands(
    otto: Person, paula: Person
) -> None:
    ticket = open_ticket(NewTicket(requester=otto, subject="x", text="x", channel=Channel.WEB), by=SYSTEM)
    long_ago = NOW - timedelta(days=9000)
    Ticket.objects.filter(pk=ticket.pk).update(created_at=long_ago, solved_at=long_ago, closed_at=long_ago)
    set_hold(Target(person=otto.pk), HoldReason.CLAIM, date(2027, 3, 1), by=actor(paula))
    erasure = plan_erasure(otto, Asked(Right.OBJECTION), by=SYSTEM)
    assert not erasure.keeps_something
    assert erasure.counts == {"pieces": [], "silenced": 1}


def test_a_contact_who_objects_is_locked_for_the_month_and_gone_after_it_and_the_cases_stay(
    kim: Person, paula: Person, nordlicht: Organisation
) -> None:
    """The company names another contact meanwhile (Art. 21(1)); its cases stay with it, without her name."""
    needs = frozenset({Purpose.SUPPORT, Purpose.CONTRACT, Purpose.ACCOUNT})
    register_contracts("test", of=lambda _people: {kim.pk: [Contract(Standing.CONTACT, needs)]})
    new = NewTicket(requester=kim, subject="Broken", text="Ring us", channel=Channel.WEB, organisation=nordlicht)
    ticket = open_ticket(new, by=actor(kim))
    first = carried_out(kim, Right.OBJECTION, paula)
    assert {kept["ground"] for kept in first.kept} == {"company", "replacement"}
    lock = Lock.objects.standing().get(person=kim)
    assert (lock.ground, lock.until) == ("objection", date(2026, 12, 19))
    assert Person.objects.get(pk=kim.pk).name == "Kim Jansen"
    assert restricted.is_restricted(kim.pk)
    resume_erasures()
    with clock.at(NOW + timedelta(days=30)):
        assert resume_erasures() == 1
        go_on_with_erasures()
    second = Erasure.objects.latest("pk")
    assert (second.state, second.right) == (ErasureState.DONE, "objection")
    assert {kept["ground"] for kept in second.kept} == {"company"}
    assert Person.objects.get(pk=kim.pk).name == "Erased"
    assert not Identifier.objects.filter(person=kim).exists()
    assert not PersonName.objects.filter(person=kim).exists()
    assert not Lock.objects.standing().filter(person=kim).exists(), "the company sees its cases again"
    assert Ticket.objects.get(pk=ticket.pk).organisation == nordlicht
    assert ticket.messages.get().text == "Ring us"


def test_rows_that_nobody_asked_about_keep_what_they_point_to(kim: Person) -> None:
    """The account is not spoken of, so the row it belongs to is emptied and not deleted."""
    contract = Contract(Standing.CONTACT, frozenset({Purpose.SUPPORT, Purpose.CONTRACT}))
    register_contracts("test", of=lambda _people: {kim.pk: [contract]})
    erasure = plan_erasure(kim, Asked(Right.OBJECTION, NOW.date() - timedelta(days=60)), by=JOB)
    confirm_erasure(erasure, erasure.plan_hash, by=JOB)
    assert carry_on(erasure).state == ErasureState.DONE
    assert Person.objects.get(pk=kim.pk).name == "Erased"
    assert Account.objects.filter(person=kim, is_active=False).exists()
    assert [one.findings for one in check_erasures(erasure.ref)] == [()]
