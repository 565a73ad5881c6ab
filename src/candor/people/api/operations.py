"""The resources of this slice, and how its refusals are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem, not_valid
from candor.people.actions.identifiers import Refused
from candor.people.actions.list_views import ViewExists
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.identifiers import NotAnIdentifier

TOKEN = Operations("Token")
PEOPLE = Operations("People")
ORGANISATIONS = Operations("Organisations")
SAVED_VIEWS = Operations("Saved views")

tell(Refused, lambda refusal: not_valid(("", str(refusal.reason))))
tell(NotAnIdentifier, lambda refusal: not_valid(("", str(refusal.reason))))
tell(ChangedMeanwhile, lambda _refusal: Problem("stale"))
tell(
    ViewExists,
    lambda _refusal: not_valid(("name", _("You have another view of this name here. Choose another name."))),
)
