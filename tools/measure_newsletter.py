"""Measure a newsletter on its way: prepared, signed, and handed to a mail server on this machine (performance.md, W12).

    .venv-test/bin/python tools/measure_newsletter.py 5000 20000

    .venv-test/bin/python tools/measure_newsletter.py --most-disk 2000 100000

For each size, in an empty home of its own on SQLite: so many readers, an issue in two languages, a DKIM key of 2048
bits. `candor work` runs as in production; the mail server is a process of its own that keeps nothing but the
recipients, so that each can be seen to be written to once, and offers PIPELINING as usual ones do.

The home may take so many megabytes of the disk (`--most-disk`, 2,000 unless you say otherwise): where less is free it
does not begin, and where it grows beyond that it ends, so that no disk is filled. `TMPDIR` says where the home is made.

Prints letters a second on the clock, the processor time of one over all processes of the worker (not of the server),
the most memory that the worker held beside what it held before the issue was sent, and the most disk.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
TICK = os.sysconf("SC_CLK_TCK")
STEP = 1_000
PATIENCE = 10_800.0
"""Seconds: what 100,000 letters take on a machine that sends ten a second."""
MEGABYTE = 1_000_000
MOST_DISK = 2_000
BODY = """\
# Version {number} is here

Hello {{name|there}},

