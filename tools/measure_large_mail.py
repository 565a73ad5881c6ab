"""Measure the memory that a message of 50 MB takes on its way in: by IMAP, over LMTP, and through the pipe.

    .venv-test/bin/python tools/measure_large_mail.py             # all three ways
    .venv-test/bin/python tools/measure_large_mail.py --way imap --megabytes 20

Starts what takes the message in as an instance does, `candor work` or `candor mail receive`, in an empty home on
SQLite, and adds up what all of its processes hold (PSS, the parsing children included) every 10 ms from its start
until the message is a case with its attachment and another small message behind it has become one too. Prints what
they held before the message, and the most.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from families import family

ROOT = Path(__file__).parents[1]
ADDRESS = "support@lindwurm.example"
WAYS = ("imap", "listener", "pipe")
EVERY = 0.01
PATIENCE = 120.0
EXPECTED = 2
"""Cases: of the large message and of the small one behind it."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        "measure_large_mail", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--megabytes", type=float, default=49.9)
    parser.add_argument("--way", choices=[*WAYS, "all"], default="all")
    asked = parser.parse_args(arguments)
    for way in WAYS if asked.way == "all" else [asked.way]:
        subprocess.run([sys.executable, __file__, "--run", way, str(asked.megabytes)], check=True, cwd=ROOT)
    return 0


def run(way: str, megabytes: float) -> int:
    """One way in a process of its own, because Django knows one instance."""
    from candor.mail.tests.servers import free_port

    with tempfile.TemporaryDirectory(prefix="candor-measure-") as home:
        port, large = free_port(), Path(home) / "large.eml"
        write_large(large, megabytes)
        os.environ |= {
            "CANDOR_HOME": f"{home}/home",
            "CANDOR_MAIL_FROM": ADDRESS,
            "CANDOR_MAIL_LISTENER": f"lmtp://127.0.0.1:{port}" if way == "listener" else "",
            "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
        }
        Path(home, "home").mkdir()
        import django

        django.setup()
        from candor.kernel.command import prepare

        prepare()
        {"imap": over_imap, "listener": lambda file: over_lmtp(file, port), "pipe": through_pipe}[way](large)
    return 0


def write_large(file: Path, megabytes: float) -> None:
    """A message with one attachment, so large on the wire."""
    line = b"AAAA" * 19 + b"\r\n"
    with file.open("wb") as stream:
        stream.write(
            b"From: Kim <kim@nordlicht.example>\r\nTo: support@lindwurm.example\r\nSubject: A large one\r\n"
            b"Date: Sat, 21 Nov 2026 09:30:00 +0100\r\nMessage-ID: <large@nordlicht.example>\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
            b"--x\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n"
            b"--x\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
            b'Content-Disposition: attachment; filename="plan.pdf"\r\n\r\n'
        )
        for _line in range(int(megabytes * 1_000_000 - stream.tell() - 10) // len(line)):
            stream.write(line)
        stream.write(b"--x--\r\n")


def small() -> bytes:
    from candor.mail.tests.letters import letter

    return letter("And a small one.", sender="Sam <sam@hafen.example>").replace(b"\n", b"\r\n")


def over_imap(large: Path) -> None:
    from candor.kernel.actor import SYSTEM
    from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox
    from candor.mail.tests.servers import dovecot

    with dovecot() as server:
        details = MailboxDetails(
            "Large", ADDRESS, "127.0.0.1", "large", server.password, server.port, "plain", takes_old_mail=True
        )
        server.place("large", [large.read_bytes(), small()])
        with worker() as process:
            watch("IMAP", process, lambda: add_mailbox(details, by=SYSTEM))


def over_lmtp(large: Path, port: int) -> None:
    def hand_over() -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), smtplib.LMTP("127.0.0.1", port) as client:
                client.sendmail("kim@nordlicht.example", [ADDRESS], large.read_bytes())
                client.sendmail("sam@hafen.example", [ADDRESS], small())
                return
            time.sleep(0.2)

    with worker() as process:
        watch("LMTP", process, lambda: threading.Thread(target=hand_over, daemon=True).start())


def through_pipe(large: Path) -> None:
    command = [sys.executable, "-m", "candor", "mail", "receive"]
    with large.open("rb") as stream, Held() as held:
        process = subprocess.Popen(command, cwd=ROOT, stdin=stream, stdout=subprocess.DEVNULL)
        held.by(process.pid)
        process.wait(PATIENCE)
    subprocess.run(command, cwd=ROOT, input=small(), stdout=subprocess.DEVNULL, check=True)
    check_arrived()
    print(f"pipe: at most {held.most} MB", flush=True)


@contextlib.contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "candor", "work"], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        time.sleep(4)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def watch(way: str, process: subprocess.Popen[bytes], begin: Callable[[], object]) -> None:
    from candor.helpdesk.models import Ticket

    before = memory_of(process.pid)
    with Held() as held:
        held.by(process.pid)
        begin()
        deadline = time.monotonic() + PATIENCE
        while Ticket.objects.count() < EXPECTED:
            if time.monotonic() > deadline:
                raise SystemExit(f"{way}: the messages never became cases")
            time.sleep(0.1)
        time.sleep(1)
    check_arrived()
    print(f"{way}: {before} MB before, at most {held.most} MB, {memory_of(process.pid)} MB after", flush=True)


def check_arrived() -> None:
    from candor.helpdesk.models import Attachment, Ticket

    sizes = list(Attachment.objects.values_list("file__size", flat=True))
    if Ticket.objects.count() != EXPECTED or len(sizes) != 1:
        raise SystemExit("both messages should be cases, one with an attachment")
    print(f"attachment of {sizes[0]:,} bytes kept; ", end="")


class Held:
    """The most that a process and all below it hold together while the block runs, in MB."""

    def __init__(self) -> None:
        self.most, self._pid, self._over = 0, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Held:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def by(self, pid: int) -> None:
        self._pid = pid

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            if self._pid:
                self.most = max(self.most, memory_of(self._pid))


def memory_of(pid: int) -> int:
    """What a process and all below it hold, in MB; pages that several share are counted once."""
    total = 0
    for each in family(pid):
        with contextlib.suppress(OSError):
            found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{each}/smaps_rollup").read_text(), re.MULTILINE)
            total += int(found[1]) if found else 0
    return total // 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        sys.exit(run(sys.argv[2], float(sys.argv[3])))
    sys.exit(main(sys.argv[1:]))
