"""The whole story: a mail comes in, a technician answers it, the customer answers back, reads it all and closes it."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from email.message import Message as Mail
from email.mime.text import MIMEText
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candor.helpdesk.models import Message, MessageKind, Status, Ticket
from candor.helpdesk.public import default_queue
from candor.kernel.actor import SYSTEM
from candor.mail import tasks
from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox
from candor.mail.imap import watching
from candor.mail.models import RawMessage, Security
from candor.mail.tests.letters import letter
from candor.mail.tests.servers import ImapServer, Sink
from tests.browser import PHONE, Visit
from tests.cast import PASSWORD

PATIENCE = 60.0
ADDRESS = "support@lindwurm.example"


@pytest.fixture
def mail_at_work(transactional_db: Any, imap_server: ImapServer, sink: Sink, settings: Any) -> Iterator[None]:
    """What `candor work` does for mail: the mailbox is watched, the outbox sent."""
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=sink.url)
    details = MailboxDetails(
        name="Support",
        address=ADDRESS,
        host="127.0.0.1",
        port=imap_server.port,
        security=Security.PLAIN,
        user="story",
        password=imap_server.password,
        takes_old_mail=True,
        destination_kind="helpdesk.queue",
        destination_id=default_queue().pk,
    )
    add_mailbox(details, by=SYSTEM)
    stop = threading.Event()
    loops = [threading.Thread(target=run, args=(stop,)) for run in (watching.watch_mailboxes, tasks.send_outbox)]
    for loop in loops:
        loop.start()
    yield
    stop.set()
    for loop in loops:
        loop.join(PATIENCE)
        assert not loop.is_alive()


@pytest.mark.journey
@pytest.mark.slow(15)
def test_a_question_comes_by_mail_and_is_answered(
    mail_at_work: None, visit: Visit, kim: Any, anna: Any, imap_server: ImapServer, sink: Sink
) -> None:
    # Kim writes a mail.
    imap_server.deliver(
        "story", letter("Good morning, the export stops at 40 percent.\n", message_id="<1@nordlicht.example>")
    )
    eventually(lambda: bool(sink.mails), "the acknowledgement")
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.subject, ticket.status) == (kim, "Export stops", Status.NEW)
    acknowledgement = sink.mails[0]
    assert f"[#{ticket.number}]" in acknowledgement["Subject"]
    assert acknowledgement["In-Reply-To"] == "<1@nordlicht.example>"

    # Anna finds it and answers.
    desk = visit()
    sign_in(desk, "/tech/", "anna@lindwurm.example")
    desk.goto("/tech/cases/")
    desk.get_by_role("link", name="Export stops").click()
    expect(desk.get_by_text("the export stops at 40 percent")).to_be_visible()
    desk.locator(".composer-text").fill("Which version do you use?")
    desk.get_by_role("button", name="Send reply").click()
    expect(desk.locator(".message-ours")).to_contain_text("Which version do you use?")

    # It goes out to Kim, who answers from her mail program.
    eventually(lambda: len(sink.mails) == 2, "Anna's answer")
    answer = sink.mails[1]
    assert (answer["To"], answer["Auto-Submitted"]) == ("kim@nordlicht.example", None)
    assert "Which version do you use?" in text_of(answer)
    eventually(lambda: Message.objects.get(kind=MessageKind.FROM_US).delivery == "sent", "that it was sent")
    imap_server.deliver("story", reply_to(answer, "Version 4.2, on Linux."))
    eventually(lambda: Message.objects.filter(text="Version 4.2, on Linux.").exists(), "Kim's reply")
    assert Ticket.objects.get().status == Status.OPEN, "it joined, and the next move is ours"
    desk.goto(f"/tech/cases/{ticket.ref}/")
    expect(desk.get_by_text("Version 4.2, on Linux.")).to_be_visible()

    # She reads it all on her phone, and closes it.
    phone = visit(width=PHONE)
    sign_in(phone, "/customer/", "kim@nordlicht.example")
    expect(phone.get_by_role("heading", level=1)).to_have_text("My cases")
    phone.get_by_role("link", name="Export stops").click()
    for words in ("the export stops at 40 percent", "Which version do you use?", "Version 4.2, on Linux."):
        expect(phone.get_by_text(words).first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE
    phone.get_by_role("button", name="Close case").click()
    expect(phone.get_by_text("This case is closed.")).to_be_visible()

    assert Ticket.objects.get().status == Status.CLOSED
    assert len(sink.mails) == 2, "nobody was written to without reason"
    assert [raw.became_word for raw in RawMessage.objects.order_by("id")] == ["case", "reply"]


def sign_in(page: Page, center: str, email: str) -> None:
    page.goto(center)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def eventually(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.05)


def text_of(mail: Mail) -> str:
    """Its plain form."""
    plain = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    content = plain.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def reply_to(mail: Mail, words: str) -> bytes:
    """Kim's answer as her mail program makes it: our text quoted below, our identifiers in the thread."""
    quoted = "".join(f"> {line}\n" for line in text_of(mail).splitlines())
    reply = MIMEText(f"{words}\n\nOn 21 Nov 2026, Lindwurm Software wrote:\n{quoted}", _charset="utf-8")
    reply["From"] = "Kim Jansen <kim@nordlicht.example>"
    reply["To"] = mail["From"]
    reply["Subject"] = mail["Subject"]
    reply["Date"] = "Sat, 21 Nov 2026 10:05:00 +0100"
    reply["Message-ID"] = "<2@nordlicht.example>"
    reply["In-Reply-To"] = mail["Message-ID"]
    reply["References"] = f"{mail['References'] or ''} {mail['Message-ID']}".replace("\r\n", "")
    return reply.as_bytes()
