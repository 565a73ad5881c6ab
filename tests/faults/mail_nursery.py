"""Children that take in or send mail and are killed on the way. Run by `test_mail_kills`, with a home of its own.

Loads the house once and forks a child for each order on standard input, because a fresh interpreter costs two seconds
and a fork costs none. An order is one JSON object: `work` (see `WORKS`), `step` (see `STEPS`) or "", `at` (at which
passage of the step the child kills itself) and `after` (milliseconds after which it is killed wherever it is), and is
answered by "killed", "done" or "failed". An order may also `ask`: lines of Python, which `tell` what is answered.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from candor.config import preloading

preloading.modules()

from candor.kernel import files  # noqa: E402 - after Django is set up
from candor.kernel.command import prepare  # noqa: E402
from candor.kernel.registries import inbound  # noqa: E402
from candor.mail import reading  # noqa: E402
from candor.mail.actions import batches, delivery, intake, sending, settling  # noqa: E402
from candor.mail.imap import fetching  # noqa: E402
from candor.mail.imap.connection import Access, open_folder  # noqa: E402
from candor.mail.listener import collecting, server  # noqa: E402
from candor.mail.listener.session import Session  # noqa: E402
from candor.mail.models import Mailbox, Way  # noqa: E402
from candor.mail.parsing import ParsedMessage  # noqa: E402
from candor.mail.parsing.message import parse_message  # noqa: E402
from candor.mail.smtp import Connection  # noqa: E402

# Each step is a function, and whether the child dies before it or after it.
STEPS: dict[str, tuple[Any, str, str]] = {
    "fetched": (fetching, "take_in_fetched", "before"),
    "handed over": (Session, "_outcome", "before"),
    "file written": (files, "_make_durable", "after"),
    "cursor moved, not committed": (batches, "move_cursor", "after"),
    "stored": (batches, "handle_all", "before"),
    "stored together": (collecting, "handle_all", "before"),
    "parsed": (settling, "judge", "before"),
    "attachments written": (settling, "settle", "before"),
    "handed over, not committed": (inbound, "hand_over", "after"),
    "committed": (settling, "settle", "after"),
    "before the next": (batches, "handle_now", "after"),
    "kept, not answered": (Session, "_outcome", "after"),
    "mail claimed": (delivery, "claim", "after"),
    "mail handed to the server": (Connection, "send", "after"),
    "fate noted": (delivery, "settle", "after"),
}


def read_mailboxes() -> None:
    """What `candor work` does: take up what was left, then read every mailbox."""
    intake.PATIENCE = intake.PATIENCE * 0
    intake.MOST_ATTEMPTS = 1_000
    while intake.resume():
        pass
    for mailbox in Mailbox.objects.in_use():
        with open_folder(Access.to(mailbox)) as folder:
            fetching.take_in_new(mailbox, folder, threading.Event())


def receive_by_pipe() -> None:
    """What a mail server's pipe does: bring one message, the same again until it is taken. Parsed as it always is."""
    reading._pool = PARSED_BY_CHILDREN
    intake.receive(os.environb[b"PIPED"], Way.PIPE)


def listen() -> None:
    """What `candor work` does where mail servers hand mail over: it never ends by itself."""
    server.listen(threading.Event())


def send_outbox() -> None:
    """What the outbox loop does, as if every lease and pause were over."""
    delivery.OutboxMessage.objects.unsent().update(next_at=delivery.clock.now())
    sending.send_batch()


class ParsedHere:
    """Parses without children: starting two for each kill would cost more than all the rest."""

    def parse(self, raw: bytes) -> ParsedMessage:
        return parse_message(raw)


PARSED_BY_CHILDREN, reading._pool = reading._pool, ParsedHere

WORKS: dict[str, Callable[[], None]] = {
    "read": read_mailboxes,
    "pipe": receive_by_pipe,
    "listen": listen,
    "send": send_outbox,
}


def die_at(step: str, at: int) -> None:
    """Have this process kill itself at the passage `at` of the step."""
    owner, name, when = STEPS[step]
    works, passages = getattr(owner, name), 0

    def dies(*args: Any, **kwargs: Any) -> Any:
        nonlocal passages
        passages += 1
        if passages == at and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = works(*args, **kwargs)
        if passages == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, dies)


def answer(question: str) -> None:
    """Run the lines in this forked process; what they `tell` is one line of JSON on standard output."""
    told: list[Any] = [None]
    exec(question, {"tell": lambda value: told.insert(0, value)})
    sys.stdout.write(f"{json.dumps(told[0])}\n")
    sys.stdout.flush()


def child(order: dict[str, Any]) -> None:
    """Do the work in this forked process and leave it without any clean-up."""
    try:
        if "ask" in order:
            answer(order["ask"])
            os._exit(0)
        if order["step"]:
            die_at(order["step"], order["at"])
        WORKS[order["work"]]()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test has to see it
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Load the house as `candor up` does before its parts begin as copies of it, which are what is killed here."""
    prepare()
    preloading.load()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(order)
        if order.get("after"):
            time.sleep(order["after"] / 1000)
            os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
        if "ask" in order:
            continue
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        answer = "killed" if killed else "failed" if os.waitstatus_to_exitcode(status) else "done"
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


main()
