"""Keeping to the retention rules: what a run counts, when it waits, what it deletes, and what stays for whose sake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Attachment, Draft, Message, Ticket, TicketTag, TimeRecord
from candor.kernel import clock, files
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.models import AuditFact, StoredFile
from candor.kernel.registries.personal_data import DATABASE, Piece, Purpose, Subject, keepers
from candor.mail.models import OutboxMessage, RawMessage, ReplyToken
from candor.people.models import Account, KnownPlace, Person, Session
from candor.people.public import Refused
from candor.privacy import contracts, ledger
from candor.privacy.actions.holds import Target, lift_hold, set_hold
from candor.privacy.contracts import register_contracts
from candor.privacy.models import (
    AdoptedPack,
    Brake,
    HoldReason,
    RetentionLine,
    RetentionMark,
    RetentionRun,
    RetentionSettings,
    RunState,
)
from candor.privacy.retaining import ending, pace, running
from candor.privacy.retaining.daily import keep_to_rules
from candor.privacy.rules.deciding import Contract, Standing
from tests.cast import actor, make_person
from tests.privacy import carriers

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 5, 4, 9, tzinfo=UTC)
LATELY = datetime(2026, 10, 1, 9, tzinfo=UTC)
SPRING = date(2027, 3, 1)
CASE = "helpdesk.ticket"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own test."""
    monkeypatch.setattr(contracts, "_sources", {})
    monkeypatch.setattr(running, "overwritten", lambda _places: True)
    with clock.at(NOW):
        yield


def adopt(**months: int) -> None:
    """Let these limits be in force, by retention key with its hyphens as underscores."""
    rules = [
        {"key": key.replace("_", "-"), "force": "limit", "months": length, "begins": "event", "sources": [],
         "title": {"en": key}}
        for key, length in months.items()
    ]  # fmt: skip
    AdoptedPack.objects.create(country="XX", version=AdoptedPack.objects.count() + 1, rules=rules, adopted_at=NOW)


def case_of(person: Person, *, closed: datetime | None = LONG_AGO) -> Ticket:
    with clock.at(LONG_AGO):
        ticket = open_ticket(
            NewTicket(requester=person, subject="Kim's secret", text="Call me", channel=Channel.PHONE), by=SYSTEM
        )
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=closed, status="closed" if closed else "open")
    return ticket


def with_file(ticket: Ticket) -> StoredFile:
    file = files.store_file("files", "kim.pdf", "application/pdf", [b"secret"])
    Attachment.objects.create(message=ticket.messages.get(), file=file)
    return file


def dry(by: Person) -> RetentionRun:
    return running.carry_on(running.start_dry_run(by=actor(by)))


def confirmed(by: Person) -> RetentionRun:
    """A run that was counted, looked at and carried out."""
    run = running.carry_on(running.start_run(by=actor(by)))
    if run.state == RunState.WAITING:
        running.confirm_run(run, by=actor(by))
    return running.carry_on(run)


def line(run: RetentionRun, kind: str = CASE) -> RetentionLine:
    return run.lines.get(kind=kind)


def facts() -> list[str]:
    return list(
        AuditFact.objects.filter(name__startswith="privacy.retention").order_by("id").values_list("name", flat=True)
    )


def test_a_dry_run_counts_and_touches_nothing(paula: Person, kim: Person) -> None:
    adopt(case=24, raw_mail=3)
    old, held, fresh = case_of(kim), case_of(kim), case_of(kim, closed=LATELY)
    RawMessage.objects.create(way="pipe", sender="kim@nordlicht.example", subject="x", received_at=LATELY)
    set_hold(Target(object_kind=CASE, object_id=held.pk), HoldReason.LAWSUIT, SPRING, by=actor(paula))
    run = dry(paula)
    cases, mails = line(run), line(run, "mail.rawmessage")
    assert (cases.total, cases.over, cases.going, cases.kept) == (3, 2, 1, {"hold": 1})
    assert cases.samples == [{"number": old.pk, "ground": ""}, {"number": held.pk, "ground": "hold"}]
    assert cases.rows["helpdesk_ticket"] == cases.rows["helpdesk_message"] == 1
    assert (mails.total, mails.over) == (1, 0)
    assert (run.state, run.is_dry) == (RunState.COUNTED, True)
    assert Ticket.objects.get(pk=old.pk).subject == "Kim's secret"
    assert fresh.pk not in {sample["number"] for sample in cases.samples}
    assert facts() == ["privacy.retention.asked", "privacy.retention.counted"]


