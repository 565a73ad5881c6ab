"""What the help desk does by the clock."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.actions import tags
from candor.helpdesk.actions.bulk import running
from candor.helpdesk.actions.progress import wake_ticket
from candor.helpdesk.actions.views import forget_deleted_views
from candor.helpdesk.models import Status, Ticket
from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.jobs import task

MOST_AT_ONCE = 200


def tickets_should_wake() -> bool:
    """Whether a scheduled ticket's time has come: saves a job a minute where none has."""
    return _due().exists()


@task(_("Open scheduled cases that are due"))
def wake_scheduled_tickets() -> None:
    """Open the scheduled tickets whose time has come, each in its own short transaction. Comes round every minute."""
    for ticket in _due()[:MOST_AT_ONCE]:
        wake_ticket(ticket, by=JOB)


@task(_("Merge two tags"))
def move_tag(tag_id: int, into_id: int) -> None:
    """Give all tickets of one tag another one, some at a time."""
    tags.move_all(tag_id, into_id)


@task(_("Delete a tag"))
def drop_tag(tag_id: int) -> None:
    """Take a tag off all tickets, some at a time."""
    tags.drop_all(tag_id)


@task(_("Change many cases"))
def run_bulk(bulk_id: int) -> None:
    """Change the tickets of a bulk that still wait, each in its own short transaction."""
    running.run(bulk_id)


@task(_("Take a change of many cases back"))
def undo_bulk(bulk_id: int) -> None:
    """Give the tickets of a bulk back what they had, each in its own short transaction."""
    running.undo(bulk_id)


@task(_("Forget deleted views and old changes of many cases"))
def tidy_lists() -> None:
    """Forget the views and bulks that can no longer be brought back."""
    forget_deleted_views()
    running.forget_old_bulks()


def _due() -> QuerySet[Ticket]:
    scheduled = Ticket.objects.filter(status=Status.SCHEDULED, scheduled_for__lte=clock.now())
    return scheduled.order_by("scheduled_for")
