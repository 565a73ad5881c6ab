"""Copies of people's data as stories: what is in them, what is masked, whose they are, and how they are handed out."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.writing import NewFile, NewMessage, add_internal_note, send_reply
from candor.helpdesk.models import Draft, Message, Part, Participant, Ticket
from candor.kernel import clock, files
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AccessLogEntry, AuditFact, StoredFile
from candor.mail.models import OutboxMessage, OutboxState, RawMessage
from candor.people.models import Identifier, Person
from candor.people.public import subject_of
from candor.privacy.actions import copying
from candor.privacy.certificates.keys import public_key
from candor.privacy.exporting import archive as archives
from candor.privacy.exporting import verify_copy
from candor.privacy.models import Copy, CopyState
from tests.cast import actor, make_person, signed_in
from tests.privacy.copies import opened, rows_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COPIES = "/tech/privacy-office/copies/"
NOTE = "Sam Peters (sam@hafen.example) told Anna Krüger that Kim Jansen is right. Call +49 431 5550101."


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


def copy(person: Person, language: str = "en", *, unmasked: bool = False) -> ZipFile:
    wanted = archives.wanted_for(person, language, unmasked=unmasked)
    return opened(archives.copy_of(subject_of(person), wanted, lambda _done, _total: None))


def everything_in(archive: ZipFile) -> str:
    return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.fixture
def case(kim: Person, sam: Person, anna: Person) -> Ticket:
    """Kim's case, in which Sam gets copies, with a note about both that only staff saw."""
    ticket = open_ticket(
        NewTicket(requester=kim, subject="The export stops", text="Sam Peters saw it too.", channel=Channel.WEB),
        by=actor(kim),
    )
    Participant.objects.create(
        ticket=ticket, part=Part.COPY, person=sam, address="sam@hafen.example", name="Sam Peters", since=NOW
    )
    send_reply(ticket, NewMessage("Dear Kim, Sam Peters wrote to us. Anna Krüger"), by=actor(anna))
    secret = files.store_file("files", "sam.txt", "text/plain", [b"about Sam"])
    ticket.refresh_from_db()
    add_internal_note(ticket, NewMessage(NOTE, files=[NewFile(secret)]), by=actor(anna))
    Draft.objects.create(author=anna, ticket=ticket, purpose="reply", text="Sam Peters says no.", saved_at=NOW)
    return ticket


def texts_of(archive: ZipFile) -> dict[str, str]:
    return {row["_row"]: row["text"] for row in rows_in(archive, "helpdesk_message")}


def test_what_was_seen_goes_unchanged_and_others_are_masked_in_what_was_not(
    case: Ticket, kim: Person, anna: Person
) -> None:
    """Section 6: what Kim wrote and was sent names Sam and Anna still; the note and the draft name Kim alone."""
    archive = copy(kim)
    texts = list(texts_of(archive).values())
    assert "Sam Peters saw it too." in texts
    assert any("Sam Peters wrote to us. Anna" in text for text in texts)
    (note,) = [row for row in rows_in(archive, "helpdesk_message") if "Kim Jansen is right" in row["text"]]
    assert "Sam" not in note["text"]
    assert "hafen.example" not in note["text"]
    assert anna.name.split()[-1] not in note["text"]
    assert note["_masked"] == ["text"]
    assert [row["text"] for row in rows_in(archive, "helpdesk_draft")] == ["[redacted] says no."]
    assert not any(name.endswith("sam.txt") for name in archive.namelist()), "files of notes are left out"
    index = archive.read("index.html").decode()
    assert "That is so in" in index
    assert "1 file of such texts" in index


def test_an_officer_may_leave_others_in(case: Ticket, kim: Person) -> None:
    archive = copy(kim, unmasked=True)
    assert NOTE in texts_of(archive).values()
    assert any(name.endswith("sam.txt") for name in archive.namelist())
    assert "nothing is masked" in archive.read("index.html").decode()


