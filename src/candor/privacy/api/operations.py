"""The resource of announcements, and how its refusals are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem
from candor.privacy.actions.announcing import NothingToAnnounce

READ, WRITE = "announcements:read", "announcements:write"

ANNOUNCEMENTS = Operations("Announcements")

tell(
    NothingToAnnounce,
    lambda _refusal: Problem("conflict", _("This version was announced already, or it is not there any more.")),
)
