"""Measure the figures beside views, the page of a view and a large bulk on many tickets, on the instance's database.

    CANDOR_HOME=measured .venv-test/bin/python tools/measure_lists.py 200000

Makes the tickets in an empty home first; run it again and it measures what is there. Prints milliseconds of this
process's processor time (on PostgreSQL of the wall clock), the median of nine.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

STEP = 2_000


def main(tickets: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from candor.helpdesk.models import Ticket

    if not Ticket.objects.exists():
        fill(tickets)
    measure()


def fill(tickets: int) -> None:
    """As the benchmark's set: 20 % open, Zipf-like queues and tags."""
    from django.db import connection, transaction

    from candor.helpdesk.actions.categories import create_category
    from candor.helpdesk.actions.counting import write_figures
    from candor.helpdesk.actions.tagging import named
    from candor.helpdesk.models import Queue, Ticket, TicketTag
    from candor.kernel import clock
    from candor.kernel.actor import SYSTEM
    from candor.people.models import Person

    chance, now = random.Random(7), clock.now()  # noqa: S311 - a repeatable set, not a secret
    people = Person.objects.bulk_create(
        Person(name=f"Person {number}", source="measure", created_at=now) for number in range(2_000)
    )
    queues = [Queue.objects.create(name=f"Queue {number}", is_default=number == 0) for number in range(8)]
    top = [create_category(f"Area {number}", by=SYSTEM) for number in range(6)]
    categories = [*top, *(create_category(f"Part {number}", by=SYSTEM, parent=top[number % 6]) for number in range(30))]
    tags = [named(f"tag {number}") for number in range(40)]
    statuses = ["new", "open", "open", "waiting-customer", "scheduled", *["closed"] * 16, *["solved"] * 4]
    for first in range(0, tickets, STEP):
        with transaction.atomic():
            rows = Ticket.objects.bulk_create(
                Ticket(
                    number=first + number + 1, subject=f"Case {first + number} about exports", channel="mail",
                    requester=chance.choice(people), queue=chance.choice(queues), category=chance.choice(categories),
                    assignee=chance.choice(people[:40]) if chance.random() < 0.7 else None,
                    priority=chance.choice([1, 2, 2, 2, 2, 3, 3, 4]), status=chance.choice(statuses),
                    created_at=(made := now - timedelta(minutes=chance.randrange(1_000_000))), changed_at=made,
                    due_at=now + timedelta(hours=chance.randrange(-200, 400)) if chance.random() < 0.2 else None,
                )
                for number in range(STEP)
            )  # fmt: skip
            TicketTag.objects.bulk_create(
                TicketTag(ticket=row, tag=tags[min(int(chance.paretovariate(0.6)) - 1, 39)])
                for row in rows
                if chance.random() < 0.4
            )
    with transaction.atomic():
        write_figures()
    if connection.vendor == "postgresql":  # it gathers its statistics by itself; SQLite works without any
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def measure() -> None:
    from candor.helpdesk.models import Category, Queue, Tag
    from candor.helpdesk.queries.views import OfferedView, figures_of, shown_by
    from candor.helpdesk.rules.filters import Condition, Definition
    from candor.kernel.actor import SYSTEM
    from candor.people.public import Person, Role, account_of, actor_of, make_staff

    person = Person.objects.order_by("pk")[0]
    if not hasattr(account_of(person), "staff"):
        make_staff(account_of(person), Role.TECHNICIAN, by=SYSTEM)
    actor = actor_of(account_of(person))
    queue, category = Queue.objects.order_by("pk")[1], Category.objects.order_by("pk")[0]
    common, rare = Tag.objects.order_by("-use_count", "pk")[0], Tag.objects.order_by("pk")[35]
    views = {
        "open": [("stage", "is", ("with-us",))],
        "mine": [("assignee", "is", ("me",)), ("stage", "is_not", ("done",))],
        "urgent, open": [("priority", "is", ("4",)), ("stage", "is", ("with-us",))],
        "a queue, urgent": [("queue", "is", (queue.ref,)), ("priority", "is", ("4",))],
        "category with those below": [("category", "is", (category.ref,)), ("stage", "is_not", ("done",))],
        "a common tag": [("tags", "is", (common.ref,))],
        "a rare tag": [("tags", "is", (rare.ref,)), ("stage", "is_not", ("done",))],
        "overdue": [("due", "is", ("overdue",)), ("stage", "is_not", ("done",))],
        "changed today": [("changed", "within", ("1d",))],
        "old and nobody's": [("created", "longer", ("365d",)), ("assignee", "is", ("nobody",))],
        "nothing at all": [("kind", "is", ("other",))],
        "nothing open": [("kind", "is", ("other",)), ("stage", "is", ("with-us",))],
    }
    offered = []
    for name, parts in views.items():
        definition = Definition(tuple(Condition(*part) for part in parts))
        view = OfferedView(0, name, name, "mine", None, None, definition.as_json(), False, False)
        offered.append(view)
        count = median_of(lambda view=view: figures_of([view], by=actor))
        page = median_of(lambda definition=definition: shown_by(definition, by=actor))
        by_priority = Definition(definition.conditions, sort="priority")
        sorted_page = median_of(lambda definition=by_priority: shown_by(definition, by=actor))
        print(f"{name:28} figure {count:8.1f}   page {page:8.1f}   page by priority {sorted_page:8.1f}")
    print(f"{'all figures at once':28} {median_of(lambda: figures_of(offered, by=actor)):15.1f}")
    measure_bulk(actor)


def measure_bulk(actor: Actor) -> None:
    from candor.helpdesk.actions.bulk.choosing import choose_all
    from candor.helpdesk.actions.bulk.running import begin, run
    from candor.helpdesk.models import Ticket

    begun = clocked()
    bulk = choose_all(Ticket.objects.visible_to(actor).filter(stage="with-us").order_by("-changed_at"), by=actor)
    print(f"choosing {bulk.total} tickets: {(clocked() - begun) * 1_000:.0f}")
    begin(bulk, {"priority": 4}, by=actor)
    begun = clocked()
    run(bulk.pk)
    bulk.refresh_from_db()
    taken = (clocked() - begun) * 1_000
    print(
        f"changing them: {taken:.0f}, {taken / bulk.total:.2f} each; {bulk.done_count} changed, {bulk.left_count} left"
    )


def clocked() -> float:
    """Seconds. SQLite works inside this process, so its processor time tells more than the clock of a busy machine."""
    from django.db import connection

    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def median_of(run: Callable[[], object], times: int = 9) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(times):
        begin = clocked()
        run()
        taken.append((clocked() - begin) * 1_000)
    return statistics.median(taken)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
