"""The one place where the maintained counters move."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Count, F, IntegerField

from candor.helpdesk.models import Queue, QueueCount, Status, Ticket, TicketCount
from candor.kernel.db.prepared import Given, PreparedChange

ONE_MORE = PreparedChange(
    lambda: (
        TicketCount.objects.filter(
            queue=Given("queue", BigIntegerField()),
            assignee_id=Given("assignee", BigIntegerField()),
            status=Given("status", CharField()),
        ),
        {"count": F("count") + Given("step", IntegerField())},
    )
)
ONE_MORE_IN_QUEUE = PreparedChange(
    lambda: (
        QueueCount.objects.filter(queue=Given("queue", BigIntegerField()), status=Given("status", CharField())),
        {"count": F("count") + Given("step", IntegerField())},
    )
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a ticket counts: its queue, its assignee (0 is nobody) and its status."""

    queue_id: int
    assignee_id: int
    status: str

    @property
    def in_queue(self) -> tuple[int, str]:
        """Where it counts whoever has it."""
        return self.queue_id, self.status


def place_of(ticket: Ticket) -> Place | None:
    """None for what lies in the bin: it counts nowhere."""
    if ticket.binned_at is not None:
        return None
    return Place(ticket.queue_id, ticket.assignee_id or 0, Status(ticket.status).value)


def moved(before: Place | None, after: Place | None) -> None:
    """Count one ticket less where it was and one more where it is, in the transaction that moved it.

    Rows are touched in one fixed order, so that two transactions never wait for each other in a circle.
    """
    if before == after:
        return
    steps = [(place, step) for place, step in ((before, -1), (after, 1)) if place is not None]
    for place, step in sorted(steps):
        _add(place, step)
    if before is None or after is None or before.in_queue != after.in_queue:
        for (queue_id, status), step in sorted((place.in_queue, step) for place, step in steps):
            _add_in_queue(queue_id, status, step)


def recount() -> dict[Place, int]:
    """The true figures, counted from the tickets."""
    rows = (
        Ticket.objects.filter(binned_at=None)
        .order_by()
        .values_list("queue_id", "assignee_id", "status")
        .annotate(count=Count("pk"))
    )
    return {Place(queue_id, assignee_id or 0, status): count for queue_id, assignee_id, status, count in rows}


def recount_queues() -> dict[tuple[int, str], int]:
    """The true figures of each queue and status."""
    rows = Ticket.objects.filter(binned_at=None).order_by().values_list("queue_id", "status").annotate(Count("pk"))
    return {(queue_id, status): count for queue_id, status, count in rows}


def write_figures() -> None:
    """Write all figures where none stand yet: for tickets that were brought in by the thousand, past the actions."""
    TicketCount.objects.bulk_create(
        TicketCount(queue_id=place.queue_id, assignee_id=place.assignee_id, status=place.status, count=count)
        for place, count in recount().items()
    )
    QueueCount.objects.bulk_create(
        QueueCount(queue_id=queue_id, status=status, count=count)
        for (queue_id, status), count in recount_queues().items()
    )


def recorded() -> dict[Place, int]:
    """The maintained figures that are not zero."""
    rows = TicketCount.objects.exclude(count=0).values_list("queue_id", "assignee_id", "status", "count")
    return {Place(queue_id, assignee_id, status): count for queue_id, assignee_id, status, count in rows}


def recorded_of_queues() -> dict[tuple[int, str], int]:
    """The maintained figures of each queue and status that are not zero."""
    rows = QueueCount.objects.exclude(count=0).values_list("queue_id", "status", "count")
    return {(queue_id, status): count for queue_id, status, count in rows}


def _add(place: Place, step: int) -> None:
    where = {"queue": place.queue_id, "assignee": place.assignee_id, "status": place.status}
    if ONE_MORE.made(**where, step=step):
        return
    TicketCount.objects.get_or_create(
        queue=Queue(pk=place.queue_id), assignee_id=place.assignee_id, status=place.status
    )
    ONE_MORE.made(**where, step=step)


def _add_in_queue(queue_id: int, status: str, step: int) -> None:
    where = {"queue": queue_id, "status": status, "step": step}
    if not ONE_MORE_IN_QUEUE.made(**where):
        QueueCount.objects.get_or_create(queue=Queue(pk=queue_id), status=status)
        ONE_MORE_IN_QUEUE.made(**where)