@pytest.mark.once
def test_without_rules_there_is_nothing_to_run(paula: Person) -> None:
    with pytest.raises(Refused):
        running.start_dry_run(by=actor(paula))
    keep_to_rules()
    assert not RetentionRun.objects.exists()


def test_the_first_run_waits_for_a_person_and_then_ends_whole_cases(paula: Person, kim: Person, anna: Person) -> None:
    adopt(case=24)
    ticket, lately = case_of(kim), case_of(kim, closed=LATELY)
    message, file = ticket.messages.get(), with_file(ticket)
    Message.objects.create(
        ticket=ticket, kind="from-us", author=anna, channel="web", text="Dear Kim Jansen", written_at=LONG_AGO,
        created_at=LONG_AGO,
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(assignee=anna)
    ReplyToken.objects.create(
        value="t", about_kind=CASE, about_id=ticket.pk, address="kim@nordlicht.example", created_at=LONG_AGO
    )
    keep_to_rules()
    run = running.carry_on(RetentionRun.objects.get())
    assert (run.state, run.brake) == (RunState.WAITING, Brake.FIRST)
    keep_to_rules()
    assert RetentionRun.objects.count() == 1, "one that waits keeps waiting"
    running.confirm_run(run, by=actor(paula))
    run = running.carry_on(run)
    assert (run.state, run.confirmed_by) == (RunState.DONE, paula)
    assert (line(run).done, line(run).going) == (1, 1)
    ticket.refresh_from_db()
    assert ticket.subject == "Erased"
    assert (ticket.requester_id, ticket.assignee_id) == (run.tombstone, None)
    assert {(one.text, one.author_id) for one in ticket.messages.all()} == {("Erased", None)}
    assert not ReplyToken.objects.exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert not files.has_bytes(file.storage_key)
    assert lately.messages.get().text == "Call me"
    assert Person.objects.get(pk=kim.pk).name == "Kim Jansen", "a case's end is not its requester's"
    assert message.pk in ticket.messages.values_list("pk", flat=True), "the case's course stays, without anybody"


def test_every_run_stands_once_in_the_ledger_with_its_figures(paula: Person, kim: Person) -> None:
    adopt(case=24)
    case_of(kim)
    before = len(list(ledger.our_files().lines()))
    run = confirmed(paula)
    entries = [ledger.entries.read_line(one) for one in list(ledger.our_files().lines())[before:]]
    assert [(one.deed, one.state, one.deed_id) for one in entries] == [
        (ledger.Deed.RETENTION, ledger.State.BEGUN, run.ref), (ledger.Deed.RETENTION, ledger.State.DONE, run.ref),
    ]  # fmt: skip
    assert entries[0].counts == entries[1].counts == {"case.helpdesk.ticket": 1}
    assert facts() == [f"privacy.retention.{word}" for word in ("asked", "counted", "confirmed", "done")]


def test_what_was_dealt_with_comes_again_only_when_it_begins_anew(paula: Person, kim: Person) -> None:
    adopt(case=24)
    ticket = case_of(kim)
    confirmed(paula)
    assert RetentionMark.objects.get().number == ticket.pk
    assert line(dry(paula)).over == 0
    later = LONG_AGO + timedelta(days=90)
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=later, subject="Opened again and closed")
    run = confirmed(paula)
    assert (line(run).done, run.brake) == (1, Brake.NONE), "confirmed once under these rules, and few"
    assert Ticket.objects.get(pk=ticket.pk).subject == "Erased"


