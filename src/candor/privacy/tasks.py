"""What the privacy engine does by the clock and beside requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.jobs import task
from candor.privacy.models import RetentionRun
from candor.privacy.retaining import daily, running


@task(_("Keep to the retention rules"))
def keep_to_retention_rules() -> None:
    """Count what is past its period, and delete it where nobody has to confirm that first. Comes round every day."""
    daily.keep_to_rules()


@task(_("Carry on with a run of the retention rules"), most_attempts=20)
def carry_on_retention(run_id: int) -> None:
    """Count or delete what is left of a run."""
    run = RetentionRun.objects.filter(pk=run_id).first()
    if run is not None:
        running.carry_on(run)
