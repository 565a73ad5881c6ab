"""Measure mail intake: small messages from an IMAP server or over LMTP into durable cases (performance.md, W7).

    .venv-test/bin/python tools/measure_intake.py --messages 3000            # both ways
    .venv-test/bin/python tools/measure_intake.py --messages 3000 --way imap

Starts a Dovecot of its own with that many messages in one mailbox, each from a sender of its own, and a `candor work`
in an empty home on SQLite, as `candor up` runs it: everything that belongs to an instance's worker runs too, the search
index and the audit chain among it. For the listener, eight connections hand the messages over as fast as they may.

Prints messages a second on the clock, processor time a message over all processes of the worker (the parsing children
included, until the search index has caught up), and the memory they hold together (PSS) halfway and at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from families import family

ROOT = Path(__file__).parents[1]
ADDRESS = "support@lindwurm.example"
CONNECTIONS = 8
TICK = os.sysconf("SC_CLK_TCK")
TEXT = "Good morning,\n\nthe export stops at 40 percent since the update. What can I do?\n\nKind regards\nPerson {}\n"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        "measure_intake", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=3_000)
    parser.add_argument("--way", choices=["imap", "listener", "both"], default="both")
    asked = parser.parse_args(arguments)
    for way in ["imap", "listener"] if asked.way == "both" else [asked.way]:
        subprocess.run([sys.executable, __file__, "--run", way, str(asked.messages)], check=True, cwd=ROOT)
    return 0


def run(way: str, count: int) -> int:
    """One way in a process of its own, because Django knows one instance."""
    from candor.mail.tests.servers import free_port

    with tempfile.TemporaryDirectory(prefix="candor-measure-") as home:
        port = free_port()
        os.environ |= {
            "CANDOR_HOME": home,
            "CANDOR_MAIL_FROM": ADDRESS,
            "CANDOR_MAIL_LISTENER": f"lmtp://127.0.0.1:{port}" if way == "listener" else "",
            "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
        }
        import django

        django.setup()
        from candor.kernel.command import prepare

        prepare()
        if way == "imap":
            over_imap(count)
        else:
            over_lmtp(count, port)
    return 0


def over_imap(count: int) -> None:
    from candor.kernel.actor import SYSTEM
    from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox
    from candor.mail.tests.servers import dovecot

    with dovecot() as server:
        server.place("busy", [letter(number) for number in range(count)])
        client = server.client("busy")  # have the server make its index before the clock runs
        client.select_folder("INBOX", readonly=True)
        client.fetch(client.search(), ["RFC822.SIZE"])
        client.logout()
        details = MailboxDetails(
            "Busy", ADDRESS, "127.0.0.1", "busy", server.password, server.port, "plain", takes_old_mail=True
        )
        with worker() as process:
            time.sleep(3)
            add_mailbox(details, by=SYSTEM)
            watch("IMAP", process, count)


def over_lmtp(count: int, port: int) -> None:
    with worker() as process:
        wait_for(port)
        numbers = iter(range(count))
        lock = threading.Lock()
        senders = [threading.Thread(target=hand_over, args=(port, numbers, lock)) for _ in range(CONNECTIONS)]
        for sender in senders:
            sender.start()
        watch("LMTP", process, count)


def wait_for(port: int) -> None:
    """Until the listener answers."""
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.1)


def hand_over(port: int, numbers: Iterator[int], lock: threading.Lock) -> None:
    with smtplib.LMTP("127.0.0.1", port) as client:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            client.sendmail(f"person{number}@elsewhere.example", [ADDRESS], letter(number).replace(b"\n", b"\r\n"))


def letter(number: int) -> bytes:
    from candor.mail.tests.letters import letter as made

    return made(
        TEXT.format(number), sender=f"Person {number} <person{number}@elsewhere.example>", subject=f"Case {number}"
    )


@contextlib.contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "candor", "work"], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def watch(way: str, process: subprocess.Popen[bytes], count: int) -> None:
    from candor.helpdesk.models import Ticket
    from candor.kernel.models import PendingIndexing

    while not Ticket.objects.exists():
        time.sleep(0.02)
    began, spent, first, halfway = time.monotonic(), processor_time(process.pid), Ticket.objects.count(), 0
    while (there := Ticket.objects.count()) < count:
        if not halfway and there > count / 2:
            halfway = memory(process.pid)
        time.sleep(0.1)
    took = time.monotonic() - began
    while PendingIndexing.objects.exists():
        time.sleep(0.1)
    spent = processor_time(process.pid) - spent
    made = count - first
    print(
        f"{way}: {made / took:.0f} messages a second, {spent / made * 1000:.1f} ms of processor time each;"
        f" {halfway} MB halfway, {memory(process.pid)} MB at the end ({made} messages)",
        flush=True,
    )


def processor_time(pid: int) -> float:
    """Seconds of the process and its children, those that have ended included."""
    total = 0
    for each in family(pid):
        with contextlib.suppress(FileNotFoundError):
            fields: list[Any] = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(value) for value in fields[11:15])
    return total / TICK


def memory(pid: int) -> int:
    """MB, each shared page counted in part (PSS)."""
    total = 0
    for each in family(pid):
        with contextlib.suppress(OSError, TypeError):
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index] # or it raises
    return total // 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        sys.path.insert(0, str(ROOT))
        sys.exit(run(sys.argv[2], int(sys.argv[3])))
    sys.exit(main(sys.argv[1:]))
