"""What this slice does after or beside requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import task
from candor.privacy.actions import copying


@task(_("Make a copy of somebody's data"), most_attempts=4)
def make_copy(copy_id: int) -> None:
    """Write the archive of a copy."""
    copying.make_copy(copy_id)


@task(_("Delete copies whose day is over"))
def forget_old_copies() -> None:
    """Delete the archives of copies whose day is over."""
    copying.forget_old_copies()
