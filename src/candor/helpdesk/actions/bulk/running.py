"""Doing a bulk and taking it back: row by row, each row once, whoever runs it and however often it is begun."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from candor.helpdesk.access import WORK
from candor.helpdesk.actions.bulk.steps import Plan, difference, put_back, remembered
from candor.helpdesk.actions.changing import hold
from candor.helpdesk.models import Bulk, BulkRow, BulkState, RowState, Ticket
from candor.helpdesk.refusals import CannotFollow, CannotWorkIt, Refused, StaleTicket
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs.queue import enqueue
from candor.kernel.jobs.tasks import task_named
from candor.kernel.jobs.worker import progress
from candor.people.public import Person, account_of, actor_of

MOST_AT_ONCE = 50
"""A bulk of so many is done in the request; a larger one by a job."""

LOOK_EVERY = 20
"""Rows between two looks at whether somebody has cancelled, or lost their right to work cases."""

KEPT_FOR = timedelta(days=30)


class NoSuchTicket(Refused):
    """The ticket is gone, or not open to the actor any more."""


class NothingToDo(Refused):
    """The ticket is already as the bulk would make it."""


REASONS: Mapping[type[Refused], str] = {
    StaleTicket: "changed",
    CannotFollow: "status",
    CannotWorkIt: "worker",
    NoSuchTicket: "closed-to-you",
    NothingToDo: "same",
}


@transaction.atomic
def begin(bulk: Bulk, changes: Mapping[str, Any], *, by: Actor) -> None:
    """Let the chosen bulk run with these changes: a large one as a job. Beginning it twice changes nothing."""
    if Bulk.objects.filter(pk=bulk.pk, state=BulkState.CHOSEN).update(state=BulkState.RUNNING, changes=dict(changes)):
        record("helpdesk.bulk.begun", bulk, by=by, total=bulk.total)
        if bulk.total > MOST_AT_ONCE:
            enqueue(task_named("helpdesk.run_bulk"), bulk.pk, unique=f"bulk:{bulk.pk}")


@transaction.atomic
def cancel(bulk: Bulk, *, by: Actor) -> None:
    """Stop after the present row; what is done stays done and can be taken back. Twice changes nothing."""
    if Bulk.objects.filter(pk=bulk.pk, state=BulkState.RUNNING).update(
        state=BulkState.CANCELLED, finished_at=clock.now()
    ):
        record("helpdesk.bulk.cancelled", bulk, by=by)


@transaction.atomic
def begin_undo(bulk: Bulk, *, by: Actor) -> None:
    """Let what the bulk did be taken back: a large one as a job. Beginning it twice changes nothing."""
    finished = Bulk.objects.filter(pk=bulk.pk, state__in=[BulkState.DONE, BulkState.CANCELLED])
    if finished.update(state=BulkState.UNDOING):
        record("helpdesk.bulk.undone", bulk, by=by, total=bulk.done_count)
        if bulk.done_count > MOST_AT_ONCE:
            enqueue(task_named("helpdesk.undo_bulk"), bulk.pk, unique=f"bulk:{bulk.pk}")


def run(bulk_id: int) -> None:
    """Change the tickets that still wait. Killed and begun again it goes on; run twice it changes nothing more."""
    plan: list[Plan] = []

    def change(row: BulkRow, bulk: Bulk, by: Actor) -> None:
        plan[:] = plan or [Plan.of(bulk.changes)]
        change_row(row, plan[0], by)

    _each(bulk_id, BulkState.RUNNING, RowState.WAITING, change)
    _end(bulk_id, BulkState.RUNNING, BulkState.DONE)


def undo(bulk_id: int) -> None:
    """Take back what was done and has not changed since. Goes on after a kill; run twice it changes nothing more."""
    _each(bulk_id, BulkState.UNDOING, RowState.DONE, lambda row, _bulk, by: undo_row(row, by))
    _end(bulk_id, BulkState.UNDOING, BulkState.UNDONE)


def change_row(row: BulkRow, plan: Plan, by: Actor) -> None:
    """Change one ticket, or leave it with the reason. One transaction; the row is claimed in it."""
    try:
        with transaction.atomic():
            if not _claimed(row, RowState.WAITING, RowState.DONE):
                return
            ticket = _held(row, row.seen_version, by)
            before = remembered(ticket)
            plan.apply(ticket, by)
            if ticket.version == row.seen_version:
                raise NothingToDo
            BulkRow.objects.filter(pk=row.pk).update(
                after_version=ticket.version, before=difference(before, remembered(ticket))
            )
            _count(row, "done_count")
    except Refused as refusal:
        _leave(row, RowState.WAITING, RowState.LEFT, "left_count", refusal)


def undo_row(row: BulkRow, by: Actor) -> None:
    """Give one ticket back what it had, or keep it with the reason. One transaction; the row is claimed in it."""
    try:
        with transaction.atomic():
            if not _claimed(row, RowState.DONE, RowState.UNDONE):
                return
            ticket = _held(row, row.after_version, by)
            put_back(ticket, row.before, by=by, bulk_id=row.bulk_id)
            _count(row, "undone_count")
    except Refused as refusal:
        _leave(row, RowState.DONE, RowState.KEPT, "kept_count", refusal)


def forget_old_bulks() -> None:
    """Forget the bulks that nobody takes back any more, a few thousand rows at a time."""
    old = Bulk.objects.filter(created_at__lt=clock.now() - KEPT_FOR).order_by("created_at").first()
    if old is None:
        return
    rows = list(BulkRow.objects.filter(bulk=old).values_list("pk", flat=True)[:500])
    BulkRow.objects.filter(pk__in=rows).delete()
    if not rows:
        old.delete()


def _each(bulk_id: int, state: BulkState, waiting: RowState, do: Callable[[BulkRow, Bulk, Actor], None]) -> None:
    """Do it with every row that waits, some at a time, for as long as the bulk is in this state."""
    while True:
        bulk = Bulk.objects.select_related("owner").filter(pk=bulk_id, state=state).first()
        rows = list(BulkRow.objects.filter(bulk=bulk_id, state=waiting).order_by("id")[:LOOK_EVERY]) if bulk else []
        if bulk is None or not rows:
            return
        by = _owner(bulk.owner)
        for row in rows:
            do(row, bulk, by)
        bulk.refresh_from_db()
        progress(bulk.done_count + bulk.left_count, bulk.total)


def _owner(person: Person) -> Actor:
    """Who the owner is now: somebody who has left or lost the right finds no ticket."""
    return actor_of(account_of(person))


def _held(row: BulkRow, version: int | None, by: Actor) -> Ticket:
    may_work = by.is_staff and by.may(WORK)
    rows = Ticket.objects.visible_to(by).select_related("queue").filter(pk=row.ticket_id)
    ticket = rows.first() if may_work else None
    if ticket is None:
        raise NoSuchTicket
    hold(ticket, version)
    return ticket


def _claimed(row: BulkRow, before: RowState, after: RowState) -> bool:
    return bool(BulkRow.objects.filter(pk=row.pk, state=before).update(state=after))


@transaction.atomic
def _leave(row: BulkRow, before: RowState, after: RowState, figure: str, refusal: Refused) -> None:
    if _claimed(row, before, after):
        BulkRow.objects.filter(pk=row.pk).update(reason=REASONS.get(type(refusal), "refused"))
        _count(row, figure)


def _count(row: BulkRow, figure: str) -> None:
    Bulk.objects.filter(pk=row.bulk_id).update(**{figure: F(figure) + 1})


def _end(bulk_id: int, before: BulkState, after: BulkState) -> None:
    Bulk.objects.filter(pk=bulk_id, state=before).update(state=after, finished_at=clock.now())
