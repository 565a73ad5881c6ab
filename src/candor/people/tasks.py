"""What this slice does after or beside requests."""

from __future__ import annotations

from candor.kernel.jobs import task
from candor.people.actions import reset, staff


@task()
def mail_reset_code(request_id: int) -> None:
    """Mail the code of a request for a new password."""
    reset.mail_code(request_id)


@task()
def end_contracts() -> None:
    """Let contractors whose last day has passed leave."""
    staff.end_contracts()
