"""What a bulk does with one ticket, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from candor.helpdesk.access import may_work_in
from candor.helpdesk.actions import describing, progress, routing
from candor.helpdesk.actions.changing import store
from candor.helpdesk.actions.tagging import put_on, take_off
from candor.helpdesk.models import Category, Kind, Priority, Queue, Status, Tag, Ticket, TicketTag
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person, people_by_ids

REMEMBERED = (
    "queue_id", "assignee_id", "category_id", "priority", "kind", "status", "due_at", "scheduled_for", "solved_at",
    "closed_at",
)  # fmt: skip
"""What a bulk may change, and so what is remembered of each ticket."""

MOMENTS = frozenset({"due_at", "scheduled_for", "solved_at", "closed_at"})

Move = Callable[..., None]

STATUSES: Mapping[str, Move] = {
    Status.OPEN.value: progress.reopen_ticket,
    Status.WAITING_CUSTOMER.value: progress.wait_for_customer,
    Status.WAITING_OTHER.value: progress.wait_for_other,
    Status.SOLVED.value: progress.solve_ticket,
    Status.CLOSED.value: progress.close_ticket,
}
"""The statuses that a bulk may set, each by its own verb."""

Changes = Mapping[str, Any]
"""As `Bulk.changes` holds them: `queue`, `assignee`, `category` (keys, None for nobody and none), `priority`, `kind`,
`status`, `add_tags`, `remove_tags` (lists of keys)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes with the objects behind their keys, read once for many tickets."""

    changes: Changes
    queue: Queue | None
    assignee: Person | None
    category: Category | None
    added: tuple[Tag, ...]
    removed: tuple[Tag, ...]

    @classmethod
    def of(cls, changes: Changes) -> Plan:
        """What no longer exists is left out."""
        queue, person, category = (changes.get(name) for name in ("queue", "assignee", "category"))
        return cls(
            changes=changes,
            queue=Queue.objects.filter(pk=queue).first() if queue is not None else None,
            assignee=people_by_ids([person]).get(person) if person is not None else None,
            category=Category.objects.filter(pk=category).first() if category is not None else None,
            added=tuple(Tag.objects.filter(pk__in=changes.get("add_tags", []))),
            removed=tuple(Tag.objects.filter(pk__in=changes.get("remove_tags", []))),
        )

    def apply(self, ticket: Ticket, by: Actor) -> None:
        """Do all of it by the verbs of the case page. Raises what they raise."""
        for name, step in STEPS.items():
            if name in self.changes:
                step(self, ticket, by)


def _move(plan: Plan, ticket: Ticket, by: Actor) -> None:
    if plan.queue is not None:
        routing.move_to_queue(ticket, plan.queue, by=by)


def _set_status(plan: Plan, ticket: Ticket, by: Actor) -> None:
    wanted = plan.changes["status"]
    if ticket.status != wanted:
        STATUSES[wanted](ticket, by=by)


STEPS: Mapping[str, Callable[[Plan, Ticket, Actor], None]] = {
    "queue": _move,
    "category": lambda plan, ticket, by: describing.set_category(ticket, plan.category, by=by),
    "priority": lambda plan, ticket, by: describing.set_priority(ticket, Priority(plan.changes["priority"]), by=by),
    "kind": lambda plan, ticket, by: describing.set_kind(ticket, Kind(plan.changes["kind"]), by=by),
    "assignee": lambda plan, ticket, by: routing.assign(ticket, plan.assignee, by=by),
    "add_tags": lambda plan, ticket, by: put_on(ticket, plan.added, by=by),
    "remove_tags": lambda plan, ticket, by: take_off(ticket, plan.removed, by=by),
    "status": _set_status,
}
"""What each change does, in this order: the queue first, because it decides who may work there."""


def remembered(ticket: Ticket) -> dict[str, Any]:
    """How the ticket stands, as JSON."""
    tags = TicketTag.objects.filter(ticket=ticket).order_by("tag").values_list("tag", flat=True)
    return {name: _plain(getattr(ticket, name)) for name in REMEMBERED} | {"tags": list(tags)}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What was before, of all that is different after."""
    return {name: value for name, value in before.items() if after[name] != value}


def put_back(ticket: Ticket, before: Mapping[str, Any], *, by: Actor, bulk_id: int) -> None:
    """Give a held ticket back what it had. Somebody who no longer works its queue does not get it back."""
    columns: dict[str, Any] = {
        name: _moment(value) if name in MOMENTS else value for name, value in before.items() if name != "tags"
    }
    if "tags" in before:
        _put_tags_back(ticket, set(before["tags"]), by)
    queue = Queue.objects.get(pk=columns.get("queue_id", ticket.queue_id))
    if columns.get("assignee_id") and not may_work_in(columns["assignee_id"], queue):
        columns["assignee_id"] = None
    store(ticket, **columns)
    record("helpdesk.ticket.bulk_undone", ticket, by=by, bulk=bulk_id)


def _put_tags_back(ticket: Ticket, before: set[int], by: Actor) -> None:
    now = set(TicketTag.objects.filter(ticket=ticket).values_list("tag", flat=True))
    put_on(ticket, Tag.objects.filter(pk__in=before - now), by=by)
    take_off(ticket, Tag.objects.filter(pk__in=now - before), by=by)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(value: str | None) -> datetime | None:
    return parse_datetime(value) if value else None
