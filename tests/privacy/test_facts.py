"""What is known about rows when they are decided: since when, whose, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Attachment, Message, Ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import Purpose, Subject, table_of
from candor.mail.models import OutboxMessage, RawMessage
from candor.people.models import Account, Identifier, Organisation, Person, StaffMember
from candor.people.public import subject_of
from candor.privacy import contracts
from candor.privacy.actions.holds import Target, lift_hold, set_hold
from candor.privacy.actions.locks import NewLock, lift_lock, lock_person, note_told
from candor.privacy.contracts import register_contracts
from candor.privacy.facts import Circumstances, circumstances_of, decide_rows, decide_rows_by_period
from candor.privacy.models import HoldReason, LockGround, ToldHow
from candor.privacy.rules.deciding import Action, Contract, Decision, Ground, Request, Right, Standing
from candor.privacy.rules.periods import Begin, Force, Rule, Rules
from tests.cast import actor, make_person, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 5, 4, 9, tzinfo=UTC)
LATELY = datetime(2026, 10, 1, 9, tzinfo=UTC)
SPRING = date(2027, 3, 1)
KEYS = ("case", "customer", "account", "staff", "raw-mail", "outbox", "draft", "request-file", "session", "audit")
RULES = Rules.of(tuple(Rule(key, 24, Begin.EVENT, Force.LIMIT) for key in KEYS))
ERASURE = Request(Right.ERASURE, date(2026, 11, 19))


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(contracts, "_sources", {})
    with clock.at(NOW):
        yield


def case_of(person: Person, *, closed: datetime | None = LONG_AGO, at: datetime = LONG_AGO, **more: object) -> Ticket:
    with clock.at(at):
        ticket = open_ticket(
            NewTicket(requester=person, subject="Broken", text="x", channel=Channel.PHONE, **more),  # type: ignore[arg-type]
            by=SYSTEM,
        )
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=closed, status="closed" if closed else "open")
    return ticket


def by_period(row: object, column: str) -> Decision:
    table, key = table_of(type(row)), str(row.pk)  # type: ignore[attr-defined, arg-type]
    return decide_rows_by_period(table, [key], NOW, RULES)[key][column]


def asked(row: object, column: str, subject: Person, request: Request | None = ERASURE) -> Decision:
    table, key = table_of(type(row)), str(row.pk)  # type: ignore[attr-defined, arg-type]
    stands = circumstances_of(subject_of(subject), request)
    return decide_rows(table, [key], stands, NOW, RULES)[key][column]


def old(name: str, email: str = "") -> Person:
    with clock.at(LONG_AGO):
        return make_person(name, email)


def message_of(ticket: Ticket) -> Message:
    return ticket.messages.get()


def with_file(message: Message) -> StoredFile:
    file = StoredFile.objects.create(
        store="files", name="a.txt", content_type="text/plain", size=1, storage_key="ab12", created_at=LONG_AGO
    )
    Attachment.objects.create(message=message, file=file)
    return file


def raw_mail(message: Message, sender: str = "kim@nordlicht.example") -> RawMessage:
    return RawMessage.objects.create(
        way="pipe", sender=sender, became_kind="helpdesk.message", became_id=message.pk, received_at=LONG_AGO
    )


def our_mail(message: Message, address: str) -> OutboxMessage:
    return OutboxMessage.objects.create(
        from_address="us@lindwurm.example", to_address=address, subject="Re", text="x", message_id=f"<{address}>",
        template="t", template_class="answer", language="en", about_kind="helpdesk.message", about_id=message.pk,
        state="sent", next_at=LONG_AGO, created_at=LONG_AGO, settled_at=LONG_AGO,
    )  # fmt: skip


def test_a_case_is_over_two_years_after_it_was_closed_and_never_while_it_is_open(kim: Person) -> None:
    closed, lately, is_open = case_of(kim), case_of(kim, closed=LATELY), case_of(kim, closed=None)
    assert by_period(closed, "subject").ground is Ground.PERIOD_OVER
    assert by_period(message_of(closed), "text").action is Action.ERASE
    kept = by_period(lately, "subject")
    assert (kept.ground, kept.until) == (Ground.IN_PERIOD, date(2028, 10, 1))
    assert by_period(is_open, "subject").ground is Ground.NO_RULE
    Ticket.objects.filter(pk=is_open.pk).update(solved_at=LONG_AGO, status="solved")
    assert by_period(is_open, "subject").action is Action.ERASE, "solved and never closed"


def test_a_customer_is_over_two_years_after_their_last_sign(kim: Person) -> None:
    person = old("Otto Alt", "otto@alt.example")
    name = by_period(person, "name")
    assert name.ground is Ground.PERIOD_OVER
    assert by_period(person.identifiers.get(), "value").action is Action.ERASE, "with all that says who they are"
    signs = [
        lambda: case_of(person, closed=LATELY),
        lambda: Message.objects.create(
            ticket=case_of(kim), kind="from-customer", author=person, channel="web", text="x", written_at=LATELY,
            created_at=LATELY,
        ),
        lambda: Account.objects.create(person=person, password="!", last_login=LATELY, created_at=LONG_AGO),
    ]  # fmt: skip
    for sign in signs:
        made = sign()
        kept = by_period(person, "name")
        assert (kept.ground, kept.until) == (Ground.IN_PERIOD, date(2028, 10, 1))
        Ticket.objects.filter(requester=person).update(closed_at=LONG_AGO)
        if not isinstance(made, Ticket):
            made.delete()
        assert by_period(person, "name").ground is Ground.PERIOD_OVER


def test_nobody_with_an_open_case_and_nobody_who_works_here_is_over() -> None:
    customer = old("Otto Alt")
    case_of(customer, closed=None)
    assert by_period(customer, "name").ground is Ground.NO_RULE
    with clock.at(LONG_AGO):
        colleague = make_staff("Ulf Alt", "technician", "ulf@lindwurm.example")  # type: ignore[arg-type]
    assert by_period(colleague, "name").ground is Ground.NO_RULE
    member = StaffMember.objects.get(account__person=colleague)
    assert by_period(member, "role").ground is Ground.NO_RULE
    StaffMember.objects.filter(pk=member.pk).update(left_at=LONG_AGO)
    assert by_period(colleague, "name").ground is Ground.PERIOD_OVER
    assert by_period(member, "role").ground is Ground.PERIOD_OVER


def test_a_merged_record_counts_as_the_one_that_it_became(kim: Person) -> None:
    former = old("Kimi Jansen")
    case_of(kim, closed=LATELY)
    assert by_period(former, "name").action is Action.ERASE
    Person.objects.filter(pk=former.pk).update(merged_into=kim)
    assert by_period(former, "name").ground is Ground.IN_PERIOD


@pytest.mark.parametrize("held", ["person", "organisation", "case"])
def test_a_hold_covers_the_case_with_all_that_belongs_to_it(
    held: str, paula: Person, kim: Person, sam: Person, nordlicht: Organisation
) -> None:
    """Whoever asks for erasure, and though every period is over; when it is lifted, all of it goes."""
    ticket = case_of(kim, organisation=nordlicht)
    message = message_of(ticket)
    Message.objects.filter(pk=message.pk).update(author=sam)
    things = [
        (ticket, "subject"), (message, "text"), (with_file(message), "name"),
        (raw_mail(message, "sam@hafen.example"), "subject"), (our_mail(message, "sam@hafen.example"), "text"),
    ]  # fmt: skip
    target = {
        "person": Target(person=kim.pk),
        "organisation": Target(organisation=nordlicht.pk),
        "case": Target(object_kind="helpdesk.ticket", object_id=ticket.pk),
    }[held]
    hold = set_hold(target, HoldReason.LAWSUIT, SPRING, by=actor(paula))
    other = case_of(sam)
    for row, column in things:
        assert (by_period(row, column).ground, by_period(row, column).review) == (Ground.HOLD, SPRING), row
        assert asked(row, column, sam).action is Action.LOCK, row
    assert by_period(other, "subject").action is Action.ERASE, "and nothing else"
    lift_hold(hold, by=actor(paula))
    for row, column in things:
        assert by_period(row, column).action is asked(row, column, sam).action is Action.ERASE, row


def test_who_took_part_in_a_held_case_stays_known(paula: Person, kim: Person, sam: Person) -> None:
    ticket, mine = case_of(kim), case_of(sam)
    Message.objects.filter(ticket=ticket).update(author=sam)
    hold = Target(object_kind="helpdesk.ticket", object_id=ticket.pk)
    set_hold(hold, HoldReason.LAWSUIT, SPRING, by=actor(paula))
    assert asked(sam, "name", sam).ground is Ground.HOLD
    assert asked(sam.identifiers.get(), "value", sam).ground is Ground.HOLD
    assert asked(mine, "subject", sam).action is Action.ERASE


def test_a_hold_on_one_of_two_who_share_a_mailbox_keeps_its_mail(paula: Person, kim: Person, sam: Person) -> None:
    Identifier.objects.create(
        person=kim, kind="email", value="info@hafen.example", written="Info@Hafen.example", created_at=LONG_AGO
    )
    mail = raw_mail(message_of(case_of(sam)), "Info@Hafen.Example")
    assert by_period(mail, "subject").action is Action.ERASE
    set_hold(Target(person=kim.pk), HoldReason.AUDIT, SPRING, by=actor(paula))
    assert by_period(mail, "subject").ground is Ground.HOLD


def test_what_somebody_had_locked_goes_by_no_period_but_by_their_own_wish(paula: Person) -> None:
    person = old("Otto Alt")
    case = case_of(person)
    lock = lock_person(person, NewLock(LockGround.UNLAWFUL), by=actor(paula))
    for row, column in [(person, "name"), (case, "subject")]:
        assert (by_period(row, column).action, by_period(row, column).ground) == (Action.LOCK, Ground.RESTRICTED)
        assert asked(row, column, person).action is Action.ERASE
    note_told(lock, ToldHow.LETTER, by=actor(paula))
    lift_lock(lock, by=actor(paula))
    assert by_period(person, "name").action is Action.ERASE


def test_a_contract_keeps_what_it_needs_of_its_party_until_its_last_day(kim: Person, sam: Person) -> None:
    person = old("Otto Alt")
    needs = frozenset({Purpose.CONTRACT})
    ends = date(2026, 12, 31)
    register_contracts("test", of=lambda _people: {person.pk: [Contract(Standing.PARTY, needs, ends)]})
    for decision in (by_period(person, "name"), asked(person, "name", person)):
        assert (decision.ground, decision.until) == (Ground.CONTRACT, ends)
    assert asked(case_of(person), "subject", person).ground is Ground.REQUESTED, "not needed for it"
    assert by_period(old("Olga Alt"), "name").action is Action.ERASE, "somebody else's contract"


def test_the_end_of_a_contract_is_the_last_sign_of_a_customer() -> None:
    person = old("Otto Alt")
    ended = Contract(Standing.PARTY, frozenset({Purpose.CONTRACT}), date(2026, 3, 31))
    register_contracts("test", of=lambda _people: {person.pk: [ended]})
    kept = by_period(person, "name")
    assert (kept.ground, kept.until) == (Ground.IN_PERIOD, date(2028, 3, 31))


def test_a_case_of_a_company_stays_with_it_when_its_contact_goes(kim: Person, nordlicht: Organisation) -> None:
    contact = Contract(Standing.CONTACT, frozenset({Purpose.SUPPORT, Purpose.CONTRACT}))
    register_contracts("test", of=lambda people: {number: [contact] for number in people})
    ours, own = case_of(kim, organisation=nordlicht), case_of(kim)
    Ticket.objects.filter(pk=own.pk).update(organisation=None)
    assert asked(message_of(ours), "text", kim).ground is Ground.COMPANY
    assert asked(message_of(own), "text", kim).ground is Ground.REPLACEMENT
    assert asked(kim, "name", kim).ground is Ground.REPLACEMENT


def test_a_file_goes_as_what_points_to_it(kim: Person, paula: Person) -> None:
    first, second = message_of(case_of(kim)), message_of(case_of(kim, closed=LATELY))
    file = with_file(first)
    assert by_period(file, "name").action is Action.ERASE
    Attachment.objects.create(message=second, file=file)
    assert by_period(file, "name").ground is Ground.IN_PERIOD, "the later case needs it still"
    alone = StoredFile.objects.create(
        store="files", name="b.txt", content_type="text/plain", size=1, storage_key="cd34", created_at=LONG_AGO
    )
    assert by_period(alone, "name").ground is Ground.NO_RULE, "it goes with the orphans"
    assert asked(alone, "name", kim).action is Action.ERASE


def test_rows_that_are_gone_are_not_decided(kim: Person) -> None:
    assert decide_rows(table_of(Ticket), ["4711"], Circumstances(), NOW, RULES) == {}
    assert decide_rows_by_period(table_of(Ticket), [], NOW, RULES) == {}


@pytest.mark.parametrize("model", [Ticket, Message, Person, RawMessage, OutboxMessage, StoredFile])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    model: type, paula: Person, nordlicht: Organisation
) -> None:
    def rows(number: int) -> list[str]:
        for one in range(number):
            person = old(f"Otto {one}", f"otto{one}@alt.example")
            message = message_of(case_of(person, organisation=nordlicht))
            StoredFile.objects.create(
                store="files", name="a", content_type="t", size=1, storage_key=f"x{one}{number}", created_at=LONG_AGO
            )
            Attachment.objects.create(message=message, file=StoredFile.objects.latest("pk"))
            raw_mail(message)
            our_mail(message, f"{one}{number}@x.example")
        newest = model.objects.order_by("-pk")[:number]  # type: ignore[attr-defined]
        return [str(key) for key in newest.values_list("pk", flat=True)]

    set_hold(Target(organisation=nordlicht.pk), HoldReason.AUDIT, SPRING, by=actor(paula))

    def questions(keys: list[str]) -> int:
        with CaptureQueriesContext(connection) as seen:
            found = decide_rows_by_period(table_of(model), keys, NOW, RULES)
        assert found.keys() == set(keys)
        return len(seen)

    few, many = questions(rows(2)), questions(rows(9))
    assert few == many <= 60


def test_what_stands_about_somebody_counts_for_the_records_that_became_theirs(paula: Person, kim: Person) -> None:
    former = old("Kimi Jansen")
    set_hold(Target(person=former.pk), HoldReason.AUDIT, SPRING, by=actor(paula))
    assert circumstances_of(Subject(kim.pk)).holds == ()
    assert circumstances_of(Subject(kim.pk, former=(former.pk,))).holds == (SPRING,)