def test_a_hold_that_is_set_between_counting_and_deleting_wins(
    paula: Person, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set after the first batch: what is gone is gone, what is not yet gone stays."""
    adopt(case=24)
    first, second = case_of(kim), case_of(kim)
    monkeypatch.setattr(pace, "MOST", 1)
    run = running.carry_on(running.start_run(by=actor(paula)))
    assert line(run).going == 2
    running.confirm_run(run, by=actor(paula))
    end_some = running._end_some

    def hold_before_the_second(line: Any, kind: Any, numbers: list[int], *rest: Any) -> Any:
        """It was looked at already, and is not yet being ended."""
        if numbers == [second.pk]:
            set_hold(Target(object_kind=CASE, object_id=second.pk), HoldReason.CLAIM, SPRING, by=actor(paula))
        return end_some(line, kind, numbers, *rest)

    monkeypatch.setattr(running, "_end_some", hold_before_the_second)
    run = running.carry_on(run)
    assert (run.state, line(run).done) == (RunState.DONE, 1)
    assert [Ticket.objects.get(pk=one.pk).subject for one in (first, second)] == ["Erased", "Kim's secret"]


def test_what_is_free_again_goes_with_the_next_run(paula: Person, kim: Person) -> None:
    adopt(case=24)
    ticket = case_of(kim)
    hold = set_hold(Target(person=kim.pk), HoldReason.CLAIM, SPRING, by=actor(paula))
    needs = frozenset({Purpose.SUPPORT})
    register_contracts("test", of=lambda _people: {kim.pk: [Contract(Standing.PARTY, needs, date(2026, 12, 31))]})
    assert line(dry(paula)).kept == {"hold": 1}
    lift_hold(hold, by=actor(paula))
    assert line(dry(paula)).kept == {"contract": 1}
    assert line(confirmed(paula)).done == 0
    with clock.at(datetime(2027, 1, 2, 12, tzinfo=UTC)):
        assert line(confirmed(paula)).done == 1
    assert Ticket.objects.get(pk=ticket.pk).subject == "Erased"


def test_a_run_that_would_delete_too_large_a_share_waits(paula: Person, kim: Person) -> None:
    adopt(raw_mail=3)
    RetentionSettings.objects.create(pk=1, share=50, floor=2)
    mails = [RawMessage.objects.create(way="pipe", sender=f"a{n}@x.example", received_at=LONG_AGO) for n in range(2)]
    assert confirmed(paula).brake == Brake.FIRST
    assert not RawMessage.objects.filter(pk__in=[mail.pk for mail in mails]).exists()
    for number, brake in ((2, Brake.NONE), (3, Brake.SHARE)):
        for one in range(number):
            RawMessage.objects.create(way="pipe", sender=f"b{one}@x.example", received_at=LONG_AGO)
        RawMessage.objects.create(way="pipe", sender="new@x.example", received_at=LATELY)
        run = running.carry_on(running.start_run(by=SYSTEM))
        assert run.brake == brake, number
    assert run.state == RunState.WAITING
    assert RawMessage.objects.count() == 5
    assert running.stop_run(run, by=actor(paula))
    assert running.carry_on(run).finished_at
    assert RawMessage.objects.count() == 5


def test_other_rules_stop_a_run_that_waits(paula: Person, kim: Person) -> None:
    adopt(case=24)
    case_of(kim)
    run = running.carry_on(running.start_run(by=SYSTEM))
    adopt(case=36)
    with pytest.raises(Refused):
        running.confirm_run(run, by=actor(paula))
    keep_to_rules()
    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    assert RetentionRun.objects.filter(state=RunState.COUNTING).exists(), "and the next one counts anew"


def test_a_run_that_is_killed_goes_on_where_it_was(paula: Person, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before each batch in turn: the end state is the same, and nothing is counted twice."""
    adopt(case=24)
    tickets = [case_of(kim) for _number in range(3)]
    monkeypatch.setattr(pace, "MOST", 1)
    run = running.carry_on(running.start_run(by=SYSTEM))
    running.confirm_run(run, by=actor(paula))
    end_records, calls = ending.end_records, []

    def killed_every_other_time(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) % 2:
            raise ConnectionError
        return end_records(*arguments)

    monkeypatch.setattr(running, "end_records", killed_every_other_time)
    for _turn in range(3):
        with pytest.raises(ConnectionError):
            running.carry_on(run)
    run = running.carry_on(run)
    assert (run.state, line(run).done) == (RunState.DONE, 3)
    assert {Ticket.objects.get(pk=one.pk).subject for one in tickets} == {"Erased"}
    assert running.carry_on(run).finished_at == run.finished_at


def test_a_run_that_is_stopped_deletes_nothing_further(
    paula: Person, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt(case=24)
    first, second = case_of(kim), case_of(kim)
    monkeypatch.setattr(pace, "MOST", 1)
    run = running.carry_on(running.start_run(by=SYSTEM))
    running.confirm_run(run, by=actor(paula))
    end_records = ending.end_records

    def stopped_after_the_first(kind: Any, numbers: list[int], *rest: Any) -> Any:
        done = end_records(kind, numbers, *rest)
        running.stop_run(run, by=actor(paula))
        return done

    monkeypatch.setattr(running, "end_records", stopped_after_the_first)
    run = running.carry_on(run)
    assert (run.state, line(run).done) == (RunState.STOPPED, 1)
    assert run.finished_at is not None
    assert Ticket.objects.get(pk=first.pk).subject == "Erased"
    assert Ticket.objects.get(pk=second.pk).subject == "Kim's secret"
    assert [one.deed_id for one in ledger.still_open()].count(run.ref) == 0


def test_raw_mail_and_sent_texts_go_by_their_own_periods(paula: Person, kim: Person) -> None:
    adopt(raw_mail=3, outbox=12)
    ticket = case_of(kim, closed=None)
    file = files.store_file("mail-raw", "mail", "message/rfc822", [b"secret"])
    RawMessage.objects.create(
        way="pipe", file=file, sender="kim@nordlicht.example", became_kind="helpdesk.message",
        became_id=ticket.messages.get().pk, received_at=LONG_AGO,
    )  # fmt: skip
    for number, settled in enumerate((LONG_AGO, LATELY, None)):
        OutboxMessage.objects.create(
            from_address="us@lindwurm.example", to_address="kim@nordlicht.example", subject="Re", text="x",
            message_id=f"<{number}>", template="t", template_class="answer", language="en", about_kind=CASE,
            about_id=ticket.pk, state="sent" if settled else "queued", next_at=NOW, created_at=LONG_AGO,
            settled_at=settled,
        )  # fmt: skip
    run = confirmed(paula)
    assert line(run, "mail.rawmessage").done == line(run, "mail.outboxmessage").done == 1
    assert not RawMessage.objects.exists()
    assert not files.has_bytes(file.storage_key)
    assert set(OutboxMessage.objects.values_list("message_id", flat=True)) == {"<1>", "<2>"}
    assert ticket.messages.get().text == "Call me"


def test_an_account_stays_while_something_hangs_on_it(paula: Person, kim: Person) -> None:
    """A device that the software itself forgets after half a year, first."""
    adopt(account=24)
    account = Account.objects.get(person=kim)
    Account.objects.filter(pk=account.pk).update(last_login=LONG_AGO, created_at=LONG_AGO)
    place = KnownPlace.objects.create(account=account, kind="device", digest="d", last_used_at=LONG_AGO)
    assert line(confirmed(paula), "people.account").kept == {"no-rule": 1}
    place.delete()
    Session.objects.filter(account=account).delete()
    assert line(confirmed(paula), "people.account").done == 1
    assert not Account.objects.filter(person=kim).exists()


def test_what_hangs_on_somebody_who_left_goes_and_the_work_of_others_stays(paula: Person, anna: Person) -> None:
    from candor.helpdesk.models import Queue, QueueMember, SavedView

    adopt(staff=36)
    queue = Queue.objects.create(name="First line", default_assignee=anna)
    QueueMember.objects.create(queue=queue, person=anna)
    view = SavedView.objects.create(
        name="Anna Berg's list", audience="team", owner=anna, definition={}, created_at=LONG_AGO, changed_at=LONG_AGO
    )
    assert line(dry(paula), "people.person").over == 0
    anna.account.staff.left_at = LONG_AGO
    anna.account.staff.save()
    run = confirmed(paula)
    assert line(run, "people.person").done == 1
    queue.refresh_from_db()
    view.refresh_from_db()
    assert (queue.default_assignee_id, view.owner_id) == (None, None)
    assert "Anna" not in view.name
    assert not QueueMember.objects.filter(person=anna).exists()
    assert Person.objects.get(pk=anna.pk).name == "Anna Berg"
    assert line(dry(paula), "people.person").over == 0


def test_drafts_and_tags(paula: Person, kim: Person, anna: Person) -> None:
    """What is deleted as a row leaves no mark; what is kept without names anyway is no reason to look at it."""
    adopt(draft=6)
    ticket = case_of(kim)
    Draft.objects.create(author=anna, ticket=ticket, purpose="reply", text="Dear Kim", saved_at=LONG_AGO)
    run = confirmed(paula)
    assert line(run, "helpdesk.draft").done == 1
    assert not Draft.objects.exists()
    assert not RetentionMark.objects.exists()
    assert not TicketTag.objects.exists()


@pytest.mark.once
def test_a_stranger_sees_no_run(stranger: Any, anna: Person, paula: Person) -> None:
    adopt(case=24)
    dry(paula)
    assert not RetentionRun.objects.visible_to(stranger).exists()
    assert not RetentionRun.objects.visible_to(actor(anna)).exists()
    assert RetentionRun.objects.visible_to(actor(paula)).exists()
    assert make_person("Nobody").pk


@pytest.mark.django_db(transaction=True)
def test_nothing_of_what_was_deleted_is_left_on_the_disk(
    paula: Person, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of old pages keeps the run open; it ends when they are overwritten."""
    monkeypatch.undo()
    with clock.at(NOW):
        adopt(raw_mail=3)
        RawMessage.objects.create(way="pipe", sender="x@x.example", subject="canary-of-mail", received_at=LONG_AGO)
        run = running.carry_on(running.start_run(by=SYSTEM))
        running.confirm_run(run, by=actor(paula))
        with monkeypatch.context() as reading:
            reading.setattr(running, "overwritten", lambda _places: False)
            with pytest.raises(running.NotOverwritten):
                running.carry_on(run)
        assert running.carry_on(run).state == RunState.DONE
    found = [str(file) for file in carriers.files_of_the_home() if b"canary-of-mail" in file.read_bytes()]
    assert found == []


def test_time_that_was_worked_stays_when_the_period_is_over_and_says_no_more_who_or_what(
    paula: Person, kim: Person, anna: Person
) -> None:
    """The customer's copy says how long and what for, never who of us; after the case's period nobody is named."""
    adopt(case=36)
    with clock.at(LONG_AGO):
        record = TimeRecord.objects.create(
            ticket=case_of(kim), kind="done", worker=anna, written_by=anna, day=LONG_AGO.date(), minutes=90,
            billed_minutes=90, currency="EUR", tax="", note="Called Kim", created_at=LONG_AGO, changed_at=LONG_AGO,
        )  # fmt: skip
    copy = keepers()[DATABASE].export(Piece(DATABASE, "helpdesk_timerecord", str(record.pk)), Subject(kim.pk))
    assert (copy["minutes"], copy["note"]) == (90, "Called Kim")
    assert not {"worker_id", "written_by_id"} & copy.keys()
    confirmed(paula)
    record.refresh_from_db()
    assert (record.minutes, record.worker_id, record.written_by_id, record.note) == (90, None, None, "")