**Three things** are better now, and [the notes tell of all of them](https://lindwurm.example/notes):

- The list of cases opens at once, however many there are.
- A reply can be sent later, at a moment that you choose.
- Whoever asks what you hold about them gets it with one press.

{text}

See you soon, or [read on](https://lindwurm.example/more).
"""
TEXT = "The printer on the second floor no longer stops after every page, and its lamp blinks but once. " * 12


def main(sizes: list[int], most: int = MOST_DISK) -> int:
    if sizes and sizes[0] == 0:
        serve()
        return 0
    for readers in sizes or [5_000, 20_000]:
        subprocess.run([sys.executable, __file__, "--one", str(readers), str(most)], check=True)
    return 0


def one(readers: int, most: int) -> int:
    free = shutil.disk_usage(tempfile.gettempdir()).free // MEGABYTE
    if free < most:
        print(f"{free:,} MB are free in {tempfile.gettempdir()}, not {most:,}: nothing is begun.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="candor-measure-") as home, sink() as (port, taken):
        prepare(home, port)
        fill(readers)
        issue = write()
        worker = subprocess.Popen([sys.executable, "-m", "candor", "work"], cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            time.sleep(8)
            follow(issue, worker.pid, readers, Disk(Path(home), most))
        finally:
            worker.terminate()
            worker.wait(30)
        recipients = taken()
        print(f"  {sum(recipients.values()):,} taken by the server, {len(recipients):,} different recipients")
    return 0


@contextmanager
def sink() -> Iterator[tuple[int, Callable[[], Counter[str]]]]:
    """The mail server; its port, and what tells whom it was given mail for, once it has ended."""
    server = subprocess.Popen([sys.executable, __file__, "0"], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    port = int(server.stdout.readline()) if server.stdout else 0

    def taken() -> Counter[str]:
        told, _ = server.communicate("end\n", timeout=60)
        return Counter(json.loads(told))

    try:
        yield port, taken
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


def serve() -> None:
    """A mail server that takes everything. Ends with its standard input and tells its recipients then."""
    import threading

    recipients: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)

    def accept() -> None:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=talk, args=(client, recipients), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.readline()
    print(json.dumps(recipients), flush=True)
    os._exit(0)


def talk(client: socket.socket, recipients: list[str]) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with client, client.makefile("rwb") as reader:
        reader.write(b"220 sink\r\n")
        reader.flush()
        recipient = ""
        while command := reader.readline():
            word = command[:4].upper()
            if word == b"EHLO":
                reader.write(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif word == b"RCPT":
                recipient = command.decode().partition("<")[2].partition(">")[0]
                reader.write(b"250 OK\r\n")
            elif word == b"DATA":
                reader.write(b"354 Go on\r\n")
                reader.flush()
                while reader.readline() != b".\r\n":
                    pass
                recipients.append(recipient)
                reader.write(b"250 Taken\r\n")
            elif word == b"QUIT":
                reader.write(b"221 Bye\r\n")
                reader.flush()
                return
            else:
                reader.write(b"250 OK\r\n")
            reader.flush()


def prepare(home: str, port: int) -> None:
    os.environ |= {
        "CANDOR_HOME": home,
        "CANDOR_SMTP": f"smtp://127.0.0.1:{port}",
        "CANDOR_MAIL_FROM": "news@lindwurm.example",
        "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
    }
    import django

    django.setup()
    from candor.kernel import registries
    from candor.kernel.actor import SYSTEM
    from candor.kernel.command import prepare as prepare_home
    from candor.mail.actions.signing import make_key, use_key

    registries.discover()
    prepare_home()
    use_key(make_key("lindwurm.example", by=SYSTEM), by=SYSTEM)


def fill(readers: int) -> None:
    """Write the readers down without the actions, as only a measurement may: at fifty providers, one in four German."""
    from candor.kernel import clock
    from candor.kernel.actor import SYSTEM
    from candor.newsletters.actions.lists import add_list
    from candor.newsletters.models import Subscription
    from candor.people.models import Identifier, Person

    words = {"name_en": "News", "name_de": "Neues", "purpose_en": "new versions", "purpose_de": "neue Versionen"}
    news, now = add_list({**words, "is_public": True}, by=SYSTEM), clock.now()
    for first in range(0, readers, STEP):
        numbers = range(first, min(first + STEP, readers))
        people = Person.objects.bulk_create(
            Person(name=f"Kim{number} Jansen", source="measure", created_at=now) for number in numbers
        )
        addresses = [f"kim{number}@house{number % 50}.example" for number in numbers]
        identifiers = Identifier.objects.bulk_create(
            Identifier(
                person=person, kind="email", value=address, written=address, is_primary=True, verified_at=now,
                created_at=now,
            )
            for person, address in zip(people, addresses, strict=True)
        )  # fmt: skip
        Subscription.objects.bulk_create(
            Subscription(list=news, identifier=each, language="en" if each.pk % 4 else "de", since=now)
            for each in identifiers
        )


def write() -> int:
    """The issue in two languages; its number."""
    from candor.kernel.actor import SYSTEM
    from candor.newsletters.actions.writing import IssueWords, write_issue
    from candor.newsletters.models import MailingList

    body = BODY.format(number=2, text=TEXT)
    words = IssueWords("News for {name|you}", body, "Neues für {name|Sie}", body)
    return write_issue(MailingList.objects.get(), words, key="measured-issue", by=SYSTEM).pk


class Disk:
    """How much of the disk the home takes, and the most that it ever took; ends everything beyond what it may."""

    def __init__(self, home: Path, most: int) -> None:
        self._home, self._most, self.peak = home, most, 0.0

    def look(self) -> None:
        taken = 0
        for file in self._home.rglob("*"):
            try:
                taken += file.stat().st_size if file.is_file() else 0
            except FileNotFoundError:  # gone while we looked
                continue
        self.peak = max(self.peak, taken / MEGABYTE)
        if self.peak > self._most:
            sys.exit(f"The home took {self.peak:,.0f} MB, more than {self._most:,}: the measurement is ended.")


def follow(number: int, worker: int, readers: int, disk: Disk) -> None:
    """Send it and wait for its end."""
    from candor.kernel.actor import SYSTEM
    from candor.mail.models import OutboxMessage
    from candor.newsletters.actions.issuing import schedule_issue
    from candor.newsletters.models import Issue

    issue = Issue.objects.select_related("list").get(pk=number)
    load, before, held, begun = os.getloadavg()[0], processor_seconds(worker), memory(worker), time.monotonic()
    schedule_issue(issue, None, 100_000, by=SYSTEM)
    while time.monotonic() - begun < PATIENCE:
        time.sleep(0.5)
        disk.look()
        issue.refresh_from_db()
        if issue.state == "sent" and not OutboxMessage.objects.unsent().exists():
            break
    took, spent = time.monotonic() - begun, processor_seconds(worker) - before
    print(f"{readers:,} letters in {took:.1f} s: {readers / took:.0f} a second (load {load:.1f})")
    print(f"  {1000 * spent / readers:.2f} ms of processor time each: {2 * readers / spent:.0f} a second on two cores")
    print(f"  {held:.0f} MB of memory before, {memory(worker):.0f} MB at most", flush=True)
    print(f"  {disk.peak:,.0f} MB of the disk at most", flush=True)


def processor_seconds(process: int) -> float:
    """User and system time of it and of all its children, those that ended included."""
    ticks = 0
    for each in [process, *children_of(process)]:
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICK


def children_of(process: int) -> list[int]:
    found = [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return [each for child in found for each in (child, *children_of(child))]


def memory(process: int) -> float:
    """The most that it ever held, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.exit(one(int(sys.argv[2]), int(sys.argv[3])))
    if sys.argv[1:2] == ["--most-disk"]:
        sys.exit(main([int(size) for size in sys.argv[3:]], int(sys.argv[2])))
    sys.exit(main([int(size) for size in sys.argv[1:]]))
