"""`python peer_load.py FLOOR`: the floor's cases in django-helpdesk's tables, once; a signed-in session as JSON."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer_settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - models can be imported only now
from django.core.management import call_command  # noqa: E402 - as above
from django.db import transaction  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402 - as above

users: Any = get_user_model()._default_manager
STEP = 5_000
WRITER = "writer@bench.example"
"""Who writes the cases of W3."""

STATUSES = {"new": 1, "open": 1, "waiting-customer": 1, "waiting-other": 1, "scheduled": 1, "solved": 3, "closed": 4}
TICKETS = (
    "SELECT t.id, subject, coalesce(q.id, 1), created_at, changed_at, status, priority, due_at, assignee,"
    " (SELECT value FROM identifier WHERE person = requester AND kind = 'email' LIMIT 1),"
    " (SELECT text FROM message WHERE ticket = t.id ORDER BY id LIMIT 1)"
    " FROM ticket t LEFT JOIN queue q ON q.id = t.queue ORDER BY t.id"
)
FOLLOW_UPS = (
    "SELECT ticket, at, text, kind, author FROM message m"
    " WHERE id != (SELECT min(id) FROM message WHERE ticket = m.ticket) ORDER BY id"
)


def main(file: str) -> None:
    floor = sqlite3.connect(file)
    call_command("migrate", verbosity=0)
    if not Ticket.objects.exists():
        with transaction.atomic():
            load(floor)
    forget_new_cases()
    client = Client()
    client.force_login(users.order_by("pk")[0])
    print(json.dumps({"sessionid": client.cookies["sessionid"].value, "queue": Queue.objects.order_by("pk")[0].pk}))


def load(floor: sqlite3.Connection) -> None:
    """People who work, queues, cases and what was written in them."""
    call_command("loaddata", "emailtemplate", verbosity=0)
    people = floor.execute("SELECT p.id, p.name FROM staff s JOIN person p ON p.id = s.person ORDER BY p.id").fetchall()
    for number, name in people:
        users.create(pk=number, username=name, is_staff=True, is_superuser=True)
    staff = {number for number, _ in people}
    for number, name in floor.execute("SELECT id, name FROM queue ORDER BY id"):
        Queue.objects.create(pk=number, title=name, slug=f"queue{number}", allow_public_submission=True)
    first = Queue.objects.order_by("pk")[0].pk
    known = set(Queue.objects.values_list("pk", flat=True))
    in_steps(Ticket, (ticket_of(row, staff, known, first) for row in floor.execute(TICKETS)))
    in_steps(FollowUp, (follow_up_of(row, staff) for row in floor.execute(FOLLOW_UPS)))


def forget_new_cases() -> None:
    """What earlier runs wrote is gone: its pages cost by the number of cases."""
    new = Ticket.objects.filter(submitter_email=WRITER)
    FollowUp.objects.filter(ticket__in=new).delete()
    new.delete()


def ticket_of(row: tuple[Any, ...], staff: set[int], queues: set[int], first: int) -> Any:
    number, subject, queue, created, changed, status, priority, due, assignee, email, text = row
    return Ticket(
        pk=number, title=subject[:200], queue_id=queue if queue in queues else first, created=moment(created),
        modified=moment(changed), status=STATUSES[status], priority=5 - priority, due_date=moment(due),
        assigned_to_id=assignee if assignee in staff else None, submitter_email=email, description=text,
    )  # fmt: skip


def follow_up_of(row: tuple[Any, ...], staff: set[int]) -> Any:
    ticket, at, text, kind, author = row
    return FollowUp(
        ticket_id=ticket, date=moment(at), title="Comment", comment=text, public=kind != "internal",
        user_id=author if author in staff else None,
    )  # fmt: skip


def in_steps(model: Any, rows: Iterable[Any]) -> None:
    iterator: Iterator[Any] = iter(rows)
    while some := list(islice(iterator, STEP)):
        model.objects.bulk_create(some)


def moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).replace(tzinfo=UTC)


if __name__ == "__main__":
    main(sys.argv[1])
