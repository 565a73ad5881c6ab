"""The resource of licences, and how refusals of its actions are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem, not_valid
from candor.licences.actions.activating import Refusal, Why
from candor.licences.actions.issuing import ChangedMeanwhile, MayNotBeUsed
from candor.licences.actions.restoring import NoSuchReceipt, StillHeld
from candor.licences.refusals import sentence_of

READ, WRITE = "licences:read", "licences:write"

LICENCES = Operations("Licences")

tell(ChangedMeanwhile, lambda _refusal: Problem("stale"))
tell(
    MayNotBeUsed,
    lambda _refusal: Problem("conflict", _("This person’s data is restricted. Ask the privacy office.")),
)
tell(
    NoSuchReceipt,
    lambda _refusal: not_valid(("code", _("No licence waits for this code. Check it letter by letter."))),
)
tell(
    StillHeld,
    lambda _refusal: Problem("conflict", _("Somebody holds this licence: there is nothing to restore.")),
)


def _refused(refusal: Refusal) -> Problem:
    """What is wrong with the key is said of it; what stands against the licence is a conflict."""
    if refusal.why in {Why.MISTYPED, Why.FORGED}:
        return not_valid(("key", sentence_of(refusal)))
    if refusal.why is Why.UNKNOWN:
        words = _("The file was made for another licence. Open that licence and bring the file there.")
        return not_valid(("key", words))
    return Problem("conflict", sentence_of(refusal))


tell(Refusal, _refused)
