"""Stories of erasing people: what stays and why, who writes back, who looks alike, who comes again."""

from __future__ import annotations

import inspect
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, send_reply
from candor.helpdesk.models import Message, SavedView, Ticket
from candor.kernel import clock, files
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.jobs.tasks import all_tasks
from candor.kernel.models import Token
from candor.kernel.registries.personal_data import DATABASE, Piece, StoreUnavailable, Subject, keepers
from candor.mail.models import OutboxMessage
from candor.people.actions.activities import note_activity
from candor.people.actions.details import Details, add_name, change_details
from candor.people.actions.identifiers import add_identifier
from candor.people.actions.merging import Wanted, merge_people
from candor.people.actions.persons import find_or_add_by_email
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.models import Account, Identifier, Organisation, Person, PersonName, Session
from candor.people.public import Refused, add_tombstone
from candor.privacy import ledger
from candor.privacy.actions.holds import Target, lift_hold, set_hold
from candor.privacy.erasing import (
    Asked,
    Step,
    Whom,
    carry_on,
    confirm_erasure,
    do_to,
    executing,
    freezing,
    plan_erasure,
)
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.erasing.showing import what_stays
from candor.privacy.models import Doing, Erasure, ErasureState, HoldReason, Lock, Trouble
from candor.privacy.rules.periods import Begin, Force, Rule, Rules
from tests.cast import actor, make_customer, make_person, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

SPRING = date(2027, 3, 1)
A_DUTY = Rules.of((Rule("case", 72, Begin.YEAR_END, Force.DUTY, ("§ 257 HGB",)),))


def case_of(person: Person, text: str = "It is broken. Yours, Kim Jansen") -> Ticket:
    new = NewTicket(requester=person, subject=f"Help {person.name}", text=text, channel=Channel.WEB)
    return open_ticket(new, by=actor(person))


def planned(person: Person) -> Erasure:
    erasure = plan_erasure(person, Asked(reason="asked for it"), by=SYSTEM)
    confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    return erasure


def erased(person: Person) -> Erasure:
    erasure = carry_on(planned(person))
    assert erasure.state == ErasureState.DONE
    return erasure


def test_a_case_stays_without_its_person(kim: Person, anna: Person) -> None:
    """What Kim wrote goes whole; what Anna wrote stays without Kim's name; the case is nobody's."""
    ticket = case_of(kim)
    send_reply(ticket, NewMessage("Dear Kim Jansen, restart it."), by=actor(anna))
    erasure = erased(kim)
    ticket.refresh_from_db()
    assert ticket.requester_id == erasure.tombstone
    hers, ours = Message.objects.filter(ticket=ticket).order_by("pk")
    assert (hers.text, hers.author_id) == ("Erased", None)
    assert ours.author_id == anna.pk
    assert "restart it" in ours.text
    assert "Kim" not in ours.text + ticket.subject
    assert not Person.objects.filter(pk=kim.pk).exists()
    assert not OutboxMessage.objects.filter(to_address="kim@nordlicht.example").exists()


def test_what_others_wrote_in_their_own_cases_loses_only_what_is_hers(kim: Person, lee: Person) -> None:
    """Kim answers in Lee's case: her letter goes, Lee's case stays Lee's."""
    ticket = case_of(lee, "Can Kim look at this?")
    add_customer_message(ticket, NewMessage("I had a look.", author=kim), by=actor(lee))
    erased(kim)
    ticket.refresh_from_db()
    assert ticket.requester_id == lee.pk
    texts = list(Message.objects.filter(ticket=ticket).order_by("pk").values_list("text", "author"))
    assert texts == [("Can Kim look at this?", lee.pk), ("Erased", None)]


