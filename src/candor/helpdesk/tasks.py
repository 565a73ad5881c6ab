"""What the help desk does by the clock."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.actions import uploads
from candor.helpdesk.actions.progress import wake_ticket
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


@task(_("Delete files of programs that no message took"))
def forget_old_uploads() -> None:
    """Delete the files that programs sent and did not use within a day."""
    uploads.forget_old_uploads()


def _due() -> QuerySet[Ticket]:
    scheduled = Ticket.objects.filter(status=Status.SCHEDULED, scheduled_for__lte=clock.now())
    return scheduled.order_by("scheduled_for")
