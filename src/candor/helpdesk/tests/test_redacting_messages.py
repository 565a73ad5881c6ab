"""A technician takes a password away: from the message, and from everywhere else it stands."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from django.db import connection

from candor.helpdesk.actions.drafts import save_draft
from candor.helpdesk.actions.merging import merge
from candor.helpdesk.models import Draft, Message, Queue, QueueMember, Ticket
from candor.helpdesk.public import NewMessage, send_reply
from candor.helpdesk.queries.redaction import KINDS, TICKET, cases_around, shown_places
from candor.kernel import clock, search
from candor.kernel.files import has_bytes
from candor.kernel.models import AuditFact, StoredFile
from candor.kernel.registries.personal_data import tables
from candor.mail.models import OutboxMessage, RawMessage, RawState, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Person
from candor.privacy import ledger
from candor.privacy.actions.settling import PATIENCE, settle_redactions
from candor.privacy.models import Hold, HoldReason, Redaction
from candor.privacy.public import Target, set_hold, variants_of_span
from candor.privacy.redacting.places import leads_to, text_fields
from tests.cast import actor, signed_in
from tests.privacy.carriers import files_of_the_home

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET = "karmesin-7714"
WORDS = f"Good morning, my password is {SECRET}. Please help.\n"


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    """A ledger's copy of its own, and a home without the files that this test left."""
    before = set(files_of_the_home())
    settings.INSTANCE = dataclasses.replace(
        settings.INSTANCE, mail_from="support@lindwurm.example", ledger_copy=str(tmp_path)
    )
    with clock.at(NOW):
        yield
    for file in set(files_of_the_home()) - before:
        if "files" in file.parts:
            file.unlink()


@pytest.fixture
def first(kim: Person) -> Message:
    return message_of(receive(letter(WORDS, message_id="<1@nordlicht.example>"), Way.PIPE))


def message_of(raw: RawMessage) -> Message:
    return Message.objects.select_related("ticket").get(pk=raw.became_id)


def page_of(message: Message, *verb: str) -> str:
    return f"/tech/messages/{message.ref}/redaction/{'/'.join([*verb, ''])}"


def everything() -> str:
    """Every text of the tables in which a message's words are kept."""
    kept = [
        *Message.objects.values_list("text", "quoted", "html"),
        *OutboxMessage.objects.values_list("text", "html", "subject"),
        *RawMessage.objects.values_list("subject"),
        *Ticket.objects.values_list("subject"),
        *Draft.objects.values_list("text"),
        *StoredFile.objects.values_list("name"),
    ]
    return " ".join(text for row in kept for text in row)


def found_on_disk() -> list[str]:
    """Files of the instance in which it stands; the index holds its words one by one."""
    sought = (SECRET.encode(), b"karmesin 7714")
    return [file.name for file in files_of_the_home() if any(each in file.read_bytes().lower() for each in sought)]


@pytest.mark.django_db(transaction=True)
def test_it_goes_from_everywhere_at_once(first: Message, kim: Person, anna: Person, lee: Person) -> None:
    ticket = first.ticket
    send_reply(ticket, NewMessage(f"> my password is {SECRET}\nDo not send such things."), by=actor(anna))
    answer = OutboxMessage.objects.latest("id")
    again = letter(
        f"Sorry.\n\nOn Sat, support wrote:\n> {SECRET}\n", subject=f"Re: {answer.subject} {SECRET}",
        in_reply_to=f"<{answer.message_id}>", files=((f"{SECRET}.txt", "text/plain", b"x"),),
    )  # fmt: skip
    receive(again, Way.PIPE)
    other = message_of(receive(letter(f"And {SECRET.upper()} again.", subject="Another"), Way.PIPE)).ticket
    merge(other, ticket, by=actor(anna))
    save_draft(ticket, f"Change {SECRET}", purpose="composer", by=actor(anna))
    search.index_pending()
    assert list(search.matching("helpdesk.ticket", "karmesin", Ticket.objects.all()))

    shown = signed_in(anna).post(page_of(first), {"span": SECRET}).content.decode()
    for words in ("Message", "Draft that is not sent yet", "Mail that we sent", "Name of a file", "Subject of a mail"):
        assert words in shown
    assert "my password is [redacted]" in shown, "what will stand there"
    assert SECRET in everything(), "a preview changes nothing"

    answered = signed_in(anna).post(page_of(first, "confirmed"), {"span": SECRET}, follow=True).content.decode()
    assert "Redacted by Anna" in answered
    assert "my password is [redacted]. Please help." in answered
    assert SECRET not in everything().lower()
    if connection.vendor == "sqlite":
        assert found_on_disk(), "what deleting leaves behind is still there"
    settle_redactions()
    assert not found_on_disk()
    assert not list(search.matching("helpdesk.ticket", "karmesin", Ticket.objects.all()))
    assert list(search.matching("helpdesk.ticket", "password", Ticket.objects.all()))


def test_the_raw_mail_goes_and_is_still_recognised(
    first: Message, anna: Person, django_capture_on_commit_callbacks: object
) -> None:
    raw = RawMessage.objects.get(became_id=first.pk)
    assert raw.file is not None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture
        signed_in(anna).post(page_of(first, "confirmed"), {"span": SECRET})
    raw.refresh_from_db()
    assert raw.file is None
    assert not StoredFile.objects.filter(store="mail-raw").exists()
    assert receive(letter(WORDS, message_id="<1@nordlicht.example>"), Way.PIPE).state == RawState.DUPLICATE


