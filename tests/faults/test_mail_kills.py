"""SIGKILL at each step of taking mail in and sending it, and at random instants: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import random
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from candor.config.development.memory import memory
from candor.mail.tests.letters import letter
from candor.mail.tests.servers import ImapServer, Sink, free_port

pytestmark = pytest.mark.kill

ROOT = Path(__file__).parents[2]
INTAKE_STEPS = (
    "fetched",
    "file written",
    "cursor moved, not committed",
    "stored",
    "parsed",
    "attachments written",
    "handed over, not committed",
    "committed",
    "before the next",
)
PIPE_STEPS = ("file written", "parsed", "attachments written", "handed over, not committed", "committed")
LISTENER_STEPS = ("handed over", *PIPE_STEPS, "stored together", "before the next", "kept, not answered")
SENDING_STEPS = ("mail claimed", "mail handed to the server", "fate noted")
KILLS = int(os.environ.get("CANDOR_SOAK_KILLS", "104"))
"""At the steps and at random instants while a mailbox is read; `candor soak mail` asks for 10,000."""

KILLS_A_BOX = 104
MAILS_A_BOX = 520
"""After so many kills the mailbox is read to its end and another begun: a child shall die in its work, and not while a
server still looks through tens of thousands of files."""

ANSWERED = 60
"""Of those; the others are a list's, because six hundred acknowledgements an hour are the most."""


class Instance:
    """An instance in a home of its own, with a nursery of children to be killed."""

    def __init__(self, home: Path, **settings: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
        self.nursery = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "faults" / "mail_nursery.py")],
            env={
                **environment,
                **settings,
                "CANDOR_HOME": str(home),
                "CANDOR_MAIL_FROM": "support@lindwurm.example",
                "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
                "PYTHONPATH": str(ROOT),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def work(self, work: str, *, step: str = "", at: int = 1, after: int = 0) -> str:
        """Have a child do the work; answers "killed", "done" or "failed"."""
        return self._order({"work": work, "step": step, "at": at, "after": after})

    def ask(self, question: str) -> Any:
        """Run lines of Python in the instance; answers what they `tell`."""
        return json.loads(self._order({"ask": question}))

    def close(self) -> None:
        self.nursery.communicate(timeout=300)

    def _order(self, order: dict[str, Any]) -> str:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps(order) + "\n")
        self.nursery.stdin.flush()
        return self.nursery.stdout.readline().strip()


@pytest.fixture
def instance(sink: Sink) -> Iterator[Instance]:
    with an_instance(CANDOR_SMTP=sink.url, PIPED=_mail(0, "By pipe.").decode()) as instance:
        yield instance


@contextmanager
def an_instance(**settings: str) -> Iterator[Instance]:
    with tempfile.TemporaryDirectory(dir=memory()) as home:
        instance = Instance(Path(home), **settings)
        yield instance
        instance.close()


def make_mailbox(instance: Instance, server: ImapServer, user: str) -> None:
    instance.ask(
        "from candor.mail.actions.mailboxes import *\n"
        "from candor.kernel.actor import SYSTEM\n"
        f"add_mailbox(MailboxDetails('Support', '{user}@lindwurm.example', '127.0.0.1', '{user}', '{server.password}',"
        f" port={server.port}, security='plain', takes_old_mail=True), by=SYSTEM)"
    )


FINISHED = """
from candor.kernel.actor import SYSTEM
from candor.mail.actions.mailboxes import pause_mailbox
from candor.mail.models import Mailbox
for mailbox in Mailbox.objects.in_use():
    pause_mailbox(mailbox, by=SYSTEM)
tell("paused")
"""

STATE = """
from candor.helpdesk.models import Attachment, Message, Ticket
from candor.kernel.models import StoredFile
from candor.mail.models import OutboxMessage, RawMessage
from django.conf import settings
tell({
    "texts": list(Message.objects.values_list("text", flat=True)),
    "files": list(Attachment.objects.values_list("message__text", flat=True)),
    "tickets": Ticket.objects.count(),
    "raw": list(RawMessage.objects.values_list("state", "reason")),
    "outbox": list(OutboxMessage.objects.values_list("message_id", "state")),
    "rows": StoredFile.objects.count(),
    "missing": [f.pk for f in StoredFile.objects.all()
                if not (settings.INSTANCE.home / "files" / f.storage_key[:2] / f.storage_key).exists()],
})
"""


