"""Measure erasing people: ordinary ones among many, and one with very many cases (W9, trap T21).

    CANDOR_HOME=measured .venv-test/bin/python tools/measure_erasing.py 1000000 70000

Works in an empty home of its own on SQLite; a home that was filled is used again. Everybody has a name and an address,
every fifth a case with two messages. Prints how long erasing one of them takes from the plan to the certificate, the
slowest of its parts, the queries that walked a whole table, and the memory that the large erasure took.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import django

STEP = 5_000
MEASURED = 12
"""Ordinary people; the slowest of so many stands for the 95th of a hundred."""


def main(people: int, cases: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    django.setup()
    from candor.kernel.command import prepare
    from candor.people.models import Person

    prepare()
    if not Person.objects.exists():
        fill(people)
    measure_ordinary()
    measure_large(cases)


def fill(people: int) -> None:
    """Write them down without the actions, as only a measurement may."""
    from candor.helpdesk.actions.opening import default_queue
    from candor.kernel import clock
    from candor.people.models import Identifier, Person, PersonName

    now, queue = clock.now(), default_queue()
    for first in range(0, people, STEP):
        numbers = range(first, min(people, first + STEP))
        rows = Person.objects.bulk_create(
            Person(name=f"Kim{number} Jansen{number}", source="measure", created_at=now) for number in numbers
        )
        PersonName.objects.bulk_create(PersonName(person=row, kind="present", text=row.name) for row in rows)
        addresses = [(row, f"kim{number}@x{number % 997}.example") for row, number in zip(rows, numbers, strict=True)]
        Identifier.objects.bulk_create(
            Identifier(person=row, kind="email", value=text, written=text, is_primary=True, created_at=now)
            for row, text in addresses
        )
        add_cases(rows[::5], first + 1, queue, now)


def add_cases(requesters: Iterable[Any], first: int, queue: Any, now: Any) -> None:
    from candor.helpdesk.models import Message, Ticket

    tickets = Ticket.objects.bulk_create(
        Ticket(
            number=first + place, subject=f"Case of {person.name}", channel="mail", requester=person, queue=queue,
            status="closed", created_at=now, changed_at=now, closed_at=now,
        )
        for place, person in enumerate(requesters)
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(
            ticket=ticket, kind=kind, author=author, channel="mail", text=f"Dear {ticket.requester.name}, it stops.",
            written_at=now, created_at=now,
        )
        for ticket in tickets
        for kind, author in (("from-customer", ticket.requester), ("from-us", None))
    )  # fmt: skip


def measure_ordinary() -> None:
    from candor.people.models import Person

    people = list(Person.objects.filter(erased_at=None).order_by("pk")[0 : 5 * MEASURED : 5])
    erase(people[0], told=False)
    seconds = sorted(erase(person, told=number == 0) for number, person in enumerate(people[1:]))
    print(f"ordinary person: {seconds[0]:.2f} s at best, {seconds[-1]:.2f} s at worst of {len(seconds)}")


def measure_large(cases: int) -> None:
    from candor.helpdesk.actions.opening import default_queue
    from candor.helpdesk.models import Ticket
    from candor.kernel import clock
    from candor.kernel.actor import SYSTEM
    from candor.people.actions.persons import NewPerson, add_person

    kim = add_person(NewPerson("Kim Jansen", "kim@large.example", source="measure"), by=SYSTEM)
    last = Ticket.objects.order_by("-number").values_list("number", flat=True).first() or 0
    for first in range(0, cases, STEP):
        add_cases([kim] * min(STEP, cases - first), last + first + 1, default_queue(), clock.now())
    before = memory()
    took = erase(kim, told=True)
    print(f"person with {cases} cases: {took:.0f} s; {memory() - before:.1f} MB more")


def erase(person: Any, *, told: bool) -> float:
    """From the plan to the certificate, in seconds."""
    from django.db import connection

    from candor.kernel.actor import SYSTEM
    from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure

    watch = Watch()
    with connection.execute_wrapper(watch):
        begun = time.monotonic()
        erasure = plan_erasure(person, Asked(), by=SYSTEM)
        planned = time.monotonic()
        confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
        erasure = carry_on(erasure)
    took = time.monotonic() - begun
    if erasure.state != "done":
        raise SystemExit(f"not done: {erasure.state} {erasure.trouble}")
    if told:
        print(f"  planned in {planned - begun:.2f} s, done after {took:.2f} s, {watch.asked} queries")
        for statement, seconds in watch.slowest.most_common(8):
            print(f"  {seconds:6.2f} s  {statement[:200]}")
        for statement in sorted(watch.scans()):
            print(f"  a whole table: {statement[:200]}")
    return took


class Watch:
    """Times the statements of a block, and keeps one of each kind to ask how it is answered."""

    def __init__(self) -> None:
        self.slowest: Counter[str] = Counter()
        self.samples: dict[str, tuple[str, Any]] = {}
        self.asked = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, *further: Any) -> Any:
        begun = time.monotonic()
        try:
            return execute(sql, params, *further)
        finally:
            self.asked += 1
            kind = re.sub(r"\?|%s|\d+|(, \?)+", "", sql)[:600]
            self.slowest[kind] += time.monotonic() - begun  # type: ignore[assignment] # seconds
            self.samples[kind] = (sql, params)

    def scans(self) -> set[str]:
        """The statements that walk through a whole table of people's data."""
        from django.db import connection

        found = set()
        with connection.cursor() as cursor:
            for sql, params in self.samples.values():
                if not sql.startswith(("SELECT", "UPDATE", "DELETE")):
                    continue
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                steps = [str(step[3]) for step in cursor.fetchall()]
                found |= {f"{step}: {sql}" for step in steps if re.match(r"SCAN \w+_\w+$", step)}
        return found


def memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))
