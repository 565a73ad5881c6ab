"""What the privacy engine does later."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import task
from candor.privacy.actions import copying, redactions


@task(_("Overwrite what was redacted"))
def settle_redactions() -> None:
    """Leave nothing of redacted text on the disk. Also comes round by the clock, for what a crash left open."""
    redactions.settle_redactions()


@task(_("Make a copy of somebody's data"), most_attempts=4)
def make_copy(copy_id: int) -> None:
    """Write the archive of a copy."""
    copying.make_copy(copy_id)


@task(_("Delete copies whose day is over"))
def forget_old_copies() -> None:
    """Delete the archives of copies whose day is over."""
    copying.forget_old_copies()
