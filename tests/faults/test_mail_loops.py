"""Machines that answer machines: two instances that write to each other over real SMTP, and vacation responders.

Whatever the other side does, a loop dies within five hops.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from email.message import EmailMessage, Message
from email.utils import make_msgid
from itertools import product
from pathlib import Path

import pytest

from candor.config.development.memory import memory
from candor.mail.tests.servers import Sink, smtp_sink
from tests.faults.test_mail_kills import Instance

pytestmark = [pytest.mark.kill, pytest.mark.slow]

MOST_HOPS = 5
OURS, THEIRS, KIM = "support@lindwurm.example", "help@hafen.example", "kim@nordlicht.example"


class Desk:
    """An instance that sends to a mail server of its own, as its address."""

    def __init__(self, home: Path, sink: Sink, address: str) -> None:
        self.address, self.sink = address, sink
        self.instance = Instance(home, CANDOR_SMTP=sink.url, CANDOR_ADDRESS=address)

    def takes(self, mail: bytes) -> list[Message]:
        """Hand a mail to the instance; what it sends in answer, by SMTP."""
        self.instance.ask(
            "import dataclasses\n"
            "from django.conf import settings\n"
            f"settings.INSTANCE = dataclasses.replace(settings.INSTANCE, mail_from={self.address!r})\n"
            "from candor.mail.public import Way, receive, send_due\n"
            f"receive({mail!r}, Way.PIPE)\n"
            "while send_due():\n"
            "    pass\n"
            "tell(True)"
        )
        sent = list(self.sink.mails)
        self.sink.mails.clear()
        return sent


@pytest.fixture
def desks() -> Iterator[tuple[Desk, Desk]]:
    """Two instances. The second begins as a copy of the first, fresh one: making a database costs seconds."""
    with ExitStack() as stack:
        base = stack.enter_context(tempfile.TemporaryDirectory(dir=memory()))
        homes = [Path(base) / "ours", Path(base) / "theirs"]
        homes[0].mkdir(mode=0o700)
        ours = Desk(homes[0], stack.enter_context(smtp_sink()), OURS)
        stack.callback(ours.instance.close)
        ours.instance.ask("tell('prepared')")
        shutil.copytree(homes[0], homes[1])
        theirs = Desk(homes[1], stack.enter_context(smtp_sink()), THEIRS)
        stack.callback(theirs.instance.close)
        yield ours, theirs


def mail(sender: str, to: str, subject: str, text: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Sun, 22 Nov 2026 09:30:00 +0100"
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def without_marks(answer: Message) -> bytes:
    """The answer as a gateway passes it on that takes every mark of a machine off."""
    for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"):
        del answer[name]
    return answer.as_bytes()


def test_machines_that_answer_machines_come_to_an_end(desks: tuple[Desk, Desk]) -> None:
    """One test, so that one process starts the desks."""
    ours, theirs = desks
    for strips_marks in (False, True):
        two_desks_do_not_write_to_each_other_for_ever(ours, theirs, strips_marks=strips_marks)
    for marked, threads in product((True, False), repeat=2):
        a_vacation_responder_is_not_answered_for_ever(ours, marked=marked, threads=threads)


def two_desks_do_not_write_to_each_other_for_ever(ours: Desk, theirs: Desk, *, strips_marks: bool) -> None:
    # An address that has proven nothing is acknowledged once a day, so the second loop begins on the other side.
    first, sender = (ours, THEIRS) if strips_marks else (theirs, OURS)
    on_the_way = [(first, mail(sender, first.address, "Our servers", "They write to each other."))]
    hops = 0
    while on_the_way:
        desk, raw = on_the_way.pop()
        other = ours if desk is theirs else theirs
        for answer in desk.takes(raw):
            hops += 1
            assert hops <= MOST_HOPS, f"strips_marks={strips_marks}"
            on_the_way.append((other, without_marks(answer) if strips_marks else answer.as_bytes()))
    assert hops >= 1, "the first mail was acknowledged"


def a_vacation_responder_is_not_answered_for_ever(ours: Desk, *, marked: bool, threads: bool) -> None:
    """The worst of them carries no mark, answers every single mail, and begins a new thread each time."""
    sender = f"{'marked' if marked else 'naive'}-{'threads' if threads else 'anew'}@nordlicht.example"
    waiting, hops = [mail(sender, OURS, "The export stops", "What can I do?")], 0
    while waiting:
        for answer in ours.takes(waiting.pop()):
            hops += 1
            assert hops <= MOST_HOPS, sender
            thread = {"In_Reply_To": answer["Message-ID"], "References": answer["Message-ID"]} if threads else {}
            mark = {"Auto_Submitted": "auto-replied"} if marked else {}
            waiting.append(mail(sender, OURS, f"Until {hops} December", "I read this later.", **thread, **mark))
    assert hops >= 1, sender
