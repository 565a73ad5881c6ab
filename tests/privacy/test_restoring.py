"""A restored backup brings nobody back (T13) and loses no hold (T12): stories, and any order of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from candor.kernel import clock
from candor.kernel.actor import JOB, SYSTEM
from candor.kernel.backup import gate
from candor.kernel.models import AuditFact
from candor.mail.models import OutboxMessage, OutboxState
from candor.people.models import Identifier, Organisation, Person, Session
from candor.people.public import NewPerson, add_person
from candor.privacy import ledger
from candor.privacy.actions.holds import Target, lift_hold, set_hold
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.actions.paper_letters import note_posted
from candor.privacy.actions.requests import NewRequest, receive
from candor.privacy.actions.suppressions import suppress
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.ledger import Deed
from candor.privacy.models import (
    Erasure,
    ErasureState,
    Hold,
    HoldReason,
    IdentityProof,
    Lock,
    LockGround,
    PaperLetter,
    Reach,
    RequestChannel,
    RequestKind,
    RequestStep,
    StepKind,
    SuppressionReason,
)
from candor.privacy.queries.deadlines import house_today
from candor.privacy.restoring.ledgers import LedgerMissing
from candor.privacy.restoring.running import Wanted, settle_matter
from candor.privacy.rules.deciding import Right
from candor.privacy.suppressing import entry_for
from tests.cast import make_person, signed_in
from tests.privacy.carriers import where_tokens_are
from tests.privacy.restores import PRIVATE as KEY
from tests.privacy.restores import Elsewhere, an_elsewhere, lose_the_machine, put_back, restore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

REVIEW = date(2030, 3, 1)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    with an_elsewhere(tmp_path) as place:
        yield place


def erase(person: Person) -> Erasure:
    erasure = plan_erasure(person, Asked(), by=JOB)
    confirm_erasure(erasure, erasure.plan_hash, by=JOB)
    return carry_on(erasure)


@pytest.mark.db(always=True)
def test_t13_whoever_was_erased_since_the_backup_is_erased_again_before_anybody_is_served(
    kim: Person, sam: Person, adam: Person, elsewhere: Elsewhere, client: Client
) -> None:
    """Found nowhere afterwards: not in tables, raw files, log or index. Everybody else is there, and signs in anew."""
    browser = signed_in(adam)
    archive = elsewhere.backup()
    ref = erase(kim).ref
    newcomer = make_person("Nina Neu", "nina@neu.example")
    erase(newcomer)
    restored = restore(archive, elsewhere)
    assert restored.replayed.deeds == {"erasure": 2}
    assert (restored.matters, gate.is_closed()) == ((), False)
    assert not Person.objects.filter(name__in=["Kim Jansen", "Nina Neu"]).exists()
    assert not Identifier.objects.filter(value="kim@nordlicht.example").exists()
    tokens = {"kim@nordlicht.example", "nina@neu.example"}
    assert {token: places for token, places in where_tokens_are(tokens).items() if places} == {}
    assert Person.objects.filter(pk=sam.pk, name="Sam Peters", erased_at=None).exists()
    assert Erasure.objects.get(ref=ref).state == ErasureState.DONE
    assert [found.findings for found in check_erasures(ref)] == [()], "the ledger was not told twice"
    assert not Session.objects.exists()
    assert browser.get("/tech/configuration/").status_code == 302
    assert AuditFact.objects.filter(name="privacy.restore.done").count() == 1
    assert ledger.examine().problem == ""


@pytest.mark.db(always=True)
def test_t12_holds_locks_and_suppressions_of_the_time_since_are_there_again(
    kim: Person, sam: Person, nordlicht: Organisation, elsewhere: Elsewhere
) -> None:
    before = set_hold(Target(person=sam.pk), HoldReason.CLAIM, REVIEW, by=SYSTEM)
    archive = elsewhere.backup()
    lift_hold(before, by=SYSTEM)
    held = set_hold(Target(organisation=nordlicht.pk), HoldReason.LAWSUIT, REVIEW, by=SYSTEM)
    locked = lock_person(kim, NewLock(LockGround.CLAIMS, until=REVIEW), by=SYSTEM)
    suppress("nobody@else.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    restore(archive, elsewhere)
    hold = Hold.objects.standing().get()
    assert (hold.ref, hold.organisation_id, hold.reason, hold.review_on) == (held.ref, nordlicht.pk, "lawsuit", REVIEW)
    lock = Lock.objects.standing().get()
    assert (lock.ref, lock.person_id, lock.ground, lock.until) == (locked.ref, kim.pk, "claims", REVIEW)
    found = entry_for("nobody@else.example")
    assert found is not None
    assert found.reason == "objection"
    assert not [entry for entry in ledger.still_open() if entry.deed in {Deed.HOLD, Deed.LOCK}]


@pytest.mark.once
def test_a_hold_after_the_erasure_brings_nothing_back_and_one_before_it_keeps(
    kim: Person, sam: Person, nordlicht: Organisation, elsewhere: Elsewhere
) -> None:
    archive = elsewhere.backup()
    erase(kim)
    set_hold(Target(organisation=nordlicht.pk), HoldReason.CLAIM, REVIEW, by=SYSTEM)
    set_hold(Target(person=sam.pk), HoldReason.CLAIM, REVIEW, by=SYSTEM)
    restore(archive, elsewhere)
    assert not Person.objects.filter(name="Kim Jansen").exists()
    assert Person.objects.filter(pk=sam.pk, name="Sam Peters").exists()
    assert Hold.objects.standing().count() == 2


@pytest.mark.once
def test_staff_who_left_and_records_that_were_merged_since_are_erased_again_too(
    anna: Person, kim: Person, lee: Person, elsewhere: Elsewhere
) -> None:
    from candor.people.actions.erased import end_work_here

    archive = elsewhere.backup()
    end_work_here(anna, by=SYSTEM)
    erase(anna)
    Person.objects.filter(pk=lee.pk).update(merged_into=kim)
    erase(Person.objects.get(pk=kim.pk))
    restored = restore(archive, elsewhere)
    assert restored.matters == ()
    assert not Person.objects.filter(name__in=["Anna Berg", "Kim Jansen", "Lee Olsen"]).exists()


@pytest.mark.once
def test_an_erasure_that_the_backup_knows_goes_on_and_an_unknown_one_stops_service(
    kim: Person, sam: Person, adam: Person, elsewhere: Elsewhere, client: Client
) -> None:
    """Who only began, by a ledger that says no more, may or may not have come about: a person looks."""
    known = plan_erasure(kim, Asked(), by=JOB)
    confirm_erasure(known, known.plan_hash, by=JOB)
    archive = elsewhere.backup()
    ledger.begin(known.ref, Deed.ERASURE, kim.ref, plan=known.plan_hash)
    ledger.begin("unknown0unknown0", Deed.ERASURE, sam.ref)
    restored = restore(archive, elsewhere)
    assert not Person.objects.filter(name="Kim Jansen").exists()
    assert [matter.id for matter in restored.matters] == ["unknown0unknown0"]
    assert Person.objects.filter(name="Sam Peters").exists()
    assert client.get("/").status_code == 503
    assert client.get("/readyz").json()["parts"] == {"restore": gate.why_closed()}
    assert client.get("/tech/sign-in/").status_code == 200
    assert signed_in(Person.objects.get(name="Adam Kern")).get("/tech/").status_code == 200
    assert signed_in(Person.objects.get(name="Sam Peters")).get("/customer/").status_code == 503
    assert settle_matter("unknown0unknown0")
    assert client.get("/").status_code == 200


@pytest.mark.db(always=True)
def test_an_answer_that_lies_unsent_in_the_backup_holds_up_only_what_never_began(
    kim: Person, sam: Person, paula: Person, elsewhere: Elsewhere
) -> None:
    """By mail or by post: Kim's answer and Konrad's had left when the machine was lost, Sam's had not."""
    konrad = add_person(NewPerson("Konrad Kruse", phone="+49 4681 55010"), by=SYSTEM)
    began = [_asked_to_be_erased(person) for person in (kim, konrad)]
    waits = _asked_to_be_erased(sam)
    archive = elsewhere.backup()
    assert [carry_on(erasure).state for erasure in (*began, waits)] == [ErasureState.CONFIRMED] * 3
    OutboxMessage.objects.filter(to_address="kim@nordlicht.example").update(state=OutboxState.SENT)
    assert note_posted(PaperLetter.objects.get(request=began[1].request), house_today(), by=JOB)
    assert [carry_on(erasure).state for erasure in began] == [ErasureState.DONE] * 2

    restored = restore(archive, elsewhere)
    assert (restored.matters, gate.is_closed()) == ((), False)
    assert not Person.objects.filter(name__in=["Kim Jansen", "Konrad Kruse"]).exists()
    assert {row.state for row in Erasure.objects.filter(ref__in=[one.ref for one in began])} == {ErasureState.DONE}
    for one in began:
        notes = RequestStep.objects.filter(request=one.request_id, kind=StepKind.NOTE).values_list("note", flat=True)
        assert [note.startswith("A backup was restored") for note in notes] == [True]
    assert Person.objects.filter(pk=sam.pk, name="Sam Peters", erased_at=None).exists()
    assert Erasure.objects.get(ref=waits.ref).state == ErasureState.CONFIRMED
    assert [note.split(".")[0] for note in restored.replayed.notes] == [f"Erasure {waits.ref} waits for its answer"]
    assert OutboxMessage.objects.get(to_address="sam@hafen.example").error == "restored", "a person sends it"
    assert not RequestStep.objects.filter(request=waits.request_id, kind=StepKind.NOTE).exists()


