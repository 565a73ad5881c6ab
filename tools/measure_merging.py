"""Measure merging two records where one has many cases, and taking it back: time, memory, the longest transaction.

    CANDOR_HOME=measured .venv-test/bin/python tools/measure_merging.py 70000

Works in an empty home of its own on SQLite. Each case has a message of the person; every tenth is followed by both
records, so that one row meets its twin. Prints seconds, the memory that the process grew by while it merged, and how
long the writers' queue was held at most, which is what everybody else waits.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

STEP = 2_000
TWINS = 10
"""Every tenth case is followed by both records."""


def main(cases: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    django.setup()
    from django.core.management import call_command

    from candor.kernel import search

    call_command("migrate", verbosity=0)
    search.prepare()
    measure_people(cases)
    measure_organisations(cases)


def measure_people(cases: int) -> None:
    from candor.helpdesk.models import Message, Participant, Ticket
    from candor.kernel.actor import SYSTEM
    from candor.people.actions.merging import Wanted, merge_people
    from candor.people.actions.persons import NewPerson, add_person

    kim, twin = (add_person(NewPerson(name, source="measure"), by=SYSTEM) for name in ("Kim Jansen", "Kim Janssen"))
    fill(cases, twin, kim, None)

    def here(person: Any) -> tuple[int, ...]:
        tables = ((Ticket, "requester"), (Message, "author"), (Participant, "person"))
        return tuple(model.objects.filter(**{field: person}).count() for model, field in tables)

    before = here(twin), here(kim)
    measure(f"two people, {cases:,} cases", lambda: merge_people(kim, twin, Wanted(), by=SYSTEM))
    print("  the record that stayed has", here(kim), "the other", here(twin))
    take_back("two people, taken back")
    print("  every row is where it was:", (here(twin), here(kim)) == before)


def measure_organisations(cases: int) -> None:
    from candor.helpdesk.models import Ticket
    from candor.kernel.actor import SYSTEM
    from candor.people.actions.merging import Wanted, merge_organisations
    from candor.people.actions.organisations import OrganisationDetails, add_organisation
    from candor.people.models import Person

    nordlicht, former = (add_organisation(OrganisationDetails(name), by=SYSTEM) for name in ("Nordlicht", "Nordlyht"))
    Ticket.objects.filter(requester=Person.objects.get(name="Kim Janssen")).update(organisation=former)
    merged = f"two organisations, {cases:,} cases"
    measure(merged, lambda: merge_organisations(nordlicht, former, Wanted(), by=SYSTEM))
    print("  all cases followed:", Ticket.objects.filter(organisation=nordlicht).count() == cases)
    take_back("two organisations, taken back")
    print("  every case is where it was:", Ticket.objects.filter(organisation=former).count() == cases)


def take_back(told: str) -> None:
    from candor.kernel.actor import SYSTEM
    from candor.people.actions.unmerging import undo_merge
    from candor.people.models import Merge

    measure(told, lambda: undo_merge(Merge.objects.latest("pk"), by=SYSTEM))
    print("  the merge is", Merge.objects.latest("pk").state)


def fill(cases: int, requester: Any, other: Any, organisation: Any) -> None:
    from django.db import transaction

    from candor.helpdesk.models import Message, Participant, Queue, Ticket
    from candor.kernel import clock

    now = clock.now()
    queue = Queue.objects.order_by("pk").first() or Queue.objects.create(name="Support", is_default=True)
    for first in range(0, cases, STEP):
        with transaction.atomic():
            rows = Ticket.objects.bulk_create(
                Ticket(
                    number=first + number + 1, subject=f"Case {first + number}", channel="mail", requester=requester,
                    organisation=organisation, queue=queue, status="closed", created_at=now, changed_at=now,
                )
                for number in range(min(STEP, cases - first))
            )  # fmt: skip
            Message.objects.bulk_create(
                Message(
                    ticket=row, kind="from-customer", author=requester, channel="mail", text="It stops." * 20,
                    written_at=now, created_at=now,
                )
                for row in rows
            )  # fmt: skip
            Participant.objects.bulk_create(
                Participant(ticket=row, part="follower", standing="confirmed", person=person, since=now)
                for row in rows[::TWINS]
                for person in (requester, other)
            )


def measure(told: str, act: Callable[[], Any]) -> None:
    """Act, let the worker do what was asked for, and print what it took."""
    from candor.kernel import clock
    from candor.kernel.jobs.worker import run_all_due

    with watched_queue() as held:
        before, begun = memory(), time.monotonic()
        act()
        waited = time.monotonic() - begun
        run_all_due()
        took = time.monotonic() - begun
        with clock.at(clock.now() + timedelta(minutes=2)):
            run_all_due()
    longest, busiest = (1_000 * max(each) for each in zip(*held, strict=True))
    print(
        f"{told:36} {took:8.1f} s, of which the person waits {waited:.2f} s; {memory() - before:5.1f} MB more;"
        f" {len(held)} transactions, the longest {longest:.0f} ms ({busiest:.0f} ms of the processor)"
    )


class watched_queue:  # noqa: N801 - it reads as a verb
    """Collects for how long the writers' queue was held, each time: seconds of the clock, and of the processor."""

    def __enter__(self) -> list[tuple[float, float]]:
        from candor.kernel.db.lock import WriterLock

        self.held: list[tuple[float, float]] = []
        self.since = (0.0, 0.0)
        self.acquire, self.release = WriterLock.acquire, WriterLock.release
        outer = self

        def acquire(lock: Any, *arguments: Any) -> bool:
            is_new = not lock._held
            got = outer.acquire(lock, *arguments)
            if is_new and got:
                outer.since = (time.monotonic(), time.process_time())
            return got

        def release(lock: Any) -> None:
            if lock._held:
                outer.held.append((time.monotonic() - outer.since[0], time.process_time() - outer.since[1]))
            outer.release(lock)

        WriterLock.acquire, WriterLock.release = acquire, release  # type: ignore[method-assign] # for this measurement
        return self.held

    def __exit__(self, *_error: object) -> None:
        from candor.kernel.db.lock import WriterLock

        WriterLock.acquire, WriterLock.release = self.acquire, self.release  # type: ignore[method-assign] # as above


def memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 70_000)