def test_t4_a_kept_row_does_not_stop_the_rest(kim: Person, nordlicht: Organisation, monkeypatch: Any) -> None:
    """A duty keeps the case; all else goes. The row it points to stays nameless, under a lock with its last day."""
    ticket = case_of(kim)
    Ticket.objects.filter(pk=ticket.pk).update(solved_at=clock.now(), closed_at=clock.now())
    monkeypatch.setattr(freezing, "rules_in_force", lambda: A_DUTY)
    erasure = plan_erasure(kim, Asked(), by=SYSTEM)
    assert erasure.keeps_something
    assert [staying.what for staying in what_stays(erasure)] == ["Cases and the letters in them"]
    assert all("§ 257 HGB" in staying.decision.text for staying in what_stays(erasure))
    confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    erasure = carry_on(erasure)
    assert erasure.state == ErasureState.DONE
    ticket.refresh_from_db()
    assert (ticket.requester_id, ticket.subject) == (kim.pk, "Help Kim Jansen")
    stripped = Person.objects.get(pk=kim.pk)
    assert stripped.name == "Erased"
    assert stripped.erased_at is not None
    assert not PersonName.objects.filter(person=kim).exists()
    assert not Identifier.objects.filter(person=kim).exists()
    lock = Lock.objects.standing().get(person=kim)
    assert (lock.ground, lock.until) == ("duty", date(clock.now().year + 6, 12, 31))
    assert [one.findings for one in check_erasures(erasure.ref)] == [()]


def test_a_hold_keeps_everything(kim: Person, paula: Person) -> None:
    case_of(kim)
    set_hold(Target(person=kim.pk), HoldReason.LAWSUIT, SPRING, by=actor(paula))
    erased(kim)
    kim.refresh_from_db()
    assert kim.name == "Kim Jansen"
    assert kim.erased_at is None
    assert Account.objects.filter(person=kim, is_active=True).exists() == Account.objects.filter(person=kim).exists()


def test_a_hold_set_meanwhile_stops_it_until_it_is_lifted(kim: Person, paula: Person, monkeypatch: Any) -> None:
    case_of(kim)
    erasure = planned(kim)
    monkeypatch.setattr(executing, "BATCH", 1)
    original, holds = executing._note_done, []

    def then_somebody_sues(*arguments: Any) -> None:
        original(*arguments)
        if not holds:
            holds.append(set_hold(Target(person=kim.pk), HoldReason.LAWSUIT, SPRING, by=actor(paula)))

    monkeypatch.setattr(executing, "_note_done", then_somebody_sues)
    stopped = carry_on(erasure)
    assert (stopped.state, stopped.trouble) == (ErasureState.FAILED, Trouble.HELD)
    assert carry_on(erasure).state == ErasureState.FAILED
    assert Person.objects.filter(pk=kim.pk).exists()
    lift_hold(holds[0], by=actor(paula))
    assert carry_on(erasure).state == ErasureState.DONE


def test_t3_what_could_not_be_asked_is_not_done(kim: Person, monkeypatch: Any) -> None:
    """A store that is down leaves the erasure open, in the ledger too, and it goes on when it is back."""
    erasure = planned(kim)
    down = mock.Mock(side_effect=StoreUnavailable("search-index"))
    monkeypatch.setattr(type(keepers()["search-index"]), "erase_many", down)
    case = case_of(kim)
    with pytest.raises(StoreUnavailable):
        carry_on(erasure)
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.EXECUTING
    assert erasure.ref in [entry.deed_id for entry in ledger.still_open()]
    monkeypatch.undo()
    assert carry_on(erasure).state == ErasureState.DONE
    assert erasure.ref not in [entry.deed_id for entry in ledger.still_open()]
    assert Ticket.objects.get(pk=case.pk).requester_id == erasure.tombstone


def test_t9_what_a_running_job_or_late_mail_writes_back_goes_too(kim: Person) -> None:
    """Between the last batch and the second look a mail is put into the outbox and a case arrives."""
    erasure, original, came = planned(kim), executing._look_again, []

    def late(one: Erasure) -> None:
        if not came:
            came.append(write_mail("kim@nordlicht.example"))
        original(one)

    with mock.patch.object(executing, "_look_again", late):
        assert carry_on(erasure).state == ErasureState.DONE
    assert came
    assert not OutboxMessage.objects.filter(to_address="kim@nordlicht.example").exists()