def _asked_to_be_erased(person: Person) -> Erasure:
    """Confirmed, so that the answer is on its way."""
    new = NewRequest(
        RequestKind.ERASURE, RequestChannel.PHONE, person=person, postal_address="Deich 1\n25938 Wyk",
        identity=IdentityProof.KNOWN,
    )  # fmt: skip
    request = receive(new, by=SYSTEM)
    OutboxMessage.objects.filter(about_id=request.pk).delete()  # that it was received, which nobody waits for
    PaperLetter.objects.filter(request=request).delete()
    erasure = plan_erasure(person, Asked(Right.ERASURE, request=request.pk), by=JOB)
    confirm_erasure(erasure, erasure.plan_hash, by=JOB)
    return erasure


@pytest.mark.once
def test_without_a_ledger_only_administrators_enter_and_that_is_written_down(
    kim: Person, adam: Person, elsewhere: Elsewhere, client: Client
) -> None:
    """A ledger that is older than the backup is none."""
    set_hold(Target(person=kim.pk), HoldReason.CLAIM, REVIEW, by=SYSTEM)
    old = elsewhere.ledger.read_bytes()
    suppress("nobody@else.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    archive = elsewhere.backup()
    lose_the_machine()
    copy = elsewhere.place / "ledger.jsonl"
    copy.write_bytes(old)
    for beside in settings.INSTANCE.home.glob("backups/*ledger.jsonl"):
        beside.unlink()
    with pytest.raises(LedgerMissing, match="--accept-missing-ledger"):
        put_back(Wanted(archive, KEY, copy))
    assert not gate.is_closed(), "nothing was begun"
    restored = put_back(Wanted(archive, KEY, copy, accepts_missing_ledger=True))
    assert [matter.id for matter in restored.matters] == ["missing-ledger"]
    assert client.get("/").status_code == 503
    assert AuditFact.objects.get(name="privacy.restore.done").details["without_ledger"] is True
    assert settle_matter("missing-ledger")
    assert client.get("/").status_code == 200
    suppress("again@else.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    assert ledger.examine().problem == "", "a new chain has begun"


@pytest.mark.once
def test_mails_that_waited_then_are_held_back_and_told(kim: Person, elsewhere: Elsewhere) -> None:
    def mail(number: int, state: OutboxState) -> None:
        now = clock.now()
        OutboxMessage.objects.create(
            from_address="us@lindwurm.example", to_address="kim@nordlicht.example", subject="Hello", text="Hello",
            message_id=f"<{number}@lindwurm.example>", template="test", template_class="contract", language="en",
            about_kind="people.person", about_id=kim.pk, state=state, next_at=now, created_at=now,
        )  # fmt: skip

    mail(1, OutboxState.QUEUED)
    mail(2, OutboxState.SENT)
    archive = elsewhere.backup()
    restored = restore(archive, elsewhere)
    assert restored.aftermath.mails == 1
    held = OutboxMessage.objects.get(message_id="<1@lindwurm.example>")
    assert (held.state, held.error) == (OutboxState.DEFERRED, "restored")
    assert held.next_at > clock.now() + timedelta(days=365)


@pytest.mark.once
def test_a_restore_that_is_killed_is_begun_again_and_serves_nobody_meanwhile(
    kim: Person, sam: Person, elsewhere: Elsewhere, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from candor.kernel.backup import reading
    from candor.privacy.restoring import replaying, running

    class Killed(BaseException):
        pass

    def die(*_arguments: object) -> None:
        raise Killed

    archive = elsewhere.backup()
    erase(kim)
    copy = elsewhere.ledger
    lose_the_machine()
    wanted = Wanted(archive, KEY, copy)
    for owner, name in ((reading, "_heard"), (replaying.erasures, "carry_out_again"), (running, "settle_the_past")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, die)
            with pytest.raises(Killed):
                put_back(wanted)
        assert gate.is_closed()
        assert client.get("/livez").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert client.get("/").status_code == 503
    put_back(wanted)
    assert not gate.is_closed()
    assert not Person.objects.filter(name="Kim Jansen").exists()
    assert Person.objects.filter(name="Sam Peters").exists()
    with transaction.atomic():
        assert Person.objects.filter(erased_at=None).count() >= 1
