"""Customers of whom nothing was heard for so long: told first, then erased as people, unless they give a sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.registries.personal_data import Purpose
from candor.mail.models import OutboxMessage
from candor.people.models import Account, Identifier, Person
from candor.privacy import contracts
from candor.privacy.actions.holds import Target, set_hold
from candor.privacy.contracts import register_contracts
from candor.privacy.erasing import finishing
from candor.privacy.models import (
    AdoptedPack,
    Brake,
    Erasure,
    ErasureState,
    HoldReason,
    InactivityNotice,
    RetentionRun,
    RetentionSettings,
    RunState,
)
from candor.privacy.retaining import running
from candor.privacy.rules.deciding import Contract, Standing
from candor.privacy.tasks import go_on_with_erasures
from tests.cast import actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 5, 4, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    monkeypatch.setattr(contracts, "_sources", {})
    monkeypatch.setattr(running, "overwritten", lambda _places: True)
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    AdoptedPack.objects.create(
        country="XX", version=1, adopted_at=NOW,
        rules=[{"key": "customer", "force": "limit", "months": 36, "begins": "event", "sources": [],
                "title": {"en": "Customers"}}],
    )  # fmt: skip
    with clock.at(NOW):
        yield


def old(name: str = "Otto Alt", email: str = "otto@alt.example", *, known: datetime = LONG_AGO) -> Person:
    with clock.at(known):
        return make_person(name, email)


def run(by: Person) -> RetentionRun:
    """A run of this moment, confirmed if it asks for that."""
    found = running.carry_on(running.start_run(by=SYSTEM))
    if found.state == RunState.WAITING:
        running.confirm_run(found, by=actor(by))
    return running.carry_on(found)


def kept(found: RetentionRun) -> dict[str, int]:
    return found.lines.get(key="customer", kind="people.person").kept


def days_later(days: int) -> clock.at:
    return clock.at(NOW + timedelta(days=days))


def is_there(person: Person) -> bool:
    return Person.objects.filter(pk=person.pk, erased_at=None, name=person.name).exists()


def test_nobody_is_written_to_before_somebody_has_seen_how_many(paula: Person) -> None:
    person = old()
    waiting = running.carry_on(running.start_run(by=SYSTEM))
    assert (waiting.state, waiting.brake) == (RunState.WAITING, Brake.FIRST)
    assert kept(waiting) == {"tell": 1}
    assert not OutboxMessage.objects.exists()
    running.confirm_run(waiting, by=actor(paula))
    running.carry_on(waiting)
    assert OutboxMessage.objects.get().to_address == "otto@alt.example"
    assert is_there(person)


def test_told_first_and_erased_when_the_time_is_over(paula: Person, kim: Person) -> None:
    person = old()
    run(paula)
    mail = OutboxMessage.objects.get()
    assert "20 December 2026" in mail.subject
    assert "4 May 2020" in mail.text
    assert "/customer/sign-in/" in mail.text
    with days_later(30):
        assert kept(run(paula)) == {"told": 1}
        assert is_there(person)
    with days_later(31):
        done = run(paula)
    assert done.lines.get(key="customer", kind="people.person").done == 1
    assert not Person.objects.filter(name="Otto Alt").exists()
    assert not Identifier.objects.filter(value="otto@alt.example").exists()
    assert not OutboxMessage.objects.filter(to_address="otto@alt.example").exists()
    assert is_there(kim)
    assert Erasure.objects.get().state == ErasureState.COMPACTING, "the disk is overwritten for all of them at once"
    go_on_with_erasures()
    assert Erasure.objects.get().done_at is not None
    with days_later(32):
        assert kept(run(paula)) == {}


def test_the_mail_speaks_the_customers_language(paula: Person) -> None:
    person = old()
    Person.objects.filter(pk=person.pk).update(language="de")
    run(paula)
    mail = OutboxMessage.objects.get()
    assert "werden" in mail.subject
    assert "20. Dezember 2026" in mail.subject
    assert "4. Mai 2020" in mail.text


def test_who_is_soon_over_is_told_in_time(paula: Person) -> None:
    """Their period ends in three weeks: the mail names thirty days from now, not less."""
    person = old(known=NOW - timedelta(days=3 * 365 - 20))
    later = old("Olga Neu", "olga@neu.example", known=NOW - timedelta(days=3 * 365 - 60))
    run(paula)
    assert InactivityNotice.objects.get().person == person
    with days_later(25):
        assert kept(run(paula)) == {"told": 1}
    with days_later(35):
        run(paula)
        assert not is_there(person)
        assert InactivityNotice.objects.get().person == later


@pytest.mark.parametrize("sign", ["sign-in", "case"])
def test_a_sign_begins_the_period_anew(sign: str, paula: Person) -> None:
    person = old()
    with clock.at(LONG_AGO):
        account = Account.objects.create(person=person, password="!", created_at=LONG_AGO)
    run(paula)
    with days_later(10):
        if sign == "sign-in":
            Account.objects.filter(pk=account.pk).update(last_login=clock.now())
        else:
            open_ticket(NewTicket(requester=person, subject="x", text="x", channel=Channel.PHONE), by=SYSTEM)
    with days_later(40):
        run(paula)
        assert is_there(person)
    Ticket.objects.update(closed_at=NOW + timedelta(days=10), status="closed")
    with days_later(10 + 3 * 366):
        assert kept(run(paula)) == {"tell": 1}, "told anew, the old notice counts no more"
        assert is_there(person)


@pytest.mark.parametrize("why", ["no address", "bounced"])
def test_who_cannot_be_told_stays_unless_the_owner_says_otherwise(why: str, paula: Person) -> None:
    person = old(email="" if why == "no address" else "otto@alt.example")
    run(paula)
    OutboxMessage.objects.update(state="bounced")
    with days_later(40):
        assert kept(run(paula)) == {"untold": 1}
        assert is_there(person)
        assert InactivityNotice.objects.get().told_at is None, "on the office's list"
    RetentionSettings.objects.create(pk=1, erases_untold=True)
    with days_later(41):
        run(paula)
        assert not is_there(person)


def test_a_new_address_is_told(paula: Person) -> None:
    person = old(email="")
    run(paula)
    Identifier.objects.create(
        person=person, kind="email", value="otto@alt.example", written="otto@alt.example", is_primary=True,
        created_at=LONG_AGO,
    )  # fmt: skip
    with days_later(1):
        run(paula)
    assert OutboxMessage.objects.get().to_address == "otto@alt.example"
    with days_later(31):
        run(paula)
        assert is_there(person), "thirty days from the mail, not from the first look"
    with days_later(33):
        run(paula)
        assert not is_there(person)


def test_a_hold_and_a_contract_keep_them_and_nobody_frightens_them(paula: Person) -> None:
    held, party = old(), old("Pia Alt", "pia@alt.example")
    set_hold(Target(person=held.pk), HoldReason.CLAIM, date(2027, 3, 1), by=actor(paula))
    contract = Contract(Standing.PARTY, frozenset({Purpose.CONTRACT}))
    register_contracts("test", of=lambda _people: {party.pk: [contract]})
    assert kept(run(paula)) == {"hold": 1, "contract": 1}
    assert not OutboxMessage.objects.exists()


def test_colleagues_and_people_with_open_cases_are_no_customers_who_left(paula: Person) -> None:
    person = old()
    with clock.at(LONG_AGO):
        open_ticket(NewTicket(requester=person, subject="x", text="x", channel=Channel.PHONE), by=SYSTEM)
    Person.objects.filter(pk=paula.pk).update(created_at=LONG_AGO)
    found = run(paula).lines.get(key="customer", kind="people.person")
    assert (found.over, found.kept) == (0, {})