def test_t9_whoever_writes_back_for_ever_stops_it(kim: Person) -> None:
    erasure, original = planned(kim), executing._look_again

    def again(one: Erasure) -> None:
        write_mail("kim@nordlicht.example")
        original(one)

    with mock.patch.object(executing, "_look_again", again):
        stopped = carry_on(erasure)
    assert (stopped.state, stopped.trouble) == (ErasureState.FAILED, Trouble.FOUND)
    assert carry_on(erasure).state == ErasureState.DONE, "as soon as nobody does"


def write_mail(address: str) -> OutboxMessage:
    now, number = clock.now(), OutboxMessage.objects.count()
    return OutboxMessage.objects.create(
        to_address=address,
        from_address="desk@lindwurm.example",
        subject="x",
        text="x",
        about_kind="people.organisation",
        about_id=number,
        message_id=f"<{number}@x>",
        created_at=now,
        next_at=now,
    )


def test_t9_jobs_that_find_nobody_end_cleanly() -> None:
    """Every task that carries a number is run with one that nothing has."""
    ran = 0
    for task in all_tasks().values():
        wanted = inspect.signature(task.run).parameters.values()
        if wanted and all(one.annotation == "int" for one in wanted):
            task(*[987_654_321] * len(wanted))
            ran += 1
    assert ran > 10


def test_t10_nothing_is_typed_onto_an_erased_row(kim: Person, lee: Person, anna: Person, monkeypatch: Any) -> None:
    """The row that stays and the one that takes her place are found by nobody, and refuse what is written to them."""
    ticket, opened = case_of(kim), kim.version
    Ticket.objects.filter(pk=ticket.pk).update(solved_at=clock.now(), closed_at=clock.now())
    monkeypatch.setattr(freezing, "rules_in_force", lambda: A_DUTY)
    erasure, by = erased(kim), actor(anna)
    tombstone = Person.objects.get(pk=erasure.tombstone)
    for row in (Person.objects.get(pk=kim.pk), tombstone):
        with pytest.raises(Refused):
            add_identifier(row, "email", "kim@nordlicht.example", by=by)
        with pytest.raises(Refused):
            add_name(row, "other", "Kim", by=by)
        with pytest.raises(Refused):
            note_activity(row, "call", "Is back.", at=clock.now(), by=by)
        with pytest.raises(Refused):
            merge_people(lee, row, Wanted(), by=by)
        assert signed_in(anna).get(f"/tech/people/{row.ref}/").status_code == 404
    with pytest.raises(ChangedMeanwhile):
        change_details(kim, opened, Details("Kim", "en", "", ""), by=by)
    assert [one.findings for one in check_erasures(erasure.ref)] == [()]
    PersonName.objects.create(person=tombstone, kind="present", text="Kim Jansen")
    ((found,),) = [one.findings for one in check_erasures(erasure.ref)]
    assert (found.what, found.place) == ("typed-on", "people_personname")


