"""What the privacy engine does later."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import task
from candor.privacy.actions import redactions


@task(_("Overwrite what was redacted"))
def settle_redactions() -> None:
    """Leave nothing of redacted text on the disk. Also comes round by the clock, for what a crash left open."""
    redactions.settle_redactions()
