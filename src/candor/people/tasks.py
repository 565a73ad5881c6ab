"""What this slice does after or beside requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import task
from candor.people.actions import reset, staff, tokens


@task(_("Mail a code for a new password"))
def mail_reset_code(request_id: int) -> None:
    """Mail the code of a request for a new password."""
    reset.mail_code(request_id)


@task(_("End contracts whose last day has passed"))
def end_contracts() -> None:
    """Let contractors whose last day has passed leave."""
    staff.end_contracts()


@task(_("Delete tokens that ended long ago"), most_attempts=3)
def forget_ended_tokens() -> None:
    """Delete tokens of the API a quarter of a year after they expired or were revoked."""
    tokens.forget_ended()