def test_nobody_finds_the_case_of_another_in_their_copy(case: Ticket, sam: Person, lee: Person) -> None:
    """Sam takes part: that he does and what was mailed to him is his, the case is Kim's. Lee has nothing of it."""
    archive = copy(sam)
    assert rows_in(archive, "helpdesk_ticket") == rows_in(archive, "helpdesk_message") == []
    assert [row["name"] for row in rows_in(archive, "helpdesk_participant")] == ["Sam Peters"]
    assert "The export stops" not in everything_in(copy(lee))


def test_a_merged_record_is_theirs_and_a_shared_mailbox_and_a_namesake_are_not(kim: Person, lee: Person) -> None:
    """Trap T22, and what a merge left in the former record."""
    former, namesake = (
        make_person("Kim Jansen", "kim.old@nordlicht.example"),
        make_person("Kim Jansen", "akim@nordlicht.example"),
    )
    Person.objects.filter(pk=former.pk).update(merged_into=kim)
    for person in (kim, lee):
        Identifier.objects.create(
            person=person,
            kind="email",
            value="office@nordlicht.example",
            written="office@nordlicht.example",
            created_at=NOW,
        )
    for sender in ("kim.old@nordlicht.example", "office@nordlicht.example", "akim@nordlicht.example"):
        RawMessage.objects.create(way="pipe", sender=sender, subject=sender, received_at=NOW)
    archive = copy(kim)
    assert {row["_row"] for row in rows_in(archive, "people_person")} == {str(kim.pk), str(former.pk)}
    assert [row["sender"] for row in rows_in(archive, "mail_rawmessage")] == ["kim.old@nordlicht.example"]
    assert str(namesake.pk) not in {row["_row"] for row in rows_in(archive, "people_person")}
    card = archive.read("contact.vcf").decode()
    assert "kim.old@nordlicht.example" in card
    assert "akim@" not in card


def test_mail_both_ways_is_a_mailbox_and_what_waits_is_none_yet(kim: Person) -> None:
    raw = files.store_file("mail-raw", "m.eml", "message/rfc822", [b"From: kim\r\nSubject: Lamp\r\n\r\nFrom me\r\n"])
    other = files.store_file("mail-raw", "m.eml", "message/rfc822", [b"Subject: Not hers\r\n\r\nx\r\n"])
    ticket = open_ticket(NewTicket(requester=kim, subject="Lamp", text="x", channel=Channel.MAIL), by=SYSTEM)
    message = Message.objects.get(ticket=ticket)
    became = {"became_kind": "helpdesk.message", "became_id": message.pk, "received_at": NOW, "way": "pipe"}
    RawMessage.objects.create(file=raw, sender="kim@nordlicht.example", subject="Lamp", **became)
    RawMessage.objects.create(file=other, sender="sam@hafen.example", sender_name="Sam", subject="Not hers", **became)
    mail = {
        "from_address": "help@lindwurm.example", "to_address": "kim@nordlicht.example",
        "reply_to": "t+secret@lindwurm.example",
        "template": "x", "template_class": "answer", "language": "en", "about_kind": "people.person",
        "about_id": kim.pk, "next_at": NOW, "created_at": NOW,
    }  # fmt: skip
    for state, subject in ((OutboxState.SENT, "Went"), (OutboxState.QUEUED, "Waits")):
        OutboxMessage.objects.create(
            **mail, state=state, subject=subject, text="Hello", message_id=f"secret-{subject}@lindwurm.example"
        )
    archive = copy(kim)
    box = archive.read("mail.mbox").decode()
    assert "\n>From me\n" in box
    assert "Subject: Went" in box
    assert "Waits" not in box
    assert "Not hers" not in box
    assert {row["subject"] for row in rows_in(archive, "mail_outboxmessage")} >= {"Went", "Waits"}
    assert "secret" not in everything_in(archive)