def test_t11_files_sessions_and_tokens_go_with_the_rows(kim: Person) -> None:
    client = signed_in(kim)
    stored = files.store_file("files", "passport.png", "image/png", [b"secret"])
    new = NewTicket(requester=kim, subject="x", text="x", channel=Channel.WEB, files=[stored])
    open_ticket(new, by=actor(kim))
    tokens = Token.objects.create(
        purpose="password-reset", digest="d" * 64, subject_id=kim.pk, created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    assert client.get("/customer/cases/").status_code == 200
    erased(kim)
    assert not files.has_bytes(stored.storage_key)
    assert not Token.objects.filter(pk=tokens.pk).exists()
    assert not Session.objects.filter(account__person=kim.pk).exists()
    assert client.get("/customer/cases/").status_code == 302


def test_a_file_that_somebody_else_has_too_stays(kim: Person, lee: Person) -> None:
    stored = files.store_file("files", "plan.pdf", "application/pdf", [b"shared"])
    for person in (kim, lee):
        new = NewTicket(requester=person, subject="x", text="x", channel=Channel.WEB, files=[stored])
        open_ticket(new, by=actor(person))
    erased(kim)
    assert files.has_bytes(stored.storage_key)
    erased(lee)
    assert not files.has_bytes(stored.storage_key)


def test_t16_nobody_is_taken_for_erased_because_of_a_value() -> None:
    """Somebody who is called like the placeholder, or has no name, is erased like everybody else."""
    for name in ("Erased", ""):
        person = make_person(name, f"{name.lower() or 'nobody'}@x.example")
        erased(person)
        assert not Identifier.objects.filter(person=person.pk).exists()
        with pytest.raises(Refused, match="erased already"):
            plan_erasure(add_tombstone(), Asked(), by=SYSTEM)


def test_t21_a_batch_asks_no_more_for_more_rows(kim: Person) -> None:
    """However many rows a batch has; nothing is asked row by row."""

    def queries(number: int) -> int:
        cases = [case_of(kim, f"Text {each}") for each in range(number)]
        rows = Message.objects.filter(ticket__in=cases).values_list("pk", flat=True)
        steps = [Step(Piece(DATABASE, "helpdesk_message", str(key)), Doing.CHANGE) for key in rows]
        with CaptureQueriesContext(connection) as seen:
            do_to(steps, Whom(Subject(kim.pk, words=(kim.name,)), add_tombstone().pk))
        return len(seen)

    assert queries(2) == queries(30)


def test_t22_people_who_look_alike_keep_everything(nordlicht: Organisation) -> None:
    """The same name, an address that ends alike, a mailbox they share."""
    kim = make_customer("Kim Jansen", "a@b.example", nordlicht)
    twin = make_customer("Kim Jansen", "aa@b.example", nordlicht)
    for person in (kim, twin):
        Identifier.objects.create(
            person=person, kind="email", value="desk@b.example", written="desk@b.example", created_at=clock.now()
        )
    ticket = case_of(twin, "I am Kim Jansen, desk@b.example.")
    write_mail("desk@b.example")
    erased(kim)
    ticket.refresh_from_db()
    assert ticket.requester_id == twin.pk
    assert Message.objects.get(ticket=ticket).text == "I am Kim Jansen, desk@b.example."
    assert set(Identifier.objects.filter(person=twin).values_list("value", flat=True)) == {
        "aa@b.example",
        "desk@b.example",
    }
    assert OutboxMessage.objects.filter(to_address="desk@b.example").exists(), "it may be the other one's"


def test_who_comes_back_is_somebody_new(kim: Person) -> None:
    erased(kim)
    again = find_or_add_by_email("Kim Jansen", "kim@nordlicht.example", by=SYSTEM, source="mail")
    assert again.pk != kim.pk
    assert again.erased_at is None
    assert list(again.tickets.all()) == []


def test_a_view_of_the_team_keeps_its_name_and_one_of_their_own_does_not(anna: Person, lee: Person) -> None:
    """The name of a shared view is the team's text: of who made it only their own name goes from there."""
    for audience in ("shared", "queue", "mine"):
        SavedView.objects.create(
            name="Lee Olsen waits for us", audience=audience, owner=lee, definition={}, created_at=clock.now(),
            changed_at=clock.now(),
        )  # fmt: skip
    erased(lee)
    found = {view.audience: view for view in SavedView.objects.all()}
    assert {view.owner for view in found.values()} == {None}
    for audience in ("shared", "queue"):
        assert found[audience].name.endswith(" waits for us")
        assert "Lee" not in found[audience].name
    assert "waits" not in found["mine"].name


@pytest.mark.once
def test_whoever_works_here_is_refused(anna: Person) -> None:
    with pytest.raises(Refused, match="End their access first"):
        plan_erasure(anna, Asked(), by=SYSTEM)
    assert not Erasure.objects.exists()


def test_only_the_plan_that_was_seen_is_carried_out(kim: Person) -> None:
    erasure = plan_erasure(kim, Asked(), by=SYSTEM)
    with pytest.raises(Refused, match="has changed"):
        confirm_erasure(erasure, "0" * 64, by=SYSTEM)
    assert confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    assert not confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM), "once"
    erasure.pieces.filter(place="people_person").delete()
    with pytest.raises(Refused, match="Plan it anew"):
        carry_on(erasure)
    assert Person.objects.filter(pk=kim.pk, erased_at=None).exists()
    again = plan_erasure(kim, Asked(), by=SYSTEM)
    assert Erasure.objects.get(pk=erasure.pk).state == ErasureState.DROPPED
    assert again.pieces.exists()
