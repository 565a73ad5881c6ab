"""The resources of this slice, and how refusals of announcements are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem
from candor.privacy.actions.announcing import NothingToAnnounce

READ, WRITE = "announcements:read", "announcements:write"

ANNOUNCEMENTS = Operations("Announcements")
REQUESTS = Operations("Privacy requests")

tell(
    NothingToAnnounce,
    lambda _refusal: Problem("conflict", _("This version was announced already, or it is not there any more.")),
)