def test_pages_speak_the_person_s_language_and_hold_no_script(case: Ticket, kim: Person) -> None:
    case.subject = "<script>alert(1)</script>"
    case.save()
    archive = copy(kim, "de")
    pages = [name for name in archive.namelist() if name.endswith(".html")]
    index = archive.read("index.html").decode()
    assert "Ihre Fälle" in index
    assert 'href="pages/cases-0001.html"' in index
    cases = archive.read("pages/cases-0001.html").decode()
    assert "Wofür es gespeichert ist" in cases
    assert "&lt;script&gt;" in cases
    for name in pages:
        text = archive.read(name).decode()
        assert "<script" not in text
        asks = [word for word in ("<link", "<img", "<iframe", "src=", "url(", "@import", "<form") if word in text]
        assert asks == [], "nothing is asked for from anywhere"


def test_many_rows_take_no_more_queries_and_several_pages(kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trap T21: within a batch the number of queries does not grow, and no page grows without end."""
    monkeypatch.setattr("candor.privacy.exporting.formats.pages.MOST_BLOCKS", 10)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            copy(kim)
        return len(seen)

    for number in range(2):
        open_ticket(NewTicket(requester=kim, subject=f"Lamp {number}", text="x", channel=Channel.PHONE), by=SYSTEM)
    few = queries()
    for number in range(20):
        open_ticket(NewTicket(requester=kim, subject=f"Lamp {number}", text="x", channel=Channel.PHONE), by=SYSTEM)
    assert queries() == few
    archive = copy(kim)
    pages = [name for name in archive.namelist() if name.startswith("pages/cases-")]
    assert len(pages) > 2
    assert 'href="cases-0002.html"' in archive.read("pages/cases-0001.html").decode()
    assert 'href="pages/cases-0002.html"' in archive.read("index.html").decode()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "kim.zip"


def test_the_command_writes_a_signed_archive_that_a_script_verifies(
    case: Ticket, kim: Person, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("privacy_export", email="Kim@Nordlicht.example", out=out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert verify_copy.main([str(out), "--key", public_key()]) == 0
    assert "VALID." in capsys.readouterr().out
    fact = AuditFact.objects.get(name="privacy.copy.asked")
    assert fact.details == {"person": kim.pk, "unmasked": False, "state": "handed-out"}
    assert verify_copy.main([str(out), "--key", "0" * 64, "--language", "de"]) == 1


@pytest.mark.parametrize("how", ["changed", "added", "taken out", "list"])
def test_whatever_is_changed_in_an_archive_is_found_out(how: str, kim: Person, out: Path) -> None:
    call_command("privacy_export", email="kim@nordlicht.example", out=out)
    changed = out.with_name("changed.zip")
    with ZipFile(out) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if (how, name) in {("changed", "contact.vcf"), ("list", "manifest.json")}:
                data = data.replace(b"Lindwurm", b"Other") + b" "
            if how != "taken out" or name != "contact.vcf":
                new.writestr(name, data)
        if how == "added":
            new.writestr("extra.txt", "x")
    expected = {"changed": ("members", "contact.vcf"), "added": ("members", "extra.txt"), "list": ("form", "")}
    assert verify_copy.verify(changed) == expected.get(how, ("members", "contact.vcf"))


def test_the_command_says_exactly_what_is_wrong(kim: Person, lee: Person, out: Path) -> None:
    Identifier.objects.create(person=lee, kind="email", value="kim@nordlicht.example", written="x", created_at=NOW)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"email": "nobody@x.example"}, "Nobody here has the address nobody@x.example"),
        ({"email": "kim@nordlicht.example"}, f"{lee.ref}  {lee.name}"),
        ({"person": "nosuchref"}, "There is no person nosuchref"),
        ({}, "Say whose data"),
        ({"person": kim.ref, "unmasked": True}, "go together"),
        ({"person": kim.ref, "reason": "because"}, "go together"),
    ]
    for options, told in wrong:
        with pytest.raises(CommandError, match=told.replace("(", r"\(")):
            call_command("privacy_export", out=out, **options)
    assert not out.exists()
    call_command("privacy_export", email="kim@nordlicht.example", person=kim.ref, out=out)
    with pytest.raises(CommandError, match="exists already"):
        call_command("privacy_export", person=kim.ref, out=out)


def asked(browser: Any, **form: str) -> Any:
    return browser.post(f"{COPIES}new/", {"which": "kim@nordlicht.example", "language": "", "reason": "", **form})


def test_the_office_asks_for_a_copy_and_fetches_it_within_a_day(case: Ticket, kim: Person, paula: Person) -> None:
    browser = signed_in(paula)
    assert "No copy was made yet" in browser.get(COPIES).content.decode()
    page = asked(browser)["Location"]
    assert "The copy is being made" in browser.get(page).content.decode()
    run_all_due()
    assert "The copy is ready" in browser.get(page).content.decode()
    for _time in range(2):
        answer = browser.post(f"{page}fetch/")
        archive = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        assert "index.html" in archive.namelist()
        assert kim.name not in answer["Content-Disposition"]
    look = AccessLogEntry.objects.get(object_kind="privacy.copy")
    assert (look.subject_id, look.actor_id, look.actor_role) == (kim.pk, paula.pk, "privacy-officer")
    with clock.at(NOW + timedelta(days=2)):
        assert copying.something_is_over()
        copying.forget_old_copies()
    assert "Its time is over" in browser.get(page).content.decode()
    assert not StoredFile.objects.filter(content_type="application/zip").exists()
    assert "This copy is deleted" in browser.post(f"{page}fetch/", follow=True).content.decode()
    names = list(
        AuditFact.objects.filter(name__startswith="privacy.copy").values_list("name", flat=True).order_by("id")
    )
    assert [name.rsplit(".", 1)[1] for name in names] == ["asked", "made", "fetched", "fetched", "expired"]


def test_a_copy_that_is_deleted_while_it_is_made_leaves_nothing(kim: Person, paula: Person) -> None:
    browser = signed_in(paula)
    page = asked(browser)["Location"]
    browser.post(f"{page}withdrawal/")
    run_all_due()
    assert Copy.objects.get().state == CopyState.WITHDRAWN
    assert not StoredFile.objects.exists()
    assert "The copy is deleted" in browser.get(page).content.decode()


def test_a_copy_killed_halfway_begins_anew_and_is_whole(
    case: Ticket, kim: Person, paula: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half archive passes for a whole one: what the kill left has no row, and the next run makes another."""
    row = copying.ask_for_copy(copying.CopyWanted(kim, "en"), by=actor(paula))

    def killed(*_arguments: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(archives, "as_mbox", killed)
        with pytest.raises(SystemExit):
            copying.make_copy(row.pk)
    row.refresh_from_db()
    assert (row.state, row.file) == (CopyState.ASKED, None)
    copying.make_copy(row.pk)
    row.refresh_from_db()
    assert row.file is not None
    assert ZipFile(files.open_file(row.file)).testzip() is None


def test_what_is_typed_wrong_is_said_and_nothing_is_made(kim: Person, paula: Person) -> None:
    browser = signed_in(paula)
    for form, told in (
        ({"which": "nobody@x.example"}, "belongs to nobody here"),
        ({"unmasked": "on"}, "Say why nobody is masked"),
        ({"reason": "because"}, "without a tick"),
        ({"language": "tlh"}, "tlh"),
    ):
        answer = asked(browser, **form)
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert not Copy.objects.exists()


def test_nobody_but_the_office_makes_or_sees_copies(kim: Person, anna: Person, paula: Person) -> None:
    row = copying.ask_for_copy(copying.CopyWanted(kim, "en"), by=actor(paula))
    for person in (anna, kim):
        browser = signed_in(person)
        for page in (COPIES, f"{COPIES}new/", f"{COPIES}{row.ref}/"):
            assert browser.get(page).status_code in {302, 303, 403, 404}
    assert list(Copy.objects.visible_to(actor(anna))) == []


def test_whoever_lost_the_right_meanwhile_gets_nothing(kim: Person, paula: Person) -> None:
    row = copying.ask_for_copy(copying.CopyWanted(kim, "en"), by=actor(paula))
    paula.account.is_active = False
    paula.account.save()
    run_all_due()
    row.refresh_from_db()
    assert (row.state, row.file) == (CopyState.REFUSED, None)
