"""Holds and locks stand in the ledger before they count: what a restored backup has to learn again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from candor.people.models import Person
from candor.privacy import ledger
from candor.privacy.actions import holds, locks
from candor.privacy.actions.holds import Target, lift_hold, set_hold
from candor.privacy.actions.locks import NewLock, lift_lock, lock_person, note_told
from candor.privacy.ledger import registers, writing
from candor.privacy.models import Hold, HoldReason, Lock, LockGround, ToldHow
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SPRING = date(2027, 3, 1)
HOLDS, LOCKS = "/tech/privacy-office/holds/", "/tech/privacy-office/locks/"


@pytest.fixture(autouse=True)
def files(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> ledger.LedgerFiles:
    place = ledger.LedgerFiles(tmp_path / "ledger.jsonl")
    monkeypatch.setattr(writing, "our_files", lambda: place)
    return place


def told(files: ledger.LedgerFiles) -> list[tuple[str, str, str, dict[str, int]]]:
    entries = (ledger.entries.read_line(line) for line in files.lines())
    return [(entry.deed_id, entry.state.value, entry.subject, dict(entry.counts)) for entry in entries]


def test_a_lock_and_its_lifting_are_told_by_references_and_enums_alone(
    files: ledger.LedgerFiles, kim: Person, paula: Person
) -> None:
    lock = lock_person(kim, NewLock(LockGround.CLAIMS, "Kim's lawyer wrote"), by=actor(paula))
    note_told(lock, ToldHow.MAIL, by=actor(paula))
    assert lift_lock(lock, by=actor(paula))
    lifting = registers.lifting_of(lock.ref)
    assert told(files) == [
        (lock.ref, "begun", kim.ref, {"set": 1, "ground.claims": 1, "until": 0}),
        (lock.ref, "done", kim.ref, {"set": 1}),
        (lifting, "begun", kim.ref, {"lifted": 1}),
        (lifting, "done", kim.ref, {"lifted": 1}),
    ]
    assert b"Kim" not in files.path.read_bytes()
    assert files.verify().is_intact


def test_a_hold_says_what_is_held_and_when_to_look_again(files: ledger.LedgerFiles, kim: Person, paula: Person) -> None:
    hold = set_hold(Target(person=kim.pk), HoldReason.AUDIT, SPRING, by=actor(paula), note="4 O 12/26")
    said = {"set": 1, "reason.audit": 1, "kind.people.person": 1, "review-on": 20270301}
    assert told(files)[0] == (hold.ref, "begun", kim.ref, said)
    assert lift_hold(hold, by=actor(paula))
    assert not lift_hold(hold, by=actor(paula))
    assert [(entry[1], entry[3]) for entry in told(files)[2:]] == [("begun", {"lifted": 1}), ("done", {"lifted": 1})]
    assert ledger.still_open() == []


def test_pressing_twice_sets_one_and_the_other_is_noted_as_nothing(
    files: ledger.LedgerFiles, kim: Person, paula: Person
) -> None:
    for _again in range(2):
        lock_person(kim, NewLock(LockGround.CLAIMS), by=actor(paula))
    assert [entry[3] for entry in told(files) if entry[1] == "done"] == [{"set": 1}, {"set": 0}]


@pytest.mark.parametrize(
    ("problem", "words"),
    [(ledger.LedgerBusy("x"), "being written by somebody else"), (ledger.LedgerBroken("x"), "cannot be written")],
)
def test_without_the_ledger_nothing_is_done_and_the_page_says_so(
    problem: Exception, words: str, kim: Person, paula: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, browser = actor(paula), signed_in(paula)
    hold = set_hold(Target(person=kim.pk), HoldReason.AUDIT, SPRING, by=by)
    lock = lock_person(kim, NewLock(LockGround.DUTY), by=by)

    def fail(*_args: object, **_more: object) -> None:
        raise problem

    monkeypatch.setattr(registers, "begin", fail)
    form = {"kind": "person", "which": kim.ref, "reason": "claim", "review_on": "2027-03-01", "ground": "claims"}
    for url in (f"{HOLDS}new/", f"{LOCKS}new/", f"{HOLDS}{hold.ref}/lift/", f"{LOCKS}{lock.ref}/lift/"):
        answer = browser.post(url, form)
        assert answer.status_code == 503, url
        assert words in answer.content.decode()
    assert (Hold.objects.standing().count(), Lock.objects.standing().count()) == (1, 1)


def test_what_was_cut_off_is_settled_by_what_the_register_says(
    files: ledger.LedgerFiles, kim: Person, paula: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the register was written, and killed after it."""
    by = actor(paula)
    with monkeypatch.context() as killed:
        killed.setattr(registers, "done", _killed)
        lock = lock_person(kim, NewLock(LockGround.DUTY), by=by)
        hold = set_hold(Target(person=kim.pk), HoldReason.AUDIT, SPRING, by=by)
        lift_hold(hold, by=by)
        killed.setattr(holds, "_enter", _killed)
        with pytest.raises(ledger.LedgerBusy):
            set_hold(Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=by)
        killed.setattr(locks, "_lift", _killed)
        with pytest.raises(ledger.LedgerBusy):
            lift_lock(lock, by=by)
    assert len(ledger.still_open()) == 5
    assert registers.settle() == 4
    assert [entry.deed_id for entry in ledger.still_open()] == [registers.lifting_of(lock.ref)], "begun, not lifted"
    came_about = {entry[0]: entry[3] for entry in told(files) if entry[1] == "done"}
    assert came_about[lock.ref] == came_about[hold.ref] == {"set": 1}
    assert came_about[registers.lifting_of(hold.ref)] == {"lifted": 1}
    assert {"set": 0} in came_about.values()
    assert lift_lock(lock, by=by), "pressed again, it goes on"
    assert ledger.still_open() == []
    assert registers.settle() == 0


def _killed(*_args: object, **_more: object) -> None:
    raise ledger.LedgerBusy("killed")
