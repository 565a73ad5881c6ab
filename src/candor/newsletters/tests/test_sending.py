"""An issue on its way: who gets it, once; who must not; what comes back."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from email.message import EmailMessage, Message
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.files import store_file
from candor.kernel.tests.test_picture_files import png
from candor.mail.actions import mailing
from candor.mail.models import OutboxMessage, Way
from candor.mail.public import receive, send_due
from candor.mail.smtp import Connection, Unanswered
from candor.mail.tests.letters import complaint, letter
from candor.mail.tests.servers import Sink, smtp_sink
from candor.newsletters.actions import sending
from candor.newsletters.actions.issuing import pause_issue, resume_issue, schedule_issue
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.models import Issue, IssuePicture, MailingList, Recipient, Subscription
from candor.newsletters.tests.stories import news, subscribed
from candor.people.models import Person
from candor.privacy.models import ConsentEvent, Suppression
from candor.privacy.public import Reach, SuppressionReason, suppress
from tests.cast import make_person, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

WORDS = IssueWords(
    subject_en="News for {name|you}",
    body_en="Hello {name|there},\n\n**Version 2** is here: [read on](https://lindwurm.example/two).\n\n"
    "- faster\n- safer",
    subject_de="Neues für {name|Sie}",
    body_de="Guten Tag {name|Sie},\n\nVersion 2 ist da.",
)


@pytest.fixture
def sink(settings: Any) -> Any:
    with smtp_sink() as server:
        settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=server.url, mail_from="news@lindwurm.example")
        yield server


def readers(count: int, product: MailingList) -> list[Person]:
    people = [make_person(f"Reader {number}", f"reader{number}@house{number % 3}.example") for number in range(count)]
    for person in people:
        subscribed(person, product)
    return people


def issue_of(product: MailingList, words: IssueWords = WORDS) -> Issue:
    written = write_issue(product, words, key=f"key-{Issue.objects.count():05}", by=SYSTEM)
    return Issue.objects.select_related("list").get(pk=written.pk)


def begin(issue: Issue, pace: int = 600) -> None:
    schedule_issue(issue, None, pace, by=SYSTEM)


def run() -> None:
    """Work until there is nothing to do, as the worker does."""
    pace = sending.Pace()
    for _ in range(200):
        busy = sending.go_on(pace)
        if not (send_due() or busy):
            return


def text_of(mail: Message) -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def fates() -> list[str]:
    return sorted(Recipient.objects.values_list("fate", flat=True))


def test_an_issue_reaches_everybody_once_in_their_language_with_the_way_out(sink: Sink, kim: Person) -> None:
    product = news()
    subscribed(kim, product, language="de")
    readers(2, product)
    unnamed = make_person("somebody@else.example", "somebody@else.example")
    subscribed(unnamed, product)
    issue = issue_of(product)
    begin(issue)
    run()
    mails = {mail["To"].rpartition("<")[2].rstrip(">"): mail for mail in sink.mails}
    assert len(sink.mails) == len(mails) == 4
    assert "Guten Tag Kim Jansen," in text_of(mails["kim@nordlicht.example"])
    english = text_of(mails["somebody@else.example"])
    assert "Hello there," in english
    assert "read on <https://lindwurm.example/two>" in english
    assert "- faster\n- safer" in english.replace("\r", "")
    mail = mails["reader0@house0.example"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "reader0" not in mail["List-Unsubscribe"]
    assert "<img" not in mail.as_string()
    path = mail["List-Unsubscribe"].strip("<>").partition("/newsletters/")[2]
    assert Client().post(f"/newsletters/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 204
    issue.refresh_from_db()
    assert (issue.state, issue.number, fates()) == ("sent", 1, ["sent"] * 4)
    assert Recipient.objects.get(opted_out=True).identifier.value == "reader0@house0.example"
    assert "Version 2" in Client().get(f"/newsletters/archive/{issue.ref}/").content.decode()
    second = issue_of(product)
    begin(second)
    run()
    assert len(sink.mails) == 7
    assert Issue.objects.get(pk=second.pk).number == 2


def test_nothing_in_any_letter_watches_its_reader(sink: Sink, kim: Person, lee: Person) -> None:
    """No address but the way out is another one for another reader, nothing is fetched, nothing is rewritten."""
    product = news()
    subscribed(kim, product)
    subscribed(lee, product)
    written = "https://lindwurm.example/two?from=letter"
    words = IssueWords(subject_en="News", body_en=f"Hello\n\n[read]({written})\n\n::: button [More]({written}#more)")
    issue = issue_of(product, words)
    file = store_file("files", "lamp.png", "image/png", [png()])
    IssuePicture.objects.create(issue=issue, file=file, created_at=clock.now())
    Issue.objects.filter(pk=issue.pk).update(body_en=f"{words.body_en}\n\n![A lamp](attachment:{file.ref})")
    begin(issue)
    run()
    bodies = []
    for mail in sink.mails:
        parts = {part.get_content_type(): part for part in mail.walk()}
        html = parts["text/html"].get_payload(decode=True)
        assert isinstance(html, bytes)
        assert re.findall(rb'src="([^"]*)"', html) == [f"cid:{file.ref}".encode()]
        assert b"url(" not in html
        assert b"<script" not in html
        assert parts["image/png"]["Content-ID"] == f"<{file.ref}>"
        ways_out = re.findall(rb'href="([^"]*/newsletters/mine/[^"]*)"', html)
        assert len(ways_out) == 1
        assert set(re.findall(rb'href="([^"]*)"', html)) - set(ways_out) == {
            written.encode(),
            f"{written}#more".encode(),
        }
        bodies.append(html.replace(ways_out[0], b""))
    assert bodies[0] == bodies[1], "but for the way out both read the same"


def test_whoever_says_no_at_the_last_moment_is_left_out(sink: Sink, kim: Person, lee: Person, sam: Person) -> None:
    product = news()
    for person in (kim, lee, sam):
        subscribed(person, product)
    issue = issue_of(product)
    begin(issue)
    pace = sending.Pace()
    while Recipient.objects.count() < 3 or Issue.objects.get(pk=issue.pk).prepared_at is None:
        sending.go_on(pace)
    signed_in(kim).post(f"/customer/newsletters/{product.ref}/end/")
    suppress("lee@nordlicht.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    sending.go_on(pace)
    assert fates() == ["handed", "left-out", "left-out"]
    signed_in(sam).post(f"/customer/newsletters/{product.ref}/end/")
    run()
    assert sink.mails == []
    assert fates() == ["left-out"] * 3


def test_a_provider_gets_so_many_a_minute_and_a_pause_stops_it(
    sink: Sink, mara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = news()
    readers(9, product)
    monkeypatch.setattr(sending, "HANDED_AT_ONCE", 3)
    issue = issue_of(product)
    begin(issue, pace=1)
    pace = sending.Pace()
    for _ in range(20):
        sending.go_on(pace)
    assert Recipient.objects.filter(fate="handed").count() == 3
    pause_issue(issue, by=SYSTEM)
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sending.go_on(pace) is False
    said = signed_in(mara).get(f"/business/newsletters/issues/{issue.ref}/").content.decode()
    assert "Paused" in said
    assert "3 of 9" in said
    resume_issue(issue, by=SYSTEM)
    for _ in range(20):
        sending.go_on(pace)
    assert Recipient.objects.filter(fate="handed").count() == 6
    page = signed_in(mara).get(f"/business/newsletters/issues/{issue.ref}/").content.decode()
    assert "3 in the last minute; done at about" in page, "three are left"


def test_a_restart_forgets_no_provider(sink: Sink, monkeypatch: Any) -> None:
    product = news()
    readers(9, product)
    begin(issue_of(product), pace=2)
    run()
    assert Recipient.objects.filter(fate="sent").count() == 6
    run()
    assert Recipient.objects.filter(fate="sent").count() == 6, "a new process knows what the old one handed over"
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    run()
    assert fates() == ["sent"] * 9


def test_a_server_that_hangs_up_after_a_letter_leaves_its_fate_unknown_and_the_others_go_later(
    sink: Sink, monkeypatch: Any
) -> None:
    product = news()
    readers(7, product)
    begin(issue_of(product))
    original, calls = Connection.send, []

    def hangs_up(self: Connection, *args: Any) -> None:
        calls.append(1)
        original(self, *args)
        if len(calls) == 3:
            raise Unanswered("cut-off")

    monkeypatch.setattr(Connection, "send", hangs_up)
    run()
    run()
    reached = [mail["To"] for mail in sink.mails]
    assert len(reached) == len(set(reached)) == 7
    assert fates() == ["sent"] * 6 + ["unknown"]
    assert Issue.objects.get().state == "sent"


def test_a_database_that_is_busy_makes_no_sent_letter_unknown(sink: Sink, monkeypatch: Any) -> None:
    product = news()
    readers(3, product)
    begin(issue_of(product))
    original, calls = mailing._note_sent, []

    def busy_twice(mails: Any) -> None:
        calls.append(1)
        if len(calls) < 3:
            raise OperationalError("busy")
        original(mails)

    monkeypatch.setattr(mailing, "_note_sent", busy_twice)
    run()
    assert fates() == ["sent"] * 3


def test_another_hundred_letters_ask_hardly_anything_more(sink: Sink) -> None:
    product = news()
    readers(100, product)
    begin(issue_of(product))
    with CaptureQueriesContext(connection) as asked:
        run()
    assert fates() == ["sent"] * 100
    assert len(asked) < 200, "less than two a letter, all of its way long"


def answer_to(mail: Message, sender: str, text: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = sender, "news@lindwurm.example"
    message["Subject"], message["Message-ID"] = f"Re: {mail['Subject']}", f"<a{len(text)}@{sender.partition('@')[2]}>"
    message["In-Reply-To"] = mail["Message-ID"]
    message.set_content(text)
    return message.as_bytes()


def test_an_answer_that_says_stop_ends_everything_for_the_address_that_the_letter_went_to(
    sink: Sink, kim: Person, lee: Person
) -> None:
    product = news()
    for person in (kim, lee):
        subscribed(person, product)
    begin(issue_of(product))
    run()
    mail = next(mail for mail in sink.mails if "kim@" in mail["To"])
    receive(
        letter("unsubscribe", sender="mallory@elsewhere.example", in_reply_to="<guessed@lindwurm.example>"), Way.PIPE
    )
    receive(answer_to(mail, "kim@nordlicht.example", "Nice, but how do I install it?"), Way.PIPE)
    assert Subscription.objects.standing().count() == 2
    assert list(Recipient.objects.filter(replied=True).values_list("identifier__person", flat=True)) == [kim.pk]
    taken = receive(answer_to(mail, "kim@home.example", "Bitte abmelden."), Way.PIPE)
    assert taken.became_word == "opt-out"
    assert [row.identifier.person for row in Subscription.objects.standing().select_related("identifier")] == [lee]
    last = ConsentEvent.objects.order_by("-id")[0]
    assert (last.address, last.way) == ("kim@nordlicht.example", "reply")


def test_a_complaint_and_a_bounce_act_by_themselves(sink: Sink, kim: Person, sam: Person) -> None:
    product = news()
    subscribed(kim, product)
    subscribed(sam, product)
    sink.answers["sam@hafen.example"] = "550 5.1.1 No such user"
    begin(issue_of(product))
    run()
    assert fates() == ["bounced", "sent"]
    sent = OutboxMessage.objects.get(to_address="kim@nordlicht.example")
    receive(complaint(sent.message_id), Way.PIPE)
    assert Suppression.objects.get().reason == "complaint"
    assert not Subscription.objects.standing().filter(identifier__person=kim).exists()
    begin(issue_of(product))
    run()
    assert len(sink.mails) == 1
