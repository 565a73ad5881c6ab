"""The resource of newsletters, and how refusals of its actions are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem
from candor.newsletters.actions.issuing import NotReady
from candor.newsletters.actions.lists import StaleList
from candor.newsletters.actions.writing import StaleIssue

READ, WRITE, SEND = "newsletters:read", "newsletters:write", "newsletters:send"

NEWSLETTERS = Operations("Newsletters")

tell(StaleList, lambda _refusal: Problem("stale"))
tell(StaleIssue, lambda _refusal: Problem("conflict", _("It is no draft any more, so it stays.")))
tell(
    NotReady,
    lambda _refusal: Problem("conflict", _("It cannot be sent as it stands: see its faults, its state and its list.")),
)