@pytest.mark.django_db(transaction=True)
def test_ledger_and_audit_tell_of_it_without_a_word(first: Message, anna: Person) -> None:
    signed_in(anna).post(page_of(first, "confirmed"), {"span": SECRET})
    redaction = Redaction.objects.get()
    assert redaction.ref in {entry.deed_id for entry in ledger.still_open()}
    settle_redactions()
    settle_redactions()
    redaction.refresh_from_db()
    assert redaction.settled_at == NOW
    assert redaction.ref not in {entry.deed_id for entry in ledger.still_open()}
    lines = b"".join(ledger.our_files().lines()).decode()
    assert '"helpdesk.message":1' in lines
    assert SECRET not in lines
    fact = AuditFact.objects.get(name="privacy.text.redacted")
    assert (fact.object_kind, fact.object_id, fact.actor_id) == ("helpdesk.message", first.pk, anna.pk)
    assert fact.details == {"rows": 1, "times": 1, "originals": 1}


@pytest.mark.parametrize(
    ("span", "told"),
    [
        ("", "This field is required"),
        ("z", "at least three characters"),
        (" z \n 7 ", "at least three characters"),
        ("something else", "does not stand in the message"),
        ("[redacted]", "does not stand in the message"),
        ("(.*)+$", "does not stand in the message"),
        ("x" * 2_001, "2000"),
    ],
)
def test_what_cannot_be_redacted_is_refused_with_the_reason(span: str, told: str, first: Message, anna: Person) -> None:
    for place in (page_of(first), page_of(first, "confirmed")):
        answer = signed_in(anna).post(place, {"span": span})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert not Redaction.objects.exists()


def test_a_whole_message_and_what_is_marked_as_html_go_too(first: Message, anna: Person) -> None:
    Message.objects.filter(pk=first.pk).update(html="<p>a <b>&lt;x&amp;y&gt;</b> c</p>", text=f"a <x&y>\nc {WORDS}")
    signed_in(anna).post(page_of(first, "confirmed"), {"span": "a <x&y> c"})
    first.refresh_from_db()
    assert (first.html, first.text) == ("<p>[redacted]<b></b></p>", f"[redacted] {WORDS}")
    signed_in(anna).post(page_of(first, "confirmed"), {"span": first.text})
    first.refresh_from_db()
    assert first.text.strip() == "[redacted]"


def test_a_case_under_hold_stays_as_it_is(first: Message, anna: Person, paula: Person) -> None:
    about = Target(object_kind="helpdesk.ticket", object_id=first.ticket_id)
    set_hold(about, HoldReason.LAWSUIT, NOW.date().replace(year=2027), by=actor(paula))
    assert Hold.objects.standing().exists()
    answer = signed_in(anna).post(page_of(first, "confirmed"), {"span": SECRET})
    assert answer.status_code == 409
    assert "legal hold" in answer.content.decode()
    assert SECRET in everything()
    assert not Redaction.objects.exists()


def test_a_ledger_that_cannot_be_written_stops_it(
    first: Message, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise ledger.LedgerBusy("another node writes")

    monkeypatch.setattr(ledger, "begin", busy)
    assert signed_in(anna).post(page_of(first, "confirmed"), {"span": SECRET}).status_code == 503
    assert SECRET in everything()
    with clock.at(NOW + 2 * PATIENCE):
        settle_redactions()
    assert Redaction.objects.get().carried_out_at is None
    assert not Redaction.objects.unsettled().exists()


def test_only_who_may_answer_redacts(first: Message, kim: Person, paula: Person, boris: Person, mara: Person) -> None:
    queue = Queue.objects.create(name="Board", is_open_to_all=False)
    QueueMember.objects.create(queue=queue, person=mara)
    Ticket.objects.filter(pk=first.ticket_id).update(queue=queue)
    for person in (boris, paula, kim):
        for verb in ((), ("confirmed",)):
            assert signed_in(person).post(page_of(first, *verb), {"span": SECRET}).status_code in {403, 404}, person
    assert SECRET in everything()


def test_places_in_cases_that_one_does_not_see_are_counted_and_not_named(
    first: Message, anna: Person, mara: Person
) -> None:
    other = message_of(receive(letter(f"{SECRET}\n", subject="Salaries"), Way.PIPE)).ticket
    closed = Queue.objects.create(name="Board", is_open_to_all=False)
    Ticket.objects.filter(pk=other.pk).update(queue=closed, follows=first.ticket_id)
    places = shown_places(actor(anna), variants_of_span(SECRET), cases_around(first.ticket))
    assert ["" if place.url else place.sub for place in places if place.title == "Message"] == [
        "", "in a case that you do not see · 1 time · text",
    ]  # fmt: skip


def test_another_case_with_the_same_words_is_left_alone(first: Message, anna: Person, sam: Person) -> None:
    other = message_of(receive(letter(WORDS, sender="sam@hafen.example", subject="Mine"), Way.PIPE))
    signed_in(anna).post(page_of(first, "confirmed"), {"span": SECRET})
    other.refresh_from_db()
    assert SECRET in other.text
    raw = RawMessage.objects.get(became_id=other.pk)
    assert raw.file is not None
    assert has_bytes(raw.file.storage_key)


def test_every_table_whose_words_can_belong_to_a_case_has_a_name_for_people(first: Message, anna: Person) -> None:
    """A table that is added tomorrow is looked through by itself; here it is told that people should read its name."""
    ways = {TICKET: [first.ticket_id]}
    reached = {
        str(table.model._meta.label_lower)
        for table in tables().values()
        if table.model is not None and list(text_fields(table)) and leads_to(table, ways)
    }
    assert {
        "helpdesk.message",
        "helpdesk.draft",
        "mail.outboxmessage",
        "mail.rawmessage",
        "kernel.storedfile",
    } <= reached
    assert reached <= KINDS.keys()