@pytest.mark.slow(40)
def test_no_kill_while_reading_a_mailbox_loses_or_doubles_a_message(instance: Instance, imap_server: ImapServer):
    texts, chance, kills = list[str](), random.Random(5), 0  # the same instants in every run, as far as a machine can

    def bring(user: str, mails: int) -> None:
        more = range(len(texts), len(texts) + mails)
        imap_server.place(user, [_mail(number, _text(number)) for number in more], first=more.start)
        texts.extend(map(_text, more))

    for box in range(-(-KILLS // KILLS_A_BOX)):
        user = f"killed{box}"
        bring(user, MAILS_A_BOX)
        make_mailbox(instance, imap_server, user)
        for step, at in product(INTAKE_STEPS, (1, 2, 3)):
            outcome = instance.work("read", step=step, at=at)
            assert outcome == "killed", f"the step “{step}” was never passed"
            kills += 1
        while kills < min(KILLS, (box + 1) * KILLS_A_BOX):
            if instance.work("read", after=chance.randrange(40, 300)) == "killed":
                kills += 1
            else:  # a fast machine had read them all before its time was up
                bring(user, MAILS_A_BOX // 4)
        assert instance.work("read") == "done"
        instance.ask(FINISHED)
        print(f"{kills} kills, {len(texts)} mails", flush=True)

    state = instance.ask(STATE)
    assert Counter(state["texts"]) == Counter(texts), "every message once"
    assert Counter(state["files"]) == Counter(text for number, text in enumerate(texts) if number % 20 == 0)
    assert state["tickets"] == len(texts) >= kills // KILLS_A_BOX * MAILS_A_BOX
    assert state["raw"] == [["handled", ""]] * len(texts)
    assert len(state["outbox"]) == ANSWERED, "every message of a person was acknowledged once"
    assert state["rows"] == len(texts) + len(state["files"])
    assert state["missing"] == []
    print(f"{kills} kills, {len(texts)} mails: none lost, none doubled")


def test_the_soak_test_kills_as_often_as_it_is_asked(capfd: pytest.CaptureFixture[str]) -> None:
    """Through the same plugin that takes every other setting of an instance from the tests."""
    asks = "import candor.config.development.test_home, tests.faults.test_mail_kills as story; print(story.KILLS)"
    subprocess.run(
        [sys.executable, "-c", asks], env={**os.environ, "CANDOR_SOAK_KILLS": "777"}, cwd=ROOT, timeout=300, check=True
    )
    assert capfd.readouterr().out.strip() == "777"


def test_a_listener_that_is_killed_has_kept_what_it_said_it_kept(sink: Sink) -> None:
    port, mails = free_port(), 48
    texts = [f"By LMTP {number}." for number in range(mails)]
    with an_instance(CANDOR_SMTP=sink.url, CANDOR_MAIL_LISTENER=f"lmtp://127.0.0.1:{port}") as instance:
        letters = [_mail(number, text) for number, text in enumerate(texts)]
        server = threading.Thread(target=hand_over, args=(port, letters), daemon=True)
        server.start()
        for step in LISTENER_STEPS:
            for at in (1, 3):
                assert instance.work("listen", step=step, at=at) == "killed"
        patience = 1_000
        while server.is_alive():
            instance.work("listen", after=patience)
            patience *= 2  # milliseconds; however slow the machine is, this comes to an end
        assert instance.work("read") == "done"
        state = instance.ask(STATE)
    assert Counter(state["texts"]) == Counter(texts), "every message once, those brought twice too"
    assert {raw[0] for raw in state["raw"]} == {"handled", "duplicate"}
    assert len(state["outbox"]) == mails
    assert state["missing"] == []


def hand_over(port: int, mails: Sequence[bytes]) -> None:
    """What a mail server does: bring each again until it is told that it is kept."""
    for mail in mails:
        while not _brought(port, mail.replace(b"\n", b"\r\n")):
            time.sleep(0.02)


def _brought(port: int, mail: bytes) -> bool:
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
            return client.sendmail("somebody@elsewhere.example", ["support@lindwurm.example"], mail) == {}
    except (OSError, smtplib.SMTPException):
        return False


def test_a_pipe_that_is_killed_and_comes_again_makes_one_case(instance: Instance):
    for step in PIPE_STEPS:
        assert instance.work("pipe", step=step) == "killed"
    assert instance.work("pipe") == "done"
    assert instance.work("read") == "done"

    state = instance.ask(STATE)
    assert state["texts"] == ["By pipe."]
    assert state["files"] == ["By pipe."]
    assert {raw[0] for raw in state["raw"]} == {"handled", "duplicate"}
    assert len(state["outbox"]) == 1


def test_no_kill_while_sending_loses_a_mail(instance: Instance, imap_server: ImapServer, sink: Sink):
    user, mails = "sending", 12
    make_mailbox(instance, imap_server, user)
    imap_server.deliver(user, *[_mail(number, f"Message {number}.") for number in range(mails)])
    assert instance.work("read") == "done"

    for step in SENDING_STEPS:
        assert instance.work("send", step=step, at=2) == "killed"
    while instance.work("send") == "done" and len({mail["Message-ID"] for mail in sink.mails}) < mails:
        pass
    assert instance.work("send") == "done"

    state = instance.ask(STATE)
    assert [row[1] for row in state["outbox"]] == ["sent"] * mails
    arrived = Counter(mail["Message-ID"].strip("<>") for mail in sink.mails)
    assert arrived.keys() == {row[0] for row in state["outbox"]}
    assert sum(arrived.values()) <= mails + 1, "only the mail whose 250 nobody noted went out again, under its own name"


def _text(number: int) -> str:
    return f"Message number {number}."


def _mail(number: int, text: str) -> bytes:
    """A mail from a sender of its own, so that each may be acknowledged; every twentieth has an attachment."""
    files = (("log.txt", "text/plain", f"log of {number}".encode()),) if number % 20 == 0 else ()
    more = {} if number < ANSWERED else {"precedence": "bulk"}
    return letter(text, sender=f"person{number}@elsewhere.example", subject=f"Subject {number}", files=files, **more)
