"""Asking VIES by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.business.actions import vat_checks
from candor.kernel.jobs import task

NOW = "business.check_vat_numbers"
MOST_SILENT = 3
"""So many numbers without an answer end a round: the next one tries again."""


def numbers_should_be_checked() -> bool:
    """Whether VIES may be asked and there is something to ask."""
    return vat_checks.is_asking() and (vat_checks.due_checks().exists() or vat_checks.unasked().exists())


@task(_("Ask VIES about VAT numbers"))
def check_vat_numbers() -> None:
    """Ask about the numbers that are due, the longest waiting first."""
    if not vat_checks.is_asking():
        return
    vat_checks.take_in_new()
    silent = 0
    for row in vat_checks.due_checks().order_by("next_at", "pk")[: vat_checks.MOST_AT_ONCE]:
        silent += not vat_checks.carry_out(row)
        if silent >= MOST_SILENT:
            return
