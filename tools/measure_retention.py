"""Measure a run of the retention rules that ends very many cases: rows a second, its longest transaction, its memory.

    CANDOR_HOME=measured .venv-test/bin/python tools/measure_retention.py 12500

Works in an empty home of its own on SQLite. Every fifth case is another person's; each has four messages, a raw mail
and a mail of ours, every tenth a file: some 100,000 rows. All of them are past a period of two years. What counts is
the time of the processor: the clock says how busy the machine and its disk were besides.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import django

STEP = 500
WORDS = "The printer on the second floor stops after every page and shows a lamp that blinks three times. "


def main(cases: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    django.setup()
    from candor.helpdesk.models import Ticket
    from candor.kernel import clock
    from candor.kernel.command import prepare

    prepare()
    if not Ticket.objects.exists():
        adopt_a_rule()
        for first in range(0, cases, STEP):
            fill(range(first, min(first + STEP, cases)))
    with clock.later(days=3 * 365):
        measure()


def measure() -> None:
    from candor.kernel.actor import SYSTEM
    from candor.privacy.models import RunState
    from candor.privacy.retaining import running

    run = running.start_run(by=SYSTEM)
    with watched("counting") as transactions:
        run = running.carry_on(run)
    transactions.tell()
    if run.state != RunState.WAITING:
        raise SystemExit(f"not waiting: {run.state}")
    running.confirm_run(run, by=SYSTEM)
    before = memory()
    with watched("deleting") as transactions:
        run = running.carry_on(run)
    if run.state != RunState.DONE:
        raise SystemExit(f"not done: {run.state}")
    rows = sum(sum(line.done_rows.values()) for line in run.lines.all())
    print(f"{rows:,} rows, {rows / transactions.processor:,.0f} a second of the processor")
    transactions.tell()
    print(f"{before:.0f} MB before, {memory():.0f} MB at most")


def adopt_a_rule() -> None:
    from candor.kernel import clock
    from candor.privacy.models import AdoptedPack

    rule = {"force": "limit", "months": 24, "begins": "event", "sources": []}
    rules = [{**rule, "key": key, "title": {"en": key}} for key in ("case", "raw-mail", "outbox")]
    AdoptedPack.objects.create(country="XX", version=1, rules=rules, adopted_at=clock.now())


def fill(numbers: range) -> None:
    """Write cases down without the actions, as only a measurement may."""
    from candor.helpdesk.actions.opening import default_queue
    from candor.helpdesk.models import Attachment, Message, MessageKind, Status, Ticket
    from candor.kernel import clock, files
    from candor.mail.models import OutboxMessage, OutboxState, RawMessage, RawState
    from candor.people.models import Person

    now, queue = clock.now(), default_queue()
    people = Person.objects.bulk_create(
        Person(name=f"Kim{number} Jansen", source="measure", created_at=now) for number in numbers[::5]
    )
    tickets = Ticket.objects.bulk_create(
        Ticket(
            number=number + 1, subject=f"Printer {number}", requester=people[place // 5], queue=queue, channel="mail",
            status=Status.CLOSED, created_at=now - timedelta(days=1), changed_at=now, closed_at=now, message_count=4,
        )
        for place, number in enumerate(numbers)
    )  # fmt: skip
    messages = Message.objects.bulk_create(
        Message(
            ticket=ticket, kind=kind, author=ticket.requester if kind == MessageKind.FROM_CUSTOMER else None,
            channel="mail", came_from=f"kim{ticket.number}@nordlicht.example", text=WORDS * 4, written_at=now,
            created_at=now,
        )
        for ticket in tickets
        for kind in (MessageKind.FROM_CUSTOMER, MessageKind.FROM_US) * 2
    )  # fmt: skip
    letters = [files.write_file("mail-raw", "mail.eml", "message/rfc822", [WORDS.encode() * 4]) for _each in tickets]
    attached = [files.write_file("files", "lamp.txt", "text/plain", [WORDS.encode()]) for _each in tickets[::10]]
    type(letters[0]).objects.bulk_create([*letters, *attached])
    Attachment.objects.bulk_create(
        Attachment(message=messages[40 * place], file=file) for place, file in enumerate(attached)
    )
    RawMessage.objects.bulk_create(
        RawMessage(
            file=file, way="imap", state=RawState.HANDLED, sender=f"kim{tickets[place].number}@nordlicht.example",
            subject="Printer", became_kind="helpdesk.message", became_id=messages[4 * place].pk, received_at=now,
        )
        for place, file in enumerate(letters)
    )  # fmt: skip
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            from_address="help@house.example", to_address=f"kim{ticket.number}@nordlicht.example", subject="Printer",
            text=WORDS * 4, message_id=f"{ticket.pk}@house.example", template="helpdesk/mail/reply",
            template_class="answer", language="en", about_kind="helpdesk.message",
            about_id=messages[4 * place + 1].pk, state=OutboxState.SENT, next_at=now, settled_at=now,
            created_at=now,
        )
        for place, ticket in enumerate(tickets)
    )  # fmt: skip


class Transactions:
    """How long a block and each transaction in it took, of the processor and of the clock, in seconds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.processor = self.clock = 0.0
        self.all: list[tuple[float, float]] = []

    def tell(self) -> None:
        by_processor, by_clock = (sorted(one[part] for one in self.all) for part in (0, 1))
        print(
            f"{self.name}: {self.processor:.1f} s of the processor, {self.clock:.1f} s on the clock, "
            f"{len(self.all):,} transactions; the longest {by_processor[-1] * 1000:.0f} ms of the processor "
            f"({by_clock[-1] * 1000:.0f} ms on the clock)"
        )
        for share in (50, 95, 99):
            place = len(self.all) * share // 100
            print(
                f"  {share} % under {by_processor[place] * 1000:.0f} ms of the processor "
                f"({by_clock[place] * 1000:.0f} ms on the clock)"
            )


@contextmanager
def watched(name: str) -> Iterator[Transactions]:
    """Time the block and every outermost transaction in it."""
    from django.db import connection

    found, begun = Transactions(name), [0.0, 0.0]

    def starting(start: Callable[[], Any]) -> Callable[[], Any]:
        def timed() -> None:
            begun[:] = time.process_time(), time.monotonic()
            start()

        return timed

    def ending(end: Callable[[], Any]) -> Callable[[], Any]:
        def timed() -> None:
            end()
            found.all.append((time.process_time() - begun[0], time.monotonic() - begun[1]))

        return timed

    wrapped: Any = connection
    wrapped._start_transaction_under_autocommit = starting(wrapped._start_transaction_under_autocommit)
    wrapped._commit = ending(wrapped._commit)
    processor, at = time.process_time(), time.monotonic()
    try:
        yield found
    finally:
        found.processor, found.clock = time.process_time() - processor, time.monotonic() - at
        del wrapped._start_transaction_under_autocommit, wrapped._commit


def memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


if __name__ == "__main__":
    main(int(sys.argv[1]))
