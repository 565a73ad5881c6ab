"""The resource of licences, and how refusals of its actions are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem
from candor.licences.actions.issuing import ChangedMeanwhile, MayNotBeUsed

READ, WRITE = "licences:read", "licences:write"

LICENCES = Operations("Licences")

tell(ChangedMeanwhile, lambda _refusal: Problem("stale"))
tell(
    MayNotBeUsed,
    lambda _refusal: Problem("conflict", _("This person’s data is restricted. Ask the privacy office.")),
)
