"""The resource of newsletters, and how refusals of its actions are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.business.public import BrokenAudience
from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem, not_valid
from candor.kernel.registries.personal_data import Purpose
from candor.newsletters.actions.issuing import NotReady
from candor.newsletters.actions.lists import StaleList
from candor.newsletters.actions.writing import StaleIssue

READ, WRITE, SEND = "newsletters:read", "newsletters:write", "newsletters:send"

NEWSLETTERS = Operations("Newsletters", also_for=(Purpose.SALES, Purpose.MARKETING))

tell(StaleList, lambda _refusal: Problem("stale"))
tell(StaleIssue, lambda _refusal: Problem("conflict", _("It is no draft any more, so it stays.")))
tell(
    BrokenAudience,
    lambda _refusal: not_valid(
        ("segment", _("This segment asks for something that is no longer there. Choose another one."))
    ),
)
tell(
    NotReady,
    lambda _refusal: Problem("conflict", _("It cannot be sent as it stands: see its faults, its state and its list.")),
)
