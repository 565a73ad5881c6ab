"""Holds and locks: what the privacy office sets, what it stops, and what a person is told before a lock is lifted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import ProtectedError

from candor.helpdesk.actions.binning import KEPT_IN_BIN, move_to_bin, purge_ticket
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import BinReason, Ticket
from candor.helpdesk.refusals import TicketIsHeld
from candor.helpdesk.tasks import bin_should_be_emptied, empty_bin
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.models import AuditFact
from candor.people.models import Organisation, Person
from candor.people.public import Refused
from candor.privacy.actions.holds import Target, lift_hold, review_hold, set_hold
from candor.privacy.actions.locks import NewLock, lift_lock, lock_person, note_told
from candor.privacy.due import whats_due
from candor.privacy.models import Hold, HoldReason, Lock, LockGround, ToldHow
from candor.privacy.queries.registers import PAGE, holds_page, is_locked, review_dates
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPRING = date(2027, 3, 1)
HOLDS, LOCKS = "/tech/privacy-office/holds/", "/tech/privacy-office/locks/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def case_of(person: Person, **more: Any) -> Ticket:
    return open_ticket(
        NewTicket(requester=person, subject="Broken", text="x", channel=Channel.PHONE, **more), by=SYSTEM
    )


def facts() -> list[str]:
    ours = AuditFact.objects.filter(object_kind__in=["privacy.hold", "privacy.lock"])
    return list(ours.order_by("id").values_list("name", flat=True))


@pytest.mark.parametrize("held", ["person", "organisation", "case"])
def test_a_held_case_stays_in_the_bin_until_the_hold_is_lifted(
    held: str, paula: Person, kim: Person, adam: Person, nordlicht: Organisation
) -> None:
    ticket = case_of(kim, organisation=nordlicht)
    move_to_bin(ticket, BinReason.SPAM, by=SYSTEM)
    target = {
        "person": Target(person=kim.pk),
        "organisation": Target(organisation=nordlicht.pk),
        "case": Target(object_kind="helpdesk.ticket", object_id=ticket.pk),
    }[held]
    hold = set_hold(target, HoldReason.LAWSUIT, SPRING, by=actor(paula))
    with pytest.raises(TicketIsHeld):
        purge_ticket(ticket, by=actor(adam))
    with clock.at(NOW + KEPT_IN_BIN + timedelta(days=1)):
        assert not bin_should_be_emptied()
        empty_bin()
        assert Ticket.objects.filter(pk=ticket.pk).exists()
        assert lift_hold(hold, by=actor(paula))
        assert not lift_hold(hold, by=actor(paula)), "once"
        empty_bin()
        assert not Ticket.objects.filter(pk=ticket.pk).exists()
    assert facts() == ["privacy.hold.set", "privacy.hold.lifted"]


def test_the_administrator_is_told_why_a_case_is_not_deleted(paula: Person, kim: Person, adam: Person) -> None:
    ticket = case_of(kim)
    move_to_bin(ticket, BinReason.SPAM, by=SYSTEM)
    set_hold(Target(person=kim.pk), HoldReason.LAWSUIT, SPRING, by=actor(paula))
    told = signed_in(adam).post(f"/tech/bin/{ticket.ref}/purge/", {"number": str(ticket.number)}, follow=True)
    assert "A legal hold covers this case" in told.content.decode()
    assert Ticket.objects.filter(pk=ticket.pk).exists()


def test_a_held_and_a_locked_person_cannot_be_deleted(paula: Person, kim: Person, sam: Person) -> None:
    set_hold(Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=actor(paula))
    lock_person(sam, NewLock(LockGround.CLAIMS), by=actor(paula))
    for person in (kim, sam):
        with pytest.raises(ProtectedError):
            Person.objects.filter(pk=person.pk).delete()


def test_the_dates_that_the_decision_asks_for(paula: Person, kim: Person, nordlicht: Organisation) -> None:
    by = actor(paula)
    set_hold(Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=by)
    case = case_of(kim)
    set_hold(Target(organisation=nordlicht.pk), HoldReason.AUDIT, date(2027, 1, 1), by=by)
    lifted = set_hold(Target(object_kind="helpdesk.ticket", object_id=case.pk), HoldReason.OTHER, SPRING, by=by)
    lift_hold(lifted, by=by)
    found = review_dates(person=kim.pk, organisations=[nordlicht.pk], objects=("helpdesk.ticket", [case.pk]))
    assert found == (date(2027, 1, 1), SPRING)
    assert review_dates(person=paula.pk) == ()


def test_pressing_twice_sets_one_hold_and_one_lock(paula: Person, kim: Person) -> None:
    by = actor(paula)
    assert set_hold(Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=by) == set_hold(
        Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=by
    )
    new = NewLock(LockGround.ACCURACY)
    assert lock_person(kim, new, by=by) == lock_person(kim, new, by=by)
    assert facts() == ["privacy.hold.set", "privacy.lock.set"]


def test_the_office_is_told_when_a_hold_is_due_for_review(paula: Person, kim: Person) -> None:
    hold = set_hold(Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=actor(paula), note="4 O 12/26")
    assert not whats_due(actor(paula)).rows
    with clock.at(datetime(2027, 3, 1, 6, tzinfo=UTC)):
        browser = signed_in(paula)
        assert "due for review" in browser.get("/tech/privacy-office/").content.decode()
        shown = browser.get(HOLDS).content.decode()
        assert "due for review since 1 March 2027" in shown
        assert "4 O 12/26" in shown
        sent = browser.post(f"{HOLDS}{hold.ref}/review/", {"review_on": "2027-09-01"})
        assert sent.status_code == 303
        assert "due for review" not in browser.get("/tech/privacy-office/").content.decode()
    assert facts()[-1] == "privacy.hold.reviewed"
    review_hold(hold, date(2027, 9, 1), by=actor(paula))
    assert facts().count("privacy.hold.reviewed") == 1, "the same day again is no news"


@pytest.mark.parametrize(
    ("kind", "which"),
    [("person", " KIM@nordlicht.example "), ("organisation", "Nordlicht GmbH"), ("helpdesk.ticket", "#{number}")],
)
def test_the_officer_sets_finds_and_lifts_a_hold(kind: str, which: str, paula: Person, kim: Person) -> None:
    ticket = case_of(kim)
    browser = signed_in(paula)
    form = {
        "kind": kind, "which": which.format(number=ticket.number), "reason": "lawsuit", "note": "4 O 12/26",
        "review_on": "2027-03-01",
    }  # fmt: skip
    sent = browser.post(f"{HOLDS}new/", form)
    hold = Hold.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"{HOLDS}{hold.ref}/")
    shown = browser.get(sent["Location"]).content.decode()
    assert "Lawsuit" in shown
    assert "1 March 2027" in shown
    assert "Paula Roth" in shown
    assert browser.post(f"{HOLDS}{hold.ref}/lift/").status_code == 303
    assert hold.ref not in browser.get(HOLDS).content.decode()
    assert hold.ref in browser.get(f"{HOLDS}?lifted").content.decode()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"which": "nobody@nowhere.example"}, "Nothing fits exactly one"),
        ({"which": "shared@nordlicht.example"}, "Nothing fits exactly one"),
        ({"kind": "organisation", "which": "Nord"}, "Nothing fits exactly one"),
        ({"kind": "helpdesk.ticket", "which": "99999999999999999999"}, "Nothing fits exactly one"),
        ({"kind": "helpdesk.ticket", "which": "²"}, "Nothing fits exactly one"),
        ({"kind": "everything"}, "Select a valid choice"),
        ({"review_on": "2026-11-20"}, "within a year"),
        ({"review_on": "2028-01-01"}, "within a year"),
        ({"review_on": "soon"}, "valid date"),
        ({"reason": "because"}, "Select a valid choice"),
        ({"note": "x" * 201}, "at most 200"),
    ],
)
def test_a_hold_that_fits_nothing_is_told_and_not_set(
    changed: dict[str, str], told: str, paula: Person, kim: Person
) -> None:
    for name in ("One", "Two"):
        make_person(name, "shared@nordlicht.example")
    form = {"kind": "person", "which": "kim@nordlicht.example", "reason": "claim", "review_on": "2027-03-01"}
    sent = signed_in(paula).post(f"{HOLDS}new/", {**form, **changed})
    assert sent.status_code == 422
    assert told in sent.content.decode()
    assert not Hold.objects.exists()


def test_a_lock_of_the_persons_own_is_told_before_it_is_lifted(paula: Person, kim: Person) -> None:
    browser = signed_in(paula)
    sent = browser.post(f"{LOCKS}new/", {"which": "kim@nordlicht.example", "ground": "accuracy", "note": "Old address"})
    lock = Lock.objects.get()
    assert sent["Location"] == f"{LOCKS}{lock.ref}/"
    assert is_locked(kim.pk)
    refused = browser.post(f"{LOCKS}{lock.ref}/lift/")
    assert refused.status_code == 409
    assert "Tell the person first" in refused.content.decode()
    assert is_locked(kim.pk)
    assert browser.post(f"{LOCKS}{lock.ref}/told/", {"told_how": "pigeon"}).status_code == 422
    assert browser.post(f"{LOCKS}{lock.ref}/told/", {"told_how": "letter"}).status_code == 303
    assert browser.post(f"{LOCKS}{lock.ref}/lift/").status_code == 303
    assert not is_locked(kim.pk)
    assert "By letter, 20 November 2026" in browser.get(f"{LOCKS}{lock.ref}/").content.decode()
    assert facts() == ["privacy.lock.set", "privacy.lock.told", "privacy.lock.lifted"]


def test_a_person_stays_locked_while_any_lock_stands(paula: Person, kim: Person) -> None:
    by = actor(paula)
    own, duty = (lock_person(kim, NewLock(ground), by=by) for ground in (LockGround.OBJECTION, LockGround.DUTY))
    assert lift_lock(duty, by=by), "the law's own lock needs no letter"
    assert is_locked(kim.pk)
    with pytest.raises(Refused):
        lift_lock(own, by=by)
    note_told(own, ToldHow.PHONE, by=by)
    note_told(own, ToldHow.MAIL, by=by)
    own.refresh_from_db()
    assert own.told_how == ToldHow.PHONE, "the first time counts"
    assert lift_lock(own, by=by)
    assert not is_locked(kim.pk)


def test_pages_of_the_registers_go_on_without_gaps(paula: Person, kim: Person) -> None:
    by = actor(paula)
    for number in range(PAGE + 3):
        set_hold(Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=by, note=str(number))
    first = holds_page(by, after="")
    second = holds_page(by, after=first.later.partition("=")[2])
    assert (len(first.rows), len(second.rows), second.later) == (PAGE, 3, "")
    assert len({row.hold.pk for row in [*first.rows, *second.rows]}) == PAGE + 3


def test_only_the_privacy_office_sees_and_sets_them(
    paula: Person, adam: Person, anna: Person, kim: Person, mallory: Person
) -> None:
    hold = set_hold(Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=actor(paula))
    lock = lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))
    for person in (adam, anna, kim, mallory):
        browser = signed_in(person)
        for url in ("/tech/privacy-office/", HOLDS, f"{HOLDS}{hold.ref}/", LOCKS, f"{LOCKS}{lock.ref}/"):
            assert browser.get(url).status_code != 200, f"{person} at {url}"
        assert browser.post(f"{HOLDS}{hold.ref}/lift/").status_code != 303 or not Hold.objects.exclude(lifted_at=None)
        assert not Hold.objects.visible_to(actor(person)).exists()
        assert not Lock.objects.visible_to(actor(person)).exists()
    assert Hold.objects.standing().count() == Lock.objects.standing().count() == 1
